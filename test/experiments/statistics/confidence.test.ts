/** Intervals against published values, against closed forms, and against what they promise. */
import { describe, expect, it } from 'vitest';
import { meanInterval, shareInterval } from '../../../src/experiments/statistics/confidence.js';
import { addValue, emptySample } from '../../../src/experiments/statistics/sample.js';

function sampleOf(values: readonly number[]) {
  const sample = emptySample();
  values.forEach((value, seed) => {
    addValue(sample, value, seed);
  });
  return sample;
}

/** The chance that the interval of a share holds it, over all that can come out of so many trials. */
function chanceToHold(share: number, trials: number): number {
  let held = 0;
  let chance = (1 - share) ** trials;
  for (let count = 0; count <= trials; count += 1) {
    const { low, high } = shareInterval(count, trials);
    if (low <= share && share <= high) held += chance;
    chance *= ((trials - count) / (count + 1)) * (share / (1 - share));
  }
  return held;
}

describe('the interval of a share', () => {
  // Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (count, total, low, high) => {
    const interval = shareInterval(count, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is symmetric, and everything when nothing is known', () => {
    const [few, most] = [shareInterval(3, 50), shareInterval(47, 50)];
    expect(few.low).toBeCloseTo(1 - most.high, 12);
    expect(few.high).toBeCloseTo(1 - most.low, 12);
    expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(shareInterval(20, 20).high).toBe(1);
  });

  it('holds the true share about 95 times of 100', () => {
    const shares = Array.from({ length: 19 }, (_, place) => (place + 1) / 20);
    const held = shares.map((share) => chanceToHold(share, 60));
    expect(held[3]).toBeCloseTo(0.965825, 6);
    expect(Math.min(...held)).toBeCloseTo(0.934287, 6);
    expect(Math.max(...held)).toBeLessThan(0.971);
    const mean = held.reduce((sum, one) => sum + one) / held.length;
    expect(mean).toBeCloseTo(0.95394, 6);
  });
});

describe('the interval of a mean', () => {
  it('is that of Student for a few values', () => {
    // Mean 4, deviation 2, n 3: 4 ± 4.30265 × 2 / √3.
    const interval = meanInterval(sampleOf([2, 4, 6]));
    expect(interval?.low).toBeCloseTo(4 - 4.968274, 5);
    expect(interval?.high).toBeCloseTo(4 + 4.968274, 5);
  });

  it('goes on beyond the table as if the table went on', () => {
    const width = (count: number): number => {
      const values = Array.from({ length: count }, (_, place) => (place % 2 === 0 ? 0 : 2));
      const interval = meanInterval(sampleOf(values));
      const deviation = Math.sqrt(count / (count - 1));
      return (((interval?.high ?? 0) - (interval?.low ?? 0)) / 2 / deviation) * Math.sqrt(count);
    };
    // Published 97.5 percent points for 39, 59 and 119 degrees of freedom.
    expect(width(40)).toBeCloseTo(2.0227, 3);
    expect(width(60)).toBeCloseTo(2.001, 3);
    expect(width(120)).toBeCloseTo(1.9801, 3);
  });

  it('says nothing of fewer than two values', () => {
    expect(meanInterval(sampleOf([1]))).toBeNull();
  });
});
