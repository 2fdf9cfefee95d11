/**
 * Runs a sweep in Node: in this thread, and on others when that takes long. What it counts does not depend on
 * which.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import type { AnyFamily } from '../../databases/database.js';
import type { Measurement } from '../sweep/measurement.js';
import { shardSize } from '../sweep/seeds.js';
import {
  countRuns,
  isComplete,
  measureAll,
  noLimits,
  seedsLeft,
  type Limits,
  type Stop,
  type Sweep,
} from '../sweep/sweep.js';
import { measuredByWorkers } from './pool.js';

export interface RunSweepOptions {
  /** How many threads. Default: 1, this one. */
  readonly jobs?: number;
  /** What this thread can do alone in so many milliseconds needs no others. Default: 2,000. */
  readonly patience?: number;
  readonly limits?: Limits;
  /** Families beside the built-in ones, for this thread, and the addresses of the modules that export them, for the others. */
  readonly databases?: readonly AnyFamily[];
  readonly modules?: readonly string[];
  /** Called when the runs of a seed are counted, with what they measured. It may set why the sweep stops there. */
  readonly onCounted?: (sweep: Sweep, measured: readonly Measurement[]) => void;
  /** Ends the sweep when it is aborted; the reason, a `Stop`, is noted in the sweep. */
  readonly signal?: AbortSignal;
}

/** Runs what is left of a sweep and counts it. Throws `RunFailure` when a run throws. */
export async function runSweep(sweep: Sweep, options: RunSweepOptions = {}): Promise<void> {
  const { limits = noLimits, onCounted, signal } = options;
  if (sweep.stopped === 'failure' || sweep.stopped === 'event budget' || isComplete(sweep)) return;
  sweep.stopped = null;
  for await (const measured of measurementsOf(sweep, options)) {
    countRuns(sweep, measured, limits);
    onCounted?.(sweep, measured);
    if (hasStopped(sweep) || signal?.aborted === true) break;
  }
  if (signal?.aborted === true && !isComplete(sweep)) sweep.stopped ??= signal.reason as Stop;
}

function hasStopped({ stopped }: Sweep): boolean {
  return stopped !== null;
}

/** Begins in this thread. When that would take long, others take over. */
async function* measurementsOf(
  sweep: Sweep,
  { jobs = 1, patience = usualPatience, databases = [], modules = [], signal }: RunSweepOptions,
): AsyncGenerator<readonly Measurement[]> {
  const { plan } = sweep;
  const seeds = seedsLeft(sweep);
  let left = shardSize(plan.seeds, plan.shard) - sweep.done;
  const pace = startPace();
  while (jobs === 1 || left <= 1 || pace.timeFor(left) < patience) {
    const seed = seeds.next();
    if (seed.done === true) return;
    const begin = performance.now();
    const measured = measureAll(plan, seed.value, databases);
    pace.add(performance.now() - begin);
    left -= 1;
    yield measured;
    // Signals are heard between runs.
    await setImmediate();
  }
  const variants = plan.variants.map(({ name, scenario: { input, digest }, space = null }) => {
    return { name, input, digest, space };
  });
  const { also, maxEvents } = plan;
  const setup = { variants, modules, also, maxEvents };
  yield* measuredByWorkers(seeds, setup, Math.min(jobs, left), signal ?? null);
}

/** A thread has to load and to compile everything anew. */
const usualPatience = 2000;
/** The first runs are slow, because nothing is compiled: what they take says little. */
const firstRuns = 5;
const firstMs = 500;

/** How long runs take here. All times are in milliseconds of this machine. */
function startPace(): {
  readonly add: (time: number) => void;
  /** At least so long so many more take; 0 while that is not known. */
  readonly timeFor: (runs: number) => number;
} {
  let [runs, spent, fastest] = [0, 0, Infinity];
  return {
    add: (time) => {
      runs += 1;
      spent += time;
      fastest = Math.min(fastest, time);
    },
    timeFor: (more) => (runs < firstRuns && spent < firstMs ? 0 : more * fastest),
  };
}
