/** Draws against closed forms, on fixed seeds. Bands are five standard errors wide or wider. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/kernel/distribution.js';
import { randomSource, type RandomStream } from '../../src/kernel/random.js';
import { sampler, zipf } from '../../src/kernel/sampling.js';

const COUNT = 40_000;

function draw(distribution: Distribution, count = COUNT, name = 'sampling'): number[] {
  const stream = randomSource('42').stream(name);
  const next = sampler(distribution);
  return Array.from({ length: count }, () => next(stream));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** The share of draws at or below a value. */
function shareUpTo(values: readonly number[], value: number): number {
  return values.filter((drawn) => drawn <= value).length / values.length;
}

/** Expects the share to be p, give or take five standard errors. */
function expectShare(values: readonly number[], value: number, p: number): void {
  const band = 5 * Math.sqrt((p * (1 - p)) / values.length);
  expect(Math.abs(shareUpTo(values, value) - p)).toBeLessThan(band);
}

function expectMean(values: readonly number[], expected: number, deviation: number): void {
  const band = (5 * deviation) / Math.sqrt(values.length);
  expect(Math.abs(mean(values) - expected)).toBeLessThan(band);
}

/** A stream that counts what is taken from it. */
function counting(): RandomStream & { readonly taken: () => number } {
  const stream = randomSource('1').stream('counted');
  let taken = 0;
  const fraction = () => {
    taken += 1;
    return stream.fraction();
  };
  return {
    fraction,
    below: (bound) => Math.floor(fraction() * bound),
    pick: (items) => items[Math.floor(fraction() * items.length)] as (typeof items)[number],
    taken: () => taken,
  };
}

const distributions = {
  constant: { kind: 'constant', value: 700 },
  uniform: { kind: 'uniform', from: 1_000, to: 5_000 },
  exponential: { kind: 'exponential', mean: 10_000 },
  normal: { kind: 'normal', mean: 10_000, deviation: 2_000 },
  lognormal: { kind: 'lognormal', median: 2_000, p99: 15_000 },
  pareto: { kind: 'pareto', minimum: 1_000, shape: 3 },
  mixture: {
    kind: 'mixture',
    parts: [
      { weight: 3, of: { kind: 'constant', value: 10 } },
      { weight: 1, of: { kind: 'uniform', from: 100, to: 200 } },
    ],
  },
  empirical: { kind: 'empirical', values: [5, 7, 7, 90] },
} as const satisfies Record<string, Distribution>;

describe('the first draws with seed 42', () => {
  it.each([
    ['constant', [700, 700, 700, 700, 700]],
    ['uniform', [4548, 2182, 2749, 1970, 4134]],
    ['exponential', [21801, 3502, 5750, 2779, 15298]],
    ['normal', [11290, 9245, 12708, 9277, 8505]],
    ['lognormal', [3497, 1442, 6463, 1462, 1047]],
    ['pareto', [2068, 1124, 1211, 1097, 1665]],
    ['mixture', [129, 10, 10, 160, 10]],
    ['empirical', [90, 7, 7, 5, 90]],
  ] as const)('of the distribution %s are pinned', (kind, first) => {
    expect(draw(distributions[kind], 5)).toEqual(first);
  });
});

describe('a sampler', () => {
  it('of a constant draws nothing from the stream', () => {
    const stream = counting();
    expect(sampler(distributions.constant)(stream)).toBe(700);
    expect(stream.taken()).toBe(0);
  });

  it('of a uniform distribution reaches both ends and everything between them equally often', () => {
    const values = draw({ kind: 'uniform', from: 3, to: 6 });
    expect(new Set(values)).toEqual(new Set([3, 4, 5, 6]));
    for (const [value, share] of [
      [3, 0.25],
      [4, 0.5],
      [5, 0.75],
    ] as const) {
      expectShare(values, value, share);
    }
  });

  it('of an exponential distribution has its mean and quantiles', () => {
    const values = draw(distributions.exponential);
    expectMean(values, 10_000, 10_000);
    expectShare(values, 10_000 * Math.LN2, 0.5);
    expectShare(values, 10_000 * Math.log(100), 0.99);
  });

  it('of a normal distribution has its mean, deviation and quantiles', () => {
    const values = draw(distributions.normal);
    expectMean(values, 10_000, 2_000);
    expectShare(values, 10_000, 0.5);
    expectShare(values, 8_000, 0.158655);
    expectShare(values, 10_000 + 2.3263478740408408 * 2_000, 0.99);
  });

  it('of a normal distribution counts what falls below 0 as 0', () => {
    const values = draw({ kind: 'normal', mean: 1_000, deviation: 1_000 });
    expect(Math.min(...values)).toBe(0);
    expectShare(values, 0, 0.158655);
  });

  it('of a lognormal distribution gives its median and p99 back', () => {
    const values = draw(distributions.lognormal);
    expectShare(values, 2_000, 0.5);
    expectShare(values, 15_000, 0.99);
    const deviation = Math.log(7.5) / 2.3263478740408408;
    expectShare(values, 2_000 * Math.exp(deviation), 0.841345);
  });

  it('of a lognormal distribution without spread gives the median', () => {
    expect(draw({ kind: 'lognormal', median: 900, p99: 900 }, 3)).toEqual([900, 900, 900]);
  });

  it('of a Pareto distribution has its mean and tail', () => {
    const values = draw(distributions.pareto);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1_000);
    expectMean(values, 1_500, 866);
    expectShare(values, 2_000, 1 - 1 / 8);
    expectShare(values, 10_000, 1 - 1 / 1_000);
  });

  it('ends the heaviest tails at a duration that an instant can still be added to', () => {
    const values = draw({ kind: 'pareto', minimum: 1_000, shape: 0.01 }, 1_000);
    expect(Math.max(...values)).toBe(2 ** 52);
  });

  it('of a mixture draws from its parts by their weights', () => {
    const values = draw(distributions.mixture);
    expectShare(values, 10, 0.75);
    expectShare(values, 150, 0.75 + (0.25 * 51) / 101);
    expect(Math.max(...values)).toBe(200);
  });

  it('of an empirical distribution draws its values as often as they stand there', () => {
    const values = draw(distributions.empirical);
    expect(new Set(values)).toEqual(new Set([5, 7, 90]));
    expectShare(values, 5, 0.25);
    expectShare(values, 7, 0.75);
  });

  it('keeps nothing from one draw to the next: two streams can share it', () => {
    for (const distribution of Object.values(distributions)) {
      const shared = sampler(distribution);
      const [one, two] = [randomSource('42').stream('one'), randomSource('42').stream('two')];
      const drawn = Array.from({ length: 50 }, () => [shared(one), shared(two)]);
      expect(drawn.map(([first]) => first)).toEqual(draw(distribution, 50, 'one'));
      expect(drawn.map(([, second]) => second)).toEqual(draw(distribution, 50, 'two'));
    }
  });

  const duration = fc.nat({ max: 1_000_000_000 });
  const anyDistribution = fc.oneof<fc.Arbitrary<Distribution>[]>(
    fc.record({ kind: fc.constant('exponential'), mean: duration }),
    fc.record({ kind: fc.constant('normal'), mean: duration, deviation: duration }),
    fc
      .tuple(fc.integer({ min: 1, max: 1_000_000 }), duration)
      .map(([median, more]) => ({ kind: 'lognormal', median, p99: median + more })),
    fc.record({
      kind: fc.constant('pareto'),
      minimum: duration,
      shape: fc.double({ min: 0.01, max: 10, noNaN: true }),
    }),
    fc
      .tuple(duration, duration)
      .map(([from, more]) => ({ kind: 'uniform', from, to: from + more })),
  );

  test.prop([anyDistribution])('draws whole microseconds, at least 0', (distribution) => {
    for (const value of draw(distribution, 100)) {
      expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
    }
  });
});

describe('zipf', () => {
  function ranks(count: number, exponent: number): number[] {
    const stream = randomSource('42').stream('zipf');
    const next = zipf(count, exponent);
    return Array.from({ length: COUNT }, () => next(stream));
  }

  it('draws ranks in proportion to 1 / (rank + 1)^exponent', () => {
    const values = ranks(100, 0.99);
    const weights = Array.from({ length: 100 }, (_, rank) => Math.pow(rank + 1, -0.99));
    const total = weights.reduce((sum, weight) => sum + weight);
    let share = 0;
    for (const rank of [0, 1, 2, 3, 4]) {
      share += (weights[rank] ?? 0) / total;
      expectShare(values, rank, share);
    }
    expect(Math.max(...values)).toBe(99);
  });

  it('with an exponent of 0 draws all ranks equally often', () => {
    const values = ranks(4, 0);
    expectShare(values, 0, 0.25);
    expectShare(values, 2, 0.75);
  });

  it('knows but rank 0 when there is only one', () => {
    expect(new Set(ranks(1, 1))).toEqual(new Set([0]));
  });
});
