/**
 * A sweep: the same scenario, or several variants of it, run once with each of many seeds. All variants
 * of a seed meet the same chance (random streams have names), so their differences are counted in pairs.
 *
 * Who runs is open: this process, its workers, or other machines. Runs are counted in the order of their
 * seeds, whoever finished first, so nothing depends on that.
 */
import type { AskedFor } from '../../checkers/asked-for.js';
import type { Scenario } from '../../scenario/scenario.js';
import { drawnScenario, struckByKind } from '../hunt/draw.js';
import type { Space } from '../hunt/space.js';
import { addValue, emptySample, type Sample } from '../statistics/sample.js';
import { measure, type Measurement, type MeasureOptions } from './measurement.js';
import { seedsOf, shardSize, type Seeds, type Shard } from './seeds.js';
import { addMeasurement, emptyTally, type Tally } from './tally.js';

/** A scenario among those that are swept together. */
export interface Variant {
  /** What tells it from the others, such as `any 1`. */
  readonly name: string;
  readonly scenario: Scenario;
  /** How a command line names it: the file, and what is overridden. */
  readonly words?: readonly string[];
  /** Where each seed draws a scenario of its own, around this one. Its faults are counted by kind. */
  readonly space?: Space;
}

export interface SweepPlan {
  /** The first one is what the others are compared with. */
  readonly variants: readonly Variant[];
  readonly seeds: Seeds;
  readonly shard: Shard;
  /** What to ask of every run beside what it is always asked. */
  readonly also: readonly AskedFor[];
  /** By run; null for the usual limit. */
  readonly maxEvents: number | null;
}

/** Why a sweep ended before its last seed. */
export type Stop = 'failure' | 'event budget' | 'time budget' | 'interrupted';

export interface Sweep {
  readonly plan: SweepPlan;
  /** How many of the shard's seeds are counted: the first so many. */
  done: number;
  stopped: Stop | null;
  /** By variant. */
  readonly tallies: readonly Tally[];
  /** By variant, by path: its number minus that of the first variant, seed by seed. */
  readonly differences: readonly ReadonlyMap<string, Sample>[];
}

/** When to stop early, by what was counted: the same on every machine. */
export interface Limits {
  readonly untilFailure: boolean;
  /** In all runs together; null for no limit. */
  readonly events: number | null;
}

export const noLimits: Limits = { untilFailure: false, events: null };

/** The whole of it. */
export const onlyShard: Shard = { index: 1, count: 1 };

export function beginSweep(plan: SweepPlan): Sweep {
  return {
    plan,
    done: 0,
    stopped: null,
    tallies: plan.variants.map(emptyTally),
    differences: plan.variants.map(() => new Map()),
  };
}

/** Counts the runs of the next seed, one for each variant. Nothing is counted after a stop. */
export function countRuns(
  sweep: Sweep,
  measured: readonly Measurement[],
  limits: Limits = noLimits,
): void {
  if (sweep.stopped !== null) return;
  const [first] = measured;
  measured.forEach((one, place) => {
    addMeasurement(sweep.tallies[place] as Tally, one);
    if (first !== undefined && one !== first) {
      addDifferences(sweep.differences[place] as Map<string, Sample>, one, first);
    }
  });
  sweep.done += 1;
  const events = sweep.tallies.reduce((sum, tally) => sum + tally.events, 0);
  if (limits.untilFailure && measured.some(({ outcome }) => outcome === 'failed')) {
    sweep.stopped = 'failure';
  } else if (limits.events !== null && events >= limits.events && !isComplete(sweep)) {
    sweep.stopped = 'event budget';
  }
}

/** The seeds that are still to be run, in order. */
export function seedsLeft({ plan: { seeds, shard }, done }: Sweep): Generator<number> {
  return seedsOf(seeds, shard, done);
}

export function isComplete({ plan: { seeds, shard }, done }: Sweep): boolean {
  return done === shardSize(seeds, shard);
}

/** A run threw: a mistake of the simulator or of a family, never a finding. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';
  readonly seed: number;
  /** The place of the variant in the plan. */
  readonly variant: number;
  constructor(seed: number, variant: number, cause: unknown) {
    super(`the run with seed ${String(seed)} failed`, { cause });
    this.seed = seed;
    this.variant = variant;
  }
}

/** Runs every variant with a seed. Throws `RunFailure` when a run throws. */
export function measureAll(
  { variants, also, maxEvents }: Pick<SweepPlan, 'variants' | 'also' | 'maxEvents'>,
  seed: number,
  databases: NonNullable<MeasureOptions['databases']>,
): readonly Measurement[] {
  const options = { also, databases, ...(maxEvents === null ? {} : { maxEvents }) };
  const declarations = databases.map(({ declaration }) => declaration);
  return variants.map(({ scenario, space }, place) => {
    try {
      if (space === undefined) return measure(scenario, seed, options);
      const drawn = drawnScenario(space, scenario, seed, declarations);
      return measure(drawn, seed, { ...options, faultsOf: struckByKind });
    } catch (error) {
      throw new RunFailure(seed, place, error);
    }
  });
}

/** Where both have a number. */
function addDifferences(
  differences: Map<string, Sample>,
  { seed, numbers }: Measurement,
  first: Measurement,
): void {
  for (const [path, value] of numbers) {
    const other = first.numbers.get(path);
    if (other === undefined) continue;
    const sample = differences.get(path) ?? emptySample();
    differences.set(path, sample);
    addValue(sample, value - other, seed);
  }
}
