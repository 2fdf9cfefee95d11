/** `quorate sweep`: runs scenarios with many seeds and says how often what happened. */
import { availableParallelism } from 'node:os';
import { RunFailure, runSweep } from '../../experiments/node/index.js';
import { sweepFile, sweepFrom } from '../../experiments/sweep/file.js';
import { whyNotTheSame } from '../../experiments/sweep/merge.js';
import { shardSize, type Seeds, type Shard } from '../../experiments/sweep/seeds.js';
import {
  beginSweep,
  onlyShard,
  type Limits,
  type Sweep,
  type SweepPlan,
} from '../../experiments/sweep/sweep.js';
import { grouped } from '../../report/text/layout.js';
import type { Override } from '../../scenario/overrides.js';
import { exitCodes, worstOf, type ExitCode } from '../exit-codes.js';
import { addressOf } from '../import.js';
import { bugReport } from '../failures.js';
import { interruption, timeBudget } from '../interruption.js';
import { loadScenario, problemDocument, type Loaded } from '../load.js';
import { UsageError, type Check } from '../options.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { startProgress } from '../progress.js';
import { version } from '../program.js';
import { readSweepFile, writeSweepFile } from '../sweep-file.js';
import { writeSweepResult } from '../sweep-result.js';

export interface SweepOptions {
  readonly seeds: Seeds;
  readonly jobs?: number;
  readonly shard?: Shard;
  readonly untilFailure?: boolean;
  readonly eventBudget?: number;
  /** Milliseconds. */
  readonly timeBudget?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly check: readonly Check[];
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly maxEvents?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

type LoadedScenario = Extract<Loaded, { kind: 'scenario' }>;

/** Sweeps the scenarios one after the other; the worst of them decides the exit code. */
export async function sweep(
  scenarios: readonly string[],
  options: SweepOptions,
): Promise<ExitCode> {
  if (options.out !== undefined && scenarios.length > 1)
    throw new UsageError('--out keeps one sweep: name one scenario');
  if (options.resume === true && options.out === undefined)
    throw new UsageError('--resume needs --out, the file to go on with');
  if (options.check.includes('pacelc'))
    throw new UsageError('--check pacelc is no question about a single run: see quorate compare');
  const alone = scenarios.length === 1;
  const codes: ExitCode[] = [];
  const stop = interruption();
  for (const scenario of scenarios) {
    if (stop.signal.aborted) break;
    const loaded = await loadScenario(scenario, options);
    if (loaded.kind === 'problems') {
      if (options.json === true) await writeResult(jsonDocument(problemDocument(loaded), alone));
      codes.push(loaded.exitCode);
      continue;
    }
    if (codes.length > 0 && options.json !== true && options.quiet !== true)
      await writeResult('\n');
    codes.push(await sweepOne(scenario, loaded, alone, options, stop.signal));
  }
  await stop.end();
  return worstOf(codes);
}

async function sweepOne(
  argument: string,
  loaded: LoadedScenario,
  alone: boolean,
  options: SweepOptions,
  interrupted: AbortSignal,
): Promise<ExitCode> {
  const limits: Limits = {
    untilFailure: options.untilFailure === true,
    events: options.eventBudget ?? null,
  };
  const begun = await begin(planOf(argument, loaded, options), limits, options);
  const keeper = keeperOf(begun, limits, options.out);
  const progress = startProgress();
  const total = shardSize(begun.plan.seeds, begun.plan.shard);
  const [before, from] = [begun.done, Date.now()];
  try {
    await runSweep(begun, {
      jobs: options.jobs ?? availableParallelism(),
      limits,
      databases: loaded.databases,
      modules: options.import.map(addressOf),
      signal: AbortSignal.any([interrupted, timeBudget(options.timeBudget)]),
      onCounted: (counted) => {
        progress.show(progressText(counted, total, (Date.now() - from) / (counted.done - before)));
        keeper.sometimes();
      },
    });
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const words = ['run', ...(begun.plan.variants[0]?.words ?? []), '--seed', String(error.seed)];
    writeAside(bugReport(error.cause, words, false));
    return exitCodes.bug;
  } finally {
    progress.clear();
    await keeper.atTheEnd();
  }
  return await writeSweepResult(sweepFile(begun, limits, version()), [], { ...options, alone });
}

function planOf(argument: string, { scenario }: LoadedScenario, options: SweepOptions): SweepPlan {
  const { seeds, shard = onlyShard, set, import: modules, maxEvents, check } = options;
  const words = [
    argument,
    ...modules.flatMap((module) => ['--import', module]),
    ...set.flatMap(({ path, value }) => ['--set', `${path}=${value}`]),
    ...(maxEvents === undefined ? [] : ['--max-events', String(maxEvents)]),
    ...(check.length === 0 ? [] : ['--check', check.join()]),
  ];
  return {
    variants: [{ name: scenario.spec.name, scenario, words }],
    seeds,
    shard,
    also: check.flatMap((one) => (one === 'pacelc' ? [] : [one])),
    maxEvents: maxEvents ?? null,
  };
}

/** A new sweep, or the one that the file of --out holds. */
async function begin(
  plan: SweepPlan,
  limits: Limits,
  { out, resume }: SweepOptions,
): Promise<Sweep> {
  const fresh = beginSweep(plan);
  const kept = resume === true && out !== undefined ? await readSweepFile(out) : null;
  if (kept === null) return fresh;
  const reason = whyNotTheSame(kept, sweepFile(fresh, limits, version()));
  if (reason !== null) throw new UsageError(`${out ?? ''} is of another sweep: ${reason}`);
  if (!kept.parts.some(({ shard }) => shard === plan.shard.index))
    throw new UsageError(`${out ?? ''} holds no shard ${String(plan.shard.index)}`);
  return sweepFrom(kept, plan);
}

/** So often a sweep is kept while it runs. */
const keepEveryMs = 10_000;

/** Keeps the sweep in its file now and then, and at the end. */
function keeperOf(
  sweep: Sweep,
  limits: Limits,
  out: string | undefined,
): { readonly sometimes: () => void; readonly atTheEnd: () => Promise<void> } {
  let last = Date.now();
  let writing: Promise<void> = Promise.resolve();
  const keep = async (): Promise<void> => {
    if (out !== undefined) await writeSweepFile(out, sweepFile(sweep, limits, version()));
  };
  return {
    sometimes: () => {
      if (Date.now() - last < keepEveryMs) return;
      last = Date.now();
      // A failure shows at the end, when the file is written once more.
      writing = writing.then(keep).catch(() => undefined);
    },
    atTheEnd: async () => {
      await writing;
      await keep();
    },
  };
}

function progressText({ done, tallies }: Sweep, total: number, millisecondsEach: number): string {
  const failed = tallies[0]?.outcomes.runs.failed ?? 0;
  const left = Math.round(((total - done) * millisecondsEach) / 1000);
  const failures = failed === 0 ? '' : `, ${grouped(failed)} failed`;
  return `${grouped(done)} of ${grouped(total)} seeds${failures}, about ${grouped(left)} s left`;
}
