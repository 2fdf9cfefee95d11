/**
 * `quorate explain`: runs a scenario with its trace and tells the story of one finding; runs it again
 * without its faults, and with other settings, to tell what the finding needed.
 */
import type { AnyFamily, Tagged } from '../../databases/database.js';
import { families } from '../../databases/registry.js';
import { counterfactuals, type Counterfactuals } from '../../experiments/counterfactual.js';
import { subjectAt, type FindingPlace } from '../../experiments/subject.js';
import { formatDuration, type Duration } from '../../kernel/time.js';
import { explanationDocument } from '../../report/explain-document.js';
import { explain as explainFinding, findingAt } from '../../report/explain.js';
import { explanationText } from '../../report/explain-text.js';
import { report as reportOn } from '../../report/report.js';
import type { Carries } from '../../report/story/evidence.js';
import type { Override } from '../../scenario/overrides.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { commandLine } from '../command-line.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeResult } from '../output.js';
import { startProgress } from '../progress.js';
import { styleFor } from '../terminal.js';

export interface ExplainOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly finding: number;
  /** At most so many; false for none. */
  readonly reruns?: number | false;
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
  const report = reportOn(run);
  const carries = carriesIn(scenario.spec.database.kind, databases);
  const place = findingAt(report, finding);
  const reruns = place === null ? null : runAgain(run, place, databases, options);
  const explanation = explainFinding(run, report, { finding, carries, counterfactuals: reruns });
  if (place === null && finding > 1) throw new UsageError(explanation.headline);
  if (json) {
    await writeResult(jsonDocument(explanationDocument(run, explanation, reruns), true));
    return exitCodes.asExpected;
  }
  const begin: Duration = 0 + (explanation.steps[0]?.at ?? 0);
  const window = begin > 0 ? ['--from', formatDuration(begin)] : [];
  const trace = commandLine('trace', [argument], { ...options, seed: run.seed }, window);
  await writeResult(explanationText(explanation, styleFor('stdout', color), trace));
  return exitCodes.asExpected;
}

/** What re-runs say of the finding; null when there shall be none, or it cannot be found again. */
function runAgain(
  run: Run,
  place: FindingPlace,
  databases: readonly AnyFamily[],
  { reruns }: ExplainOptions,
): Counterfactuals | null {
  const subject = reruns === false ? null : subjectAt(run, place);
  if (subject === null || reruns === false) return null;
  const progress = startProgress();
  const onRerun = (number: number): void => {
    progress.show(`re-run ${number}`);
  };
  const most = reruns === undefined ? {} : { reruns };
  const found = counterfactuals(run, subject, { databases, onRerun, ...most });
  progress.clear();
  return found;
}

/** Tells of the bodies of messages which writes they carry, as the family declares it. */
function carriesIn(kind: string, own: readonly AnyFamily[]): Carries {
  const family = [...own, ...families].find(({ declaration }) => declaration.kind === kind);
  return (body) => {
    const message = body as Tagged;
    return family?.messages[message.kind]?.writes?.(message as never) ?? [];
  };
}
