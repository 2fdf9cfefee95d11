/** `quorate explain`: runs a scenario with its trace and tells the story of one finding. */
import type { AnyFamily, Tagged } from '../../databases/database.js';
import { families } from '../../databases/registry.js';
import { formatDuration, inMilliseconds, type Duration } from '../../kernel/time.js';
import { explain as explainFinding, type Explanation } from '../../report/explain.js';
import { explanationText } from '../../report/explain-text.js';
import { report } from '../../report/report.js';
import type { Carries } from '../../report/story/evidence.js';
import type { Override } from '../../scenario/overrides.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeResult } from '../output.js';
import { commandLine } from '../reproduce.js';
import { styleFor } from '../terminal.js';

export interface ExplainOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly finding: number;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Tells the story. What the run found does not matter to the exit code. */
export async function explain(argument: string, options: ExplainOptions): Promise<ExitCode> {
  const { seed, finding, json = false, color } = options;
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') {
    if (json) await writeResult(jsonDocument(problemDocument(loaded), true));
    return loaded.exitCode;
  }
  const { scenario, databases } = loaded;
  const run = simulate(scenario, {
    trace: true,
    databases,
    ...(seed === undefined ? {} : { seed }),
  });
  const carries = carriesIn(scenario.spec.database.kind, databases);
  const explanation = explainFinding(run, report(run), { finding, carries });
  if (explanation.steps.length === 0 && finding > 1) throw new UsageError(explanation.headline);
  if (json) {
    await writeResult(jsonDocument(explanationDocument(run, explanation), true));
    return exitCodes.asExpected;
  }
  const begin: Duration = 0 + (explanation.steps[0]?.at ?? 0);
  const window = begin > 0 ? ['--from', formatDuration(begin)] : [];
  const trace = commandLine('trace', [argument], { ...options, seed: run.seed }, window);
  await writeResult(explanationText(explanation, styleFor('stdout', color), trace));
  return exitCodes.asExpected;
}

/** Tells of the bodies of messages which writes they carry, as the family declares it. */
function carriesIn(kind: string, own: readonly AnyFamily[]): Carries {
  const family = [...own, ...families].find(({ declaration }) => declaration.kind === kind);
  return (body) => {
    const message = body as Tagged;
    return family?.messages[message.kind]?.writes?.(message as never) ?? [];
  };
}

function explanationDocument(run: Run, { steps, ...rest }: Explanation): object {
  const { scenario, seed, digest } = run;
  return {
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest, file: scenario.file },
    seed,
    traceDigest: digest,
    ...rest,
    steps: steps.map(({ at, ...step }) => ({ ...step, atMs: inMilliseconds(at) })),
  };
}
