/** Intervals that hold the true value with a confidence of 95 percent. Nothing but + − × ÷ and roots: equal on every engine. */
import { deviationOf, meanOf, type Sample } from './sample.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 of 100 standard normal numbers are below this one. */
const normal = 1.959963984540054;

/**
 * The share of all runs that have a property, when `count` of `total` runs have it: the score interval of
 * Wilson, *Probable inference, the law of succession, and statistical inference* (1927). It is right for rare
 * properties, too: none of 100 still means up to 3.7 percent.
 */
export function shareInterval(count: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const share = count / total;
  const square = normal * normal;
  const middle = (share + square / (2 * total)) / (1 + square / total);
  const spread = (share * (1 - share)) / total + square / (4 * total * total);
  const half = (normal * Math.sqrt(spread)) / (1 + square / total);
  return {
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === total ? 1 : Math.min(1, middle + half),
  };
}

/** The mean of all runs, by Student's distribution; null of fewer than two values. */
export function meanInterval(sample: Sample): Interval | null {
  const [mean, deviation] = [meanOf(sample), deviationOf(sample)];
  if (mean === null || deviation === null) return null;
  const half = (student(sample.count - 1) * deviation) / Math.sqrt(sample.count);
  return { low: mean - half, high: mean + half };
}

/** 97.5 percent points of Student's distribution for 1, 2, … 30 degrees of freedom. */
const studentTable = [
  ...[12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814],
  ...[2.20099, 2.17881, 2.16037, 2.14479, 2.13145, 2.11991, 2.10982, 2.10092, 2.09302, 2.08596],
  ...[2.07961, 2.07387, 2.06866, 2.0639, 2.05954, 2.05553, 2.05183, 2.04841, 2.04523, 2.04227],
];

/** Beyond the table by the expansion of Fisher and Cornish, right to five digits there. */
function student(freedom: number): number {
  const known = studentTable[freedom - 1];
  if (known !== undefined) return known;
  const cube = normal * normal * normal;
  const fifth = cube * normal * normal;
  const first = (cube + normal) / (4 * freedom);
  const second = (5 * fifth + 16 * cube + 3 * normal) / (96 * freedom * freedom);
  return normal + first + second;
}
