/** `quorate pacelc`: classifies a configuration by what it gives up, from two runs. */
import { pacelcRow, pacelcText } from '../../report/pacelc.js';
import type { Override } from '../../scenario/overrides.js';
import { classify } from '../classify.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import { jsonDocument, writeResult } from '../output.js';
import { styleFor } from '../terminal.js';

export interface PacelcCommandOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Prints the class and the evidence for it. No class is better than another: the exit code is 0. */
export async function pacelc(argument: string, options: PacelcCommandOptions): Promise<ExitCode> {
  const { seed, json = false, color } = options;
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') {
    if (json) await writeResult(jsonDocument(problemDocument(loaded), true));
    return loaded.exitCode;
  }
  const { scenario, databases } = loaded;
  const result = classify(scenario, { databases, ...(seed === undefined ? {} : { seed }) });
  await writeResult(
    json
      ? jsonDocument(pacelcRow(scenario, result), true)
      : pacelcText(scenario, result, styleFor('stdout', color)),
  );
  return exitCodes.asExpected;
}
