/** The longest draws: values worked out by hand, and that hardly any draw is longer. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/kernel/distribution.js';
import { longest } from '../../src/kernel/longest.js';
import { randomSource } from '../../src/kernel/random.js';
import { sampler } from '../../src/kernel/sampling.js';

describe('the longest draw', () => {
  const exact: readonly (readonly [Distribution, number])[] = [
    [{ kind: 'constant', value: 700 }, 700],
    [{ kind: 'uniform', from: 1000, to: 4001 }, 4001],
    [{ kind: 'empirical', values: [1, 6, 2] }, 6],
    [{ kind: 'lognormal', median: 500, p99: 500 }, 500],
    [{ kind: 'normal', mean: 0, deviation: 0 }, 0],
  ];

  it.each(exact)('of %o is %d', (distribution, value) => {
    expect(longest(distribution)).toBe(value);
  });

  it('of a mixture is that of its longest part', () => {
    const parts = [
      { weight: 3, of: { kind: 'constant', value: 10 } },
      { weight: 1, of: { kind: 'uniform', from: 100, to: 200 } },
    ] as const;
    expect(longest({ kind: 'mixture', parts })).toBe(200);
  });

  // -ln(1e-6) means; 4.7534 deviations; 7.5^(4.7534 / 2.3263) medians; 1e6^(1/3) minimums.
  const tails: readonly (readonly [Distribution, number])[] = [
    [{ kind: 'exponential', mean: 1000 }, 13_815.5],
    [{ kind: 'normal', mean: 900, deviation: 50 }, 1137.7],
    [{ kind: 'lognormal', median: 2000, p99: 15_000 }, 122_783.9],
    [{ kind: 'pareto', minimum: 1000, shape: 3 }, 100_000],
  ];

  it.each(tails)('of %o is about %d, and 20,000 draws are not longer', (distribution, value) => {
    const stream = randomSource('42').stream('longest');
    const draw = sampler(distribution);
    const draws = Array.from({ length: 20_000 }, () => draw(stream));
    expect(longest(distribution) / value).toBeCloseTo(1, 3);
    expect(Math.max(...draws)).toBeLessThanOrEqual(longest(distribution));
  });
});
