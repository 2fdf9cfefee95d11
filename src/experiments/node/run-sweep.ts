/**
 * Runs a sweep in Node: on worker threads, or in this one when one is enough. What it counts does not depend
 * on which.
 */
import { setImmediate } from 'node:timers/promises';
import type { AnyFamily } from '../../databases/database.js';
import type { Measurement } from '../sweep/measurement.js';
import { seedCount } from '../sweep/seeds.js';
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

function measurementsOf(
  sweep: Sweep,
  { jobs = 1, databases = [], modules = [], signal }: RunSweepOptions,
): AsyncIterable<readonly Measurement[]> {
  const { plan } = sweep;
  const threads = Math.min(jobs, seedCount(plan.seeds));
  if (threads <= 1) return measuredHere(sweep, databases);
  const variants = plan.variants.map(({ name, scenario: { input, digest }, space = null }) => {
    return { name, input, digest, space };
  });
  const { also, maxEvents } = plan;
  const setup = { variants, modules, also, maxEvents };
  return measuredByWorkers(seedsLeft(sweep), setup, threads, signal ?? null);
}

async function* measuredHere(
  sweep: Sweep,
  databases: readonly AnyFamily[],
): AsyncGenerator<readonly Measurement[]> {
  for (const seed of seedsLeft(sweep)) {
    yield measureAll(sweep.plan, seed, databases);
    // Signals are heard between runs.
    await setImmediate();
  }
}
