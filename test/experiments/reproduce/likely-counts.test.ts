/** The binomial distribution without its tails, against sums by hand. */
import { describe, expect, it } from 'vitest';
import { likelyCounts } from '../../../src/experiments/reproduce/likely-counts.js';

/** The chances of 0, 1, … of so many, by repeated trials. */
function binomial(chance: number, total: number): readonly number[] {
  let chances = [1];
  for (let trial = 0; trial < total; trial += 1) {
    chances = [...chances, 0].map(
      (one, count) => one * (1 - chance) + (chances[count - 1] ?? 0) * chance,
    );
  }
  return chances;
}

const sum = (chances: readonly number[]) => chances.reduce((all, one) => all + one, 0);

describe('likely counts', () => {
  it.each([
    [0.5, 10],
    [0.5, 100],
    [0.19, 30],
    [0.005, 40],
    [0.98, 200],
  ])(
    'of chance %d in %d leave out less than one in two thousand at each end, and no less',
    (chance, total) => {
      const { low, high } = likelyCounts(chance, total);
      const chances = binomial(chance, total);
      expect(sum(chances.slice(0, low))).toBeLessThan(0.0005);
      expect(sum(chances.slice(0, low + 1))).toBeGreaterThanOrEqual(0.0005);
      expect(sum(chances.slice(high + 1))).toBeLessThan(0.0005);
      expect(sum(chances.slice(high))).toBeGreaterThanOrEqual(0.0005);
    },
  );

  it('are about 3.3 standard deviations wide where there are many', () => {
    const { low, high } = likelyCounts(0.3, 20_000);
    const deviation = Math.sqrt(20_000 * 0.3 * 0.7);
    expect((6000 - low) / deviation).toBeCloseTo(3.29, 1);
    expect((high - 6000) / deviation).toBeCloseTo(3.29, 1);
  });
});
