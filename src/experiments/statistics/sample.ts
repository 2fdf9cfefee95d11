/**
 * A sample: the values that one metric had in many runs, kept so that samples of parts join to exactly the
 * sample of the whole, in any order, in little memory. Whole numbers only, so sums do not depend on the
 * order of adding: values are counted in millionths.
 *
 * While few values differ, all of them are kept and quantiles are exact. With more, each value counts as the
 * lower end of its bucket, at most a thousandth below it.
 */

/** The lowest or highest value, and the first seed that had it. */
export interface Extreme {
  readonly value: number;
  readonly seed: number;
}

export interface Sample {
  count: number;
  /** In millionths, and the squares of those. */
  sum: bigint;
  squares: bigint;
  lowest: Extreme | null;
  highest: Extreme | null;
  /** How often each value occurred, in millionths; buckets are named by their lower ends. */
  counts: Map<number, number>;
  isExact: boolean;
}

/** Values that may differ before they are counted in buckets. */
const mostValues = 1000;

/** A bucket is at least this many times as far from 0 as it is wide. */
const precision = 1024;

const millionths = 1_000_000;

export function emptySample(): Sample {
  return {
    count: 0,
    sum: 0n,
    squares: 0n,
    lowest: null,
    highest: null,
    counts: new Map(),
    isExact: true,
  };
}

/** Takes in a value. Digits beyond the sixth behind the point are rounded off. */
export function addValue(sample: Sample, value: number, seed: number): void {
  const units = Math.round(value * millionths);
  sample.count += 1;
  sample.sum += BigInt(units);
  sample.squares += BigInt(units) * BigInt(units);
  sample.lowest = lower(sample.lowest, { value: units / millionths, seed });
  sample.highest = higher(sample.highest, { value: units / millionths, seed });
  addCount(sample, sample.isExact ? units : bucketOf(units), 1);
  keepSmall(sample);
}

/** Takes in another sample. */
export function addSample(sample: Sample, other: Sample): void {
  sample.count += other.count;
  sample.sum += other.sum;
  sample.squares += other.squares;
  sample.lowest = lower(sample.lowest, other.lowest);
  sample.highest = higher(sample.highest, other.highest);
  if (!other.isExact) useBuckets(sample);
  for (const [units, count] of other.counts) {
    addCount(sample, sample.isExact ? units : bucketOf(units), count);
  }
  keepSmall(sample);
}

/** Null of nothing. */
export function meanOf({ count, sum }: Sample): number | null {
  return count === 0 ? null : Number(sum) / count / millionths;
}

/** The standard deviation that the sample suggests (divided by n - 1); null of fewer than two values. */
export function deviationOf({ count, sum, squares }: Sample): number | null {
  if (count < 2) return null;
  const n = BigInt(count);
  const spread = n * squares - sum * sum;
  return Math.sqrt(Number(spread) / (count * (count - 1))) / millionths;
}

/** The smallest value that at least `percent` of 100 values do not exceed; null of nothing. */
export function quantileOf({ count, counts, lowest }: Sample, percent: number): number | null {
  if (count === 0) return null;
  const rank = Math.max(1, Math.ceil((percent * count) / 100));
  let passed = 0;
  for (const units of [...counts.keys()].sort((a, b) => a - b)) {
    passed += counts.get(units) ?? 0;
    // The lowest bucket may begin below the lowest value.
    if (passed >= rank) return Math.max(units / millionths, lowest?.value ?? 0);
  }
  return null;
}

function lower(one: Extreme | null, other: Extreme | null): Extreme | null {
  if (one === null || other === null) return one ?? other;
  const isOther = other.value < one.value || (other.value === one.value && other.seed < one.seed);
  return isOther ? other : one;
}

function higher(one: Extreme | null, other: Extreme | null): Extreme | null {
  if (one === null || other === null) return one ?? other;
  const isOther = other.value > one.value || (other.value === one.value && other.seed < one.seed);
  return isOther ? other : one;
}

function addCount({ counts }: Sample, units: number, count: number): void {
  counts.set(units, (counts.get(units) ?? 0) + count);
}

/** Whether it is in buckets depends on how many values differ in all, never on the order of adding. */
function keepSmall(sample: Sample): void {
  if (sample.isExact && sample.counts.size > mostValues) useBuckets(sample);
}

function useBuckets(sample: Sample): void {
  if (!sample.isExact) return;
  sample.isExact = false;
  const exact = sample.counts;
  sample.counts = new Map();
  for (const [units, count] of exact) addCount(sample, bucketOf(units), count);
}

/** The lower end of the bucket that a value is in. */
function bucketOf(units: number): number {
  const distance = Math.abs(units);
  let width = 1;
  while (distance >= width * 2 * precision) width *= 2;
  return Math.floor(units / width) * width;
}
