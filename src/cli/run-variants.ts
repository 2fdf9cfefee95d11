/** Runs the variants of a comparison on all cores, with a progress line, and says so when a run throws. */
import { availableParallelism } from 'node:os';
import type { AnyFamily } from '../databases/database.js';
import { RunFailure, runSweep, type RunSweepOptions } from '../experiments/node/index.js';
import { seedCount } from '../experiments/sweep/seeds.js';
import type { Sweep } from '../experiments/sweep/sweep.js';
import { grouped } from '../report/text/layout.js';
import { exitCodes } from './exit-codes.js';
import { addressOf } from './import.js';
import { bugReport } from './failures.js';
import { writeAside } from './output.js';
import { startProgress } from './progress.js';

export interface RunVariantsOptions {
  readonly jobs?: number;
  /** Modules with families of the user's own. */
  readonly import: readonly string[];
}

/** A run threw, and that has been told. */
export class ReportedFailure extends Error {
  override readonly name = 'ReportedFailure';
  readonly exitCode = exitCodes.bug;
}

/** Runs what is left of the sweep. Throws `ReportedFailure` when a run throws. */
export async function runVariants(
  sweep: Sweep,
  databases: readonly AnyFamily[],
  { jobs = availableParallelism(), import: modules }: RunVariantsOptions,
  { onCounted, ...rest }: Pick<RunSweepOptions, 'signal' | 'onCounted'>,
): Promise<void> {
  const progress = startProgress();
  const total = seedCount(sweep.plan.seeds);
  try {
    await runSweep(sweep, {
      ...rest,
      jobs,
      databases,
      modules: modules.map(addressOf),
      onCounted: (counted, measured) => {
        progress.show(`${grouped(counted.done)} of ${grouped(total)} seeds`);
        onCounted?.(counted, measured);
      },
    });
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const words = ['run', ...(sweep.plan.variants[0]?.words ?? []), '--seed', String(error.seed)];
    writeAside(bugReport(error.cause, words, false));
    throw new ReportedFailure();
  } finally {
    progress.clear();
  }
}
