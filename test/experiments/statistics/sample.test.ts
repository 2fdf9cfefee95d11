/** Samples against the same asked of all values at once, and the laws of joining. */
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestRank } from '../../../src/checkers/latency.js';
import {
  addSample,
  addValue,
  deviationOf,
  emptySample,
  meanOf,
  quantileOf,
  type Sample,
} from '../../../src/experiments/statistics/sample.js';

const percents = [0, 1, 25, 50, 90, 99, 100];

function sampleOf(values: readonly number[], firstSeed = 1): Sample {
  const sample = emptySample();
  values.forEach((value, place) => {
    addValue(sample, value, firstSeed + place);
  });
  return sample;
}

/** Map entries in order, so that equal samples are equal values. */
function essence({ counts, ...rest }: Sample) {
  return { ...rest, counts: [...counts].sort(([a], [b]) => a - b) };
}

const thousandths = fc.integer({ min: -5_000_000, max: 5_000_000 }).map((value) => value / 1000);
const few = fc.array(thousandths, { minLength: 1, maxLength: 300 });

describe('a sample', () => {
  property.prop([few])('of few values is exact', (values) => {
    const sample = sampleOf(values);
    const sorted = new Float64Array(values).sort();
    for (const percent of percents) {
      expect(quantileOf(sample, percent)).toBe(nearestRank(sorted, percent));
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(meanOf(sample)).toBeCloseTo(mean, 9);
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    if (values.length > 1) {
      expect(deviationOf(sample)).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 6);
    }
    expect(sample.lowest?.value).toBe(Math.min(...values));
    expect(sample.highest?.seed).toBe(values.indexOf(Math.max(...values)) + 1);
  });

  it('of many values is off by a thousandth at most, and small', () => {
    const values = Array.from({ length: 50_000 }, (_, place) => ((place * 7919) % 50_000) / 7);
    const sample = sampleOf(values);
    const sorted = new Float64Array(values).sort();
    expect(sample.isExact).toBe(false);
    expect(sample.counts.size).toBeLessThan(20_000);
    for (const percent of percents) {
      const [told, true_] = [quantileOf(sample, percent) ?? 0, nearestRank(sorted, percent) ?? 0];
      expect(told).toBeLessThanOrEqual(true_);
      expect(told).toBeGreaterThanOrEqual(true_ - true_ / 1000 - 1e-6);
    }
  });

  it('of nothing says nothing', () => {
    const sample = emptySample();
    expect([meanOf(sample), deviationOf(sample), quantileOf(sample, 50)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(deviationOf(sampleOf([5]))).toBeNull();
  });
});

describe('samples of parts', () => {
  const many = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 4000, size: 'max' });

  property.prop([many, fc.nat(), fc.boolean()], { numRuns: 40 })(
    'join to the sample of the whole, in any order',
    (values, cut, isTurned) => {
      const at = cut % values.length;
      const parts = [sampleOf(values.slice(0, at)), sampleOf(values.slice(at), at + 1)];
      const joined = emptySample();
      for (const part of isTurned ? parts.reverse() : parts) addSample(joined, part);
      expect(essence(joined)).toEqual(essence(sampleOf(values)));
    },
  );

  it('join exact ones and bucketed ones', () => {
    const values = Array.from({ length: 3000 }, (_, place) => place * 1.5);
    const joined = sampleOf(values.slice(0, 500));
    const rest = sampleOf(values.slice(500), 501);
    expect([joined.isExact, rest.isExact]).toEqual([true, false]);
    addSample(joined, rest);
    expect(essence(joined)).toEqual(essence(sampleOf(values)));
  });
});
