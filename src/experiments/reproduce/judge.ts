/**
 * Judges trials against a published result: what they say, how sure that is, and whether it is near enough. How near a sample
 * must come follows from its size: it is outside when it contradicts what is accepted, not when it cannot tell.
 */
import { meanInterval, shareInterval, type Interval } from '../statistics/confidence.js';
import { addValue, emptySample } from '../statistics/sample.js';
import { likelyCounts } from './likely-counts.js';
import type { Outcome, PublishedResult, Topic } from './published.js';
import { outcomesOf, type Reproduction } from './reproduction.js';

export type Verdict = 'inside' | 'outside' | 'not exercised' | 'interrupted';

/** What the trials say. Of a range there are its ends alone; what did not happen in time is Infinity. */
export interface Estimate {
  readonly value: number | null;
  /** Of a mean, quantile or share: holds the true one with a confidence of 95 percent. */
  readonly interval: Interval | null;
}

export interface Row {
  readonly topic: string;
  readonly result: PublishedResult;
  /** How many values there are. */
  readonly count: number;
  /** Null without values. */
  readonly ours: Estimate | null;
  /** What ours must come to, for so many trials. */
  readonly accepted: Interval;
  readonly verdict: Verdict;
  /** Why it is not inside, where numbers do not tell. */
  readonly why: string | null;
}

/** Fewer values say nothing about chance. */
const fewest = 20;
/** The published worst is that of so many. */
const worstOf = 1000;

export function rowsOf(reproduction: Reproduction, { name, results }: Topic): readonly Row[] {
  return results.map((result) => {
    const { outcomes, planned } = outcomesOf(reproduction, name, result.series);
    return { topic: name, ...judged(result, outcomes, planned) };
  });
}

/** @param planned how many outcomes there should be */
export function judged(
  result: PublishedResult,
  outcomes: readonly Outcome[],
  planned: number,
): Omit<Row, 'topic'> {
  const values = valuesOf(outcomes);
  const accepted = acceptedOf(result, values.length === 0 ? planned : values.length);
  const ours = values.length === 0 ? null : estimateOf(result, values);
  const said = { result, count: values.length, ours, accepted };
  const broken = outcomes.find(({ kind }) => kind === 'broken');
  if (broken !== undefined) return { ...said, verdict: 'outside', why: whyOf(broken) };
  if (outcomes.length < planned) return { ...said, verdict: 'interrupted', why: null };
  const idle = outcomes.find(({ kind }) => kind === 'not exercised');
  if (idle !== undefined) return { ...said, verdict: 'not exercised', why: whyOf(idle) };
  const isSample = result.statistic.kind !== 'range';
  if (ours === null || (isSample && values.length < fewest)) {
    const why = `${String(values.length)} of at least ${String(isSample ? fewest : 1)} values`;
    return { ...said, verdict: 'not exercised', why };
  }
  return { ...said, verdict: isInside(result, ours, accepted) ? 'inside' : 'outside', why: null };
}

/** In the order of the trials. */
export function valuesOf(outcomes: readonly Outcome[]): readonly number[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'measured' ? outcome.values : []));
}

function whyOf(outcome: Outcome): string | null {
  return outcome.kind === 'measured' ? null : outcome.why;
}

/** Fewer trials than the paper had may have no worst one as bad. */
function acceptedOf({ statistic, accepted }: PublishedResult, count: number): Interval {
  const { low, high } = accepted ?? { low: 0, high: 1 };
  if (statistic.kind === 'worst' && count < worstOf) return { low: 0, high };
  if (statistic.kind !== 'share') return { low, high };
  const { chance } = statistic;
  if (count === 0) return { low, high };
  const likely = likelyCounts(chance, count);
  return { low: likely.low / count, high: likely.high / count };
}

function estimateOf({ statistic }: PublishedResult, values: readonly number[]): Estimate {
  const inOrder = [...values].sort((one, other) => one - other);
  switch (statistic.kind) {
    case 'range': {
      const [low, high] = [inOrder[0] ?? 0, inOrder.at(-1) ?? 0];
      return { value: low === high ? low : null, interval: { low, high } };
    }
    case 'worst':
      return { value: Math.max(...values.slice(0, worstOf)), interval: null };
    case 'mean':
      return meanOf(values);
    case 'median':
      return quantileOf(inOrder, 50);
    case 'quantile':
      return quantileOf(inOrder, statistic.percent);
    case 'share': {
      const count = values.filter((value) => value === 1).length;
      return { value: count / values.length, interval: shareInterval(count, values.length) };
    }
  }
}

function meanOf(values: readonly number[]): Estimate {
  if (values.includes(Infinity)) return { value: Infinity, interval: null };
  const sample = emptySample();
  for (const [index, value] of values.entries()) addValue(sample, value, index);
  return {
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    interval: meanInterval(sample),
  };
}

/**
 * The interval goes from one value to another: as many of them are below the true quantile as heads are thrown with a coin of that
 * chance, so that their places are about 1.96 standard deviations of a binomial distribution from its mean. Beyond the last value
 * there is no telling.
 */
function quantileOf(inOrder: readonly number[], percent: number): Estimate {
  const chance = percent / 100;
  const middle = inOrder.length * chance;
  const away = 1.96 * Math.sqrt(middle * (1 - chance));
  const at = (place: number): number => inOrder[Math.max(0, Math.round(place))] ?? Infinity;
  const [low, high] = [at(middle - away - 1), at(middle + away)];
  return { value: at(Math.ceil(middle) - 1), interval: { low, high } };
}

/** Of means and quantiles the interval has to touch what is accepted. */
function isInside(
  { statistic }: PublishedResult,
  { value, interval }: Estimate,
  accepted: Interval,
): boolean {
  const isTouching = ['mean', 'median', 'quantile'].includes(statistic.kind);
  const { low, high } = interval ?? { low: value ?? 0, high: value ?? 0 };
  if (isTouching) return low <= accepted.high && high >= accepted.low;
  if (statistic.kind === 'range') return low >= accepted.low && high <= accepted.high;
  return value !== null && value >= accepted.low && value <= accepted.high;
}
