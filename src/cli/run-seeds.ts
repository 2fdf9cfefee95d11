/**
 * Runs the seeds of a sweep on all cores, with a progress line: for the commands that sweep, compare and
 * hunt. Interruption and budgets of time end it early; a run that throws is told with the command that shows it.
 */
import { availableParallelism } from 'node:os';
import type { AnyFamily } from '../databases/database.js';
import { runSweep, type RunSweepOptions } from '../experiments/node/index.js';
import { shardSize } from '../experiments/sweep/seeds.js';
import { RunFailure, type Sweep } from '../experiments/sweep/sweep.js';
import { grouped } from '../report/text/layout.js';
import { BugFound } from './failures.js';
import { addressOf } from './import.js';
import { timeBudget } from './interruption.js';
import { startProgress } from './progress.js';

/** What the command line says about it. */
export interface SeedOptions {
  readonly jobs?: number;
  /** Milliseconds. */
  readonly timeBudget?: number;
  /** Modules with families of the user's own. */
  readonly import: readonly string[];
}

/** What the command adds to it. */
export interface SeedWork extends Pick<RunSweepOptions, 'limits' | 'onCounted'> {
  readonly databases: readonly AnyFamily[];
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal;
  /** Begins the progress line. */
  readonly about?: string;
  /** What the progress line says behind the number of seeds. */
  readonly progress?: () => string;
  /** The words of the command line that run one seed again. Default: `run`, with those of the variant. */
  readonly wordsOf?: (seed: number) => readonly string[];
}

/** Runs what is left of the sweep. Throws `BugFound` when a run throws. */
export async function runSeeds(
  sweep: Sweep,
  { jobs = availableParallelism(), timeBudget: budget, import: modules }: SeedOptions,
  work: SeedWork,
): Promise<void> {
  const { onCounted, about = '', progress, wordsOf, signal, ...rest } = work;
  const line = startProgress();
  const { plan } = sweep;
  const total = grouped(shardSize(plan.seeds, plan.shard));
  const signals = [timeBudget(budget), ...(signal === undefined ? [] : [signal])];
  try {
    await runSweep(sweep, {
      ...rest,
      jobs,
      modules: modules.map(addressOf),
      signal: AbortSignal.any(signals),
      onCounted: (counted, measured) => {
        onCounted?.(counted, measured);
        line.show(`${about}${grouped(counted.done)} of ${total} seeds${progress?.() ?? ''}`);
      },
    });
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const again = wordsOf?.(error.seed) ?? wordsOfRun(sweep, error);
    throw new BugFound(error.cause, again);
  } finally {
    line.clear();
  }
}

function wordsOfRun({ plan }: Sweep, { seed, variant }: RunFailure): readonly string[] {
  return ['run', ...(plan.variants[variant]?.words ?? []), '--seed', String(seed)];
}
