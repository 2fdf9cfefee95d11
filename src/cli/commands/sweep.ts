/** `quorate sweep`: runs scenarios with many seeds and says how often what happened. */
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
import { wordsAbout } from '../command-line.js';
import { worstOf, type ExitCode } from '../exit-codes.js';
import { interruption } from '../interruption.js';
import { loadScenario, problemDocument, type Loaded } from '../load.js';
import { UsageError, type Check } from '../options.js';
import { jsonDocument, writeResult } from '../output.js';
import { version } from '../program.js';
import { runSeeds } from '../run-seeds.js';
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
  try {
    await runSeeds(begun, options, {
      limits,
      databases: loaded.databases,
      signal: interrupted,
      progress: progressOf(begun),
      onCounted: keeper.sometimes,
    });
  } finally {
    await keeper.atTheEnd();
  }
  return await writeSweepResult(sweepFile(begun, limits, version()), [], { ...options, alone });
}

function planOf(argument: string, { scenario }: LoadedScenario, options: SweepOptions): SweepPlan {
  const { seeds, shard = onlyShard, maxEvents, check } = options;
  const words = [
    ...wordsAbout([argument], options),
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

/** How many runs have failed so far, and how long the others may take. */
function progressOf(sweep: Sweep): () => string {
  const total = shardSize(sweep.plan.seeds, sweep.plan.shard);
  const [before, from] = [sweep.done, Date.now()];
  return () => {
    const failed = sweep.tallies[0]?.outcomes.runs.failed ?? 0;
    const each = (Date.now() - from) / (sweep.done - before);
    const left = Math.round(((total - sweep.done) * each) / 1000);
    const failures = failed === 0 ? '' : `, ${grouped(failed)} failed`;
    return `${failures}, about ${grouped(left)} s left`;
  };
}
