/** `quorate check`: judges the history of some database, from a file. */
import { judge } from '../../checkers/consistency/judge.js';
import { misfits } from '../../checkers/consistency/misfits.js';
import type { Level } from '../../checkers/consistency/result.js';
import type { Model } from '../../checkers/models/model.js';
import { answersOf } from '../../checkers/models/answers.js';
import { modelFor, models } from '../../checkers/models/registry.js';
import { observedFindings, type ObservedFindings } from '../../checkers/observed/findings.js';
import { observedService } from '../../checkers/observed/service.js';
import type { Verdict } from '../../checkers/verdict.js';
import type { HistoryProblem } from '../../history/formats/format.js';
import { byKey, type History, type ObservedOperation } from '../../history/history.js';
import { historyReport, type Judged } from '../../report/history/report.js';
import { historyText } from '../../report/history/text.js';
import { hintAmong, quote } from '../../scenario/suggestion.js';
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
  readonly items?: number;
  readonly order?: boolean;
  readonly quiet?: boolean;
}

const codes = {
  valid: exitCodes.asExpected,
  invalid: exitCodes.failed,
  unknown: exitCodes.unknown,
} as const satisfies Record<Verdict, ExitCode>;

/** What people mean when they name no level. */
const usualLevels: readonly Level[] = ['linearizable'];

/** How many of each finding programs get and people read, unless they say. */
const usualItems = { json: 100, text: 1 } as const;

/** Judges one history; `-` is standard input. */
export async function check(file: string, options: CheckOptions): Promise<ExitCode> {
  const { order = false, json = false, quiet = false } = options;
  if (order && !json) throw new UsageError('--order needs --json');
  const reading = await readHistoryFile(file, options);
  if (reading.kind === 'refused') return reading.exitCode;
  const { history, format, warnings } = reading;
  const known = [...(await importModels(options.import)), ...models];
  const model = modelOf(history, options.model, known);
  if (model === undefined) return await refuseModel(file, history, known, options);
  const unfit = misfits(history, model).map(({ operation, message }) => {
    const name = history.operations[operation]?.name ?? '';
    return { line: 0, message: `operation ${name}: ${message}` };
  });
  if (unfit.length > 0) return (await refuseHistory(file, unfit, options)).exitCode;
  const judgedLevels = results(history, model, options);
  const judged: Judged = {
    file,
    format,
    model: model?.name ?? null,
    models: model === null ? modelsOf(history) : [model.name],
    history,
    results: judgedLevels,
    findings: findingsIn(history, model),
    warnings: [...warnings, ...silenceIn(history, model, judgedLevels)],
  };
  const items = options.items ?? usualItems[json ? 'json' : 'text'];
  const report = historyReport(judged, { items, order });
  if (!quiet) {
    const style = styleFor('stdout', options.color);
    await writeResult(json ? jsonDocument(report, true) : historyText(report, style));
  }
  return codes[report.outcome];
}

/** Judges all levels. A model of the user's own may throw: that is no bug of ours. */
function results(
  history: History,
  model: Model | null,
  { level, maxSteps }: CheckOptions,
): Judged['results'] {
  try {
    return judge(history, {
      levels: level.length === 0 ? usualLevels : level,
      model,
      ...(maxSteps === undefined ? {} : { budget: { steps: maxSteps } }),
    });
  } catch (error) {
    if (model === null || models.includes(model)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the model ${model.name} failed: ${reason}`);
  }
}

/** A history in which nobody was told anything is valid whatever happened; people should know. */
function silenceIn(
  { operations }: History,
  model: Model | null,
  judged: Judged['results'],
): readonly HistoryProblem[] {
  const isOwn = model !== null && !models.includes(model);
  const tells = ({ outcome, output }: ObservedOperation): boolean =>
    outcome === 'ok' && (isOwn || output !== undefined);
  if (operations.some(tells) || judged.some(({ verdict }) => verdict !== 'valid')) return [];
  const message = 'nobody was answered with a value here, so nothing could have been found wrong';
  return [{ line: 0, message }];
}

/** A model of the user's own says itself what its actions mean, so only the service can be told. */
function findingsIn(history: History, model: Model | null): ObservedFindings {
  if (model === null || models.includes(model)) return observedFindings(history);
  const reason = `only the model ${model.name} knows what its actions mean`;
  const undecided = [...byKey(history.operations).keys()].sort().map((part) => ({ part, reason }));
  const nothing = observedFindings({ operations: [], model: null });
  return { ...nothing, service: observedService(history), undecided };
}

/** The model that was asked for, or else that the history names; null for neither, undefined for an unknown one. */
function modelOf(
  { model: named }: History,
  asked: string | undefined,
  known: readonly Model[],
): Model | null | undefined {
  const name = asked ?? named;
  return name === null ? null : known.find((model) => model.name === name);
}

/** Nobody knows the model: a mistake of usage when it was asked for, of the file when that names it. */
async function refuseModel(
  file: string,
  { model: named }: History,
  known: readonly Model[],
  options: CheckOptions,
): Promise<ExitCode> {
  const names = known.map(({ name }) => name);
  const hint = (name: string): string => hintAmong(name, names, 'the models are') ?? '';
  const { model: asked } = options;
  if (asked !== undefined) {
    throw new UsageError(`there is no model ${quote(asked)}; ${hint(asked)}`);
  }
  const message =
    `the history names the model ${quote(named)}, which nobody knows; --model names another, ` +
    `--import brings your own; ${hint(named ?? '')}`;
  return (await refuseHistory(file, [{ line: 0, message }], options)).exitCode;
}

/** The models that are taken when nobody names one, from the weakest on. */
function modelsOf({ operations }: History): readonly string[] {
  const taken = new Set<Model | null>();
  for (const own of byKey(operations).values()) {
    taken.add(modelFor(new Set(own.map(({ action }) => action)), answersOf(own)));
  }
  return models.filter((model) => taken.has(model)).map(({ name }) => name);
}
