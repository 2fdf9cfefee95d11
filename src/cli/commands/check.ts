/** `quorate check`: judges the history of some database, from a file. */
import { judge } from '../../checkers/consistency/judge.js';
import { misfits } from '../../checkers/consistency/misfits.js';
import type { Level } from '../../checkers/consistency/result.js';
import type { Model } from '../../checkers/models/model.js';
import { models } from '../../checkers/models/registry.js';
import { observedFindings } from '../../checkers/observed/findings.js';
import type { Verdict } from '../../checkers/verdict.js';
import { historyReport, type Judged } from '../../report/history/report.js';
import { historyText } from '../../report/history/text.js';
import { hintAmong } from '../../scenario/suggestion.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { readHistoryFile, refuseHistory, type HistoryFileOptions } from '../history-file.js';
import { importModels } from '../import.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeResult } from '../output.js';
import { styleFor } from '../terminal.js';

export interface CheckOptions extends HistoryFileOptions {
  readonly model?: string;
  readonly level: readonly Level[];
  readonly import: readonly string[];
  readonly maxSteps?: number;
  readonly items: number;
  readonly order?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

const codes = {
  valid: exitCodes.asExpected,
  invalid: exitCodes.failed,
  unknown: exitCodes.unknown,
} as const satisfies Record<Verdict, ExitCode>;

/** What people mean when they name no level. */
const usualLevels: readonly Level[] = ['linearizable'];

/** Judges one history; `-` is standard input. */
export async function check(file: string, options: CheckOptions): Promise<ExitCode> {
  const { level, maxSteps, items, order = false, json = false, quiet = false } = options;
  const reading = await readHistoryFile(file, options);
  if (reading.kind === 'refused') return reading.exitCode;
  const { history, format, warnings } = reading;
  const model = await modelOf(options.model ?? history.model, options.import);
  const unfit = misfits(history, model).map(({ operation, message }) => {
    const name = history.operations[operation]?.name ?? '';
    return { line: 0, message: `operation ${name}: ${message}` };
  });
  if (unfit.length > 0) return (await refuseHistory(file, unfit, options)).exitCode;
  const judged: Judged = {
    file,
    format,
    model: model?.name ?? null,
    history,
    results: judge(history, {
      levels: level.length === 0 ? usualLevels : level,
      model,
      ...(maxSteps === undefined ? {} : { budget: { steps: maxSteps } }),
    }),
    findings: observedFindings(history),
    warnings,
  };
  const report = historyReport(judged, { items, order });
  if (!quiet) {
    const style = styleFor('stdout', options.color);
    await writeResult(json ? jsonDocument(report, true) : historyText(report, style));
  }
  return codes[report.outcome];
}

/** The model of this name, or null for none. Throws a `UsageError` when nobody knows it. */
async function modelOf(name: string | null, modules: readonly string[]): Promise<Model | null> {
  const known = [...(await importModels(modules)), ...models];
  if (name === null) return null;
  const model = known.find((one) => one.name === name);
  if (model !== undefined) return model;
  const names = known.map((one) => one.name);
  throw new UsageError(
    `there is no model ${name}; ${hintAmong(name, names, 'the models are') ?? ''}`,
  );
}
