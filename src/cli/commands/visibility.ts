/** `quorate visibility`: how soon what was written is read, from runs with probing clients. */
import { visibility as measure, type Visibility } from '../../experiments/visibility/visibility.js';
import { visibilityCsv, visibilityDocument } from '../../report/visibility/document.js';
import { visibilityText } from '../../report/visibility/text.js';
import type { Override } from '../../scenario/overrides.js';
import type { Scenario } from '../../scenario/scenario.js';
import { hintAmong, quote } from '../../scenario/suggestion.js';
import { probed } from '../classify.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeResult } from '../output.js';
import { startProgress } from '../progress.js';
import { styleFor } from '../terminal.js';
import type { visibilityFormats } from '../visibility-commands.js';

export interface VisibilityCommandOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly reads?: number;
  readonly group?: string;
  readonly format?: (typeof visibilityFormats)[number];
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Nothing is judged: whatever comes out, the exit code is 0, unless no read was answered. */
export async function visibility(
  argument: string,
  options: VisibilityCommandOptions,
): Promise<ExitCode> {
  const format = formatOf(options);
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') {
    if (format === 'json') await writeResult(jsonDocument(problemDocument(loaded), true));
    return loaded.exitCode;
  }
  const { scenario, databases } = loaded;
  refuseUnknownGroup(scenario, options.group);
  const { seed, reads, group } = options;
  const line = startProgress();
  const result = probed(() =>
    measure(scenario, {
      databases,
      ...(seed === undefined ? {} : { seed }),
      ...(reads === undefined ? {} : { reads }),
      ...(group === undefined ? {} : { group }),
      onDone: (share) => {
        line.show(`${Math.round(100 * share)} % of the reads`);
      },
    }),
  );
  line.clear();
  await writeResult(written(scenario, result, format, options));
  return result.curve.length === 0 ? exitCodes.unknown : exitCodes.asExpected;
}

function formatOf({ format, json }: VisibilityCommandOptions): (typeof visibilityFormats)[number] {
  if (json === true && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} contradict each other`);
  }
  return json === true ? 'json' : (format ?? 'text');
}

function refuseUnknownGroup({ spec }: Scenario, group: string | undefined): void {
  const known = spec.clients.map(({ name }) => name);
  if (group === undefined || known.includes(group)) return;
  const hint = hintAmong(group, known, 'there are') ?? 'there is none';
  throw new UsageError(`there is no client group ${quote(group)} (${hint})`);
}

function written(
  scenario: Scenario,
  result: Visibility,
  format: (typeof visibilityFormats)[number],
  { color }: VisibilityCommandOptions,
): string {
  switch (format) {
    case 'json':
      return jsonDocument(visibilityDocument(scenario, result), true);
    case 'csv':
      return visibilityCsv(result);
    case 'text':
      return visibilityText(scenario, result, styleFor('stdout', color));
  }
}
