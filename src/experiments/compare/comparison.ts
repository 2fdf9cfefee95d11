/**
 * Variants side by side: a finished sweep as rows. All variants of a seed met the same chance, so what one
 * has more than the baseline is measured seed by seed, which tells small differences from luck with few
 * seeds (common random numbers; Law, *Simulation Modeling and Analysis*, chapter 11).
 */
import { inOrderOfKeys } from '../../kernel/pairs.js';
import type { Verdict } from '../../checkers/verdict.js';
import { pacelcName } from '../../report/pacelc.js';
import type { Override } from '../../scenario/overrides.js';
import { ScenarioError } from '../../scenario/problem.js';
import type { Scenario } from '../../scenario/scenario.js';
import { pacelc, type PacelcOptions } from '../pacelc.js';
import { meanInterval, type Interval } from '../statistics/confidence.js';
import { emptySample, meanOf, type Sample } from '../statistics/sample.js';
import type { Outcome } from '../sweep/measurement.js';
import { numberRow, type NumberRow } from '../sweep/summary.js';
import type { Stop, Sweep } from '../sweep/sweep.js';
import { printSeeds } from '../sweep/seeds.js';
import type { Metric } from './metrics.js';

/** What a variant has more than the baseline, seed by seed; negative when it has less. */
export interface Difference {
  /** In how many runs both had a number. */
  readonly count: number;
  readonly mean: number;
  /** At 95 percent confidence; null of fewer than two pairs. */
  readonly interval: Interval | null;
  /** Whether it is more than luck: the interval excludes 0. Null when one pair cannot tell. */
  readonly isReal: boolean | null;
}

/** One metric of one variant. */
export interface ComparedNumber extends NumberRow {
  /** Null of the baseline itself, and where no run of both had a number. */
  readonly difference: Difference | null;
}

/** What a configuration gives up, as `PA/EL`. */
export interface PacelcNames {
  readonly whole: string;
  readonly writes: string;
  readonly reads: string;
}

export interface ComparedVariant {
  readonly name: string;
  readonly scenario: {
    readonly name: string;
    readonly digest: string;
    readonly file: string | null;
  };
  readonly settings: readonly Override[];
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Null where nobody asked, and where it cannot be probed. */
  readonly pacelc: PacelcNames | null;
  readonly verdicts: readonly {
    readonly name: string;
    readonly runs: Readonly<Record<Verdict, number>>;
  }[];
  /** In the order of the comparison's metrics. */
  readonly numbers: readonly ComparedNumber[];
}

export interface Comparison {
  /** Of the first variant, with which the others are compared. */
  readonly baseline: string;
  readonly seeds: string;
  /** Of each variant. */
  readonly runs: number;
  readonly stopped: Stop | null;
  readonly metrics: readonly Metric[];
  readonly variants: readonly ComparedVariant[];
}

/** What is known of a variant beside its runs. */
export interface Trait {
  readonly settings: readonly Override[];
  readonly pacelc: PacelcNames | null;
}

/**
 * The rows of a sweep, as far as it has come.
 *
 * @param traits by variant
 */
export function comparisonOf(
  { plan, tallies, differences, done, stopped }: Sweep,
  metrics: readonly Metric[],
  traits: readonly Trait[],
): Comparison {
  const variants = plan.variants.map(({ name, scenario }, place): ComparedVariant => {
    const tally = tallies[place];
    const own = differences[place];
    const { settings = [], pacelc: classes = null } = traits[place] ?? {};
    return {
      name,
      scenario: { name: scenario.spec.name, digest: scenario.digest, file: scenario.file },
      settings,
      outcomes: tally?.outcomes.runs ?? { 'as-expected': 0, failed: 0, unknown: 0 },
      pacelc: classes,
      verdicts: inOrderOfKeys(tally?.verdicts ?? new Map<string, never>()).map(
        ([verdict, { runs }]) => ({ name: verdict, runs }),
      ),
      numbers: metrics.map(({ path }) => ({
        ...numberRow(path, tally?.numbers.get(path) ?? emptySample()),
        difference: differenceIn(own?.get(path)),
      })),
    };
  });
  const [baseline] = plan.variants;
  const seeds = printSeeds(plan.seeds);
  return { baseline: baseline?.name ?? '', seeds, runs: done, stopped, metrics, variants };
}

/** What a sample of differences says; null of none. */
function differenceIn(sample: Sample | undefined): Difference | null {
  const mean = sample === undefined ? null : meanOf(sample);
  if (sample === undefined || mean === null) return null;
  const interval = meanInterval(sample);
  const isReal = interval === null ? null : interval.low > 0 || interval.high < 0;
  return { count: sample.count, mean, interval, isReal };
}

/** What the configuration of a scenario gives up; null when it cannot be probed. */
export function pacelcNames(
  scenario: Scenario,
  databases: NonNullable<PacelcOptions['databases']>,
): PacelcNames | null {
  try {
    const { whole, writes, reads } = pacelc(scenario, { databases });
    return { whole: pacelcName(whole), writes: pacelcName(writes), reads: pacelcName(reads) };
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}
