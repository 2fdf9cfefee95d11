/**
 * Published results, as data: what a paper says or a formula gives, which trials of ours stand against it, and how far
 * apart the two may be. Topics (elections.ts, figure-8.ts, …) are made of these; reproduction.ts runs and judges them.
 */
import type { Run } from '../../simulation/run.js';

/** What one trial came to. */
export type Outcome =
  /** In the unit of the result that asks; Infinity for what did not happen in time. */
  | { readonly kind: 'measured'; readonly values: readonly number[] }
  /** It did not come to what the trial is about. */
  | { readonly kind: 'not exercised'; readonly why: string }
  /** An invariant of the database did not hold. */
  | { readonly kind: 'broken'; readonly why: string };

/** Trials that differ in nothing but chance. */
export interface Series {
  /** `150..155 ms`: unique in its topic. */
  readonly name: string;
  /** How many, unless somebody says otherwise. 1: nothing is left to chance, and nobody can say otherwise. */
  readonly trials: number;
  /** One of them. The same seed gives the same outcome. */
  readonly trial: (seed: number) => Outcome;
}

/**
 * What is told of a series. `range`: the least and the most of all values. `worst`: the most of the first thousand. `quantile`:
 * what so many of a hundred do not exceed. `share`: of values that are 0 or 1, how many are 1; `chance` is what it should be.
 */
export type Statistic =
  | { readonly kind: 'range' | 'worst' | 'mean' | 'median' }
  | { readonly kind: 'quantile'; readonly percent: number }
  | { readonly kind: 'share'; readonly chance: number };

/** One line to be reproduced. */
export interface PublishedResult {
  readonly what: string;
  /** The name of the series that stands against it. */
  readonly series: string;
  /** What it counts: milliseconds, parts of all trials, or things. */
  readonly unit: 'ms' | 'share' | 'count';
  /** As the paper has it. */
  readonly theirs: string;
  readonly statistic: Statistic;
  /** Both ends included. Of a share it follows from the chance and the number of trials. */
  readonly accepted: { readonly low: number; readonly high: number } | null;
}

export interface Topic {
  /** What the command line calls it. */
  readonly name: string;
  readonly title: string;
  /** Where it is published, or what it is derived from. */
  readonly paper: string;
  /** How ours is got. */
  readonly how: string;
  /** Series whose values are drawn as a curve: the share of trials that are through, over time. */
  readonly curves: readonly string[];
  readonly series: readonly Series[];
  readonly results: readonly PublishedResult[];
}

/** 1 of what is so, else 0. */
export function flag(isSo: boolean): Outcome {
  return { kind: 'measured', values: [isSo ? 1 : 0] };
}

/** What a run comes to whatever was to be measured, because a fault missed its target, say; null when it can be measured. */
export function obstacleIn({ warnings, stoppedEarly, invariantViolations }: Run): Outcome | null {
  const [broken] = invariantViolations;
  if (broken !== undefined)
    return { kind: 'broken', why: `${broken.invariant}: ${broken.message}` };
  const why = stoppedEarly ?? warnings[0]?.message;
  return why === undefined ? null : { kind: 'not exercised', why };
}
