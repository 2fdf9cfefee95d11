/** Means in closed form, against values worked out by hand and against many draws. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/kernel/distribution.js';
import { mean } from '../../src/kernel/mean.js';
import { randomSource } from '../../src/kernel/random.js';
import { sampler } from '../../src/kernel/sampling.js';

describe('the mean', () => {
  const exact: readonly (readonly [Distribution, number])[] = [
    [{ kind: 'constant', value: 700 }, 700],
    [{ kind: 'uniform', from: 1000, to: 4001 }, 2500.5],
    [{ kind: 'exponential', mean: 900 }, 900],
    [{ kind: 'normal', mean: 900, deviation: 50 }, 900],
    [{ kind: 'lognormal', median: 500, p99: 500 }, 500],
    [{ kind: 'pareto', minimum: 1000, shape: 3 }, 1500],
    [{ kind: 'pareto', minimum: 1000, shape: 1 }, Infinity],
    [{ kind: 'empirical', values: [1, 2, 6] }, 3],
  ];

  it.each(exact)('of %o is %d', (distribution, value) => {
    expect(mean(distribution)).toBe(value);
  });

  it('of a mixture weighs its parts, whatever their weights add up to', () => {
    const parts = [
      { weight: 3, of: { kind: 'constant', value: 10 } },
      { weight: 1, of: { kind: 'uniform', from: 100, to: 200 } },
    ] as const;
    expect(mean({ kind: 'mixture', parts })).toBe(45);
  });

  it('of a lognormal distribution is above its median, as that of many draws is', () => {
    const distribution: Distribution = { kind: 'lognormal', median: 2000, p99: 15_000 };
    const stream = randomSource('42').stream('mean');
    const draw = sampler(distribution);
    const draws = Array.from({ length: 40_000 }, () => draw(stream));
    const average = draws.reduce((sum, value) => sum + value) / draws.length;
    // exp((ln(7.5) / 2.32635)^2 / 2) medians; five standard errors of the average are 77.
    expect(mean(distribution)).toBeCloseTo(2910.2, 1);
    expect(Math.abs(average - mean(distribution))).toBeLessThan(77);
  });
});
