/** The fits of Bailis et al. (2012): as they are printed, and as they are drawn. */
import { describe, expect, it, test } from 'vitest';
import { latencyFitNames, latencyFits } from '../../src/kernel/latency-fits.js';
import { randomSource } from '../../src/kernel/random.js';
import { sampler } from '../../src/kernel/sampling.js';

/** Milliseconds, as in the table: share, minimum and shape of the Pareto part, rate of the exponential part. */
const printed = [
  ['lnkd-ssd', 0.9122, 0.235, 10, 1.66],
  ['lnkd-disk', 0.38, 1.05, 1.51, 0.183],
] as const;

test('there are no others', () => {
  expect(latencyFitNames).toEqual(printed.map(([name]) => name));
  expect(new Set(latencyFitNames)).toEqual(new Set(Object.keys(latencyFits)));
});

describe.each(printed)('%s', (name, share, minimum, shape, rate) => {
  it('has the parameters of the table', () => {
    const { parts } = latencyFits[name] as Extract<
      (typeof latencyFits)['lnkd-ssd'],
      { kind: 'mixture' }
    >;
    const weight = parts.reduce((sum, part) => sum + part.weight, 0);
    const [pareto, exponential] = parts.map(({ of }) => of);
    expect((parts[0]?.weight ?? 0) / weight).toBeCloseTo(share, 12);
    expect(pareto).toEqual({ kind: 'pareto', minimum: minimum * 1000, shape });
    expect(exponential).toEqual({ kind: 'exponential', mean: 1000 / rate });
  });

  it('is drawn with the chances that follow from them', () => {
    const draw = sampler(latencyFits[name]);
    const stream = randomSource('fits').stream(name);
    const count = 40_000;
    const drawn = Array.from({ length: count }, () => draw(stream) / 1000);
    for (const time of [0.1, 0.25, 0.5, 1.2, 3, 20]) {
      const pareto = time < minimum ? 0 : 1 - (minimum / time) ** shape;
      const chance = share * pareto + (1 - share) * (1 - Math.exp(-rate * time));
      const found = drawn.filter((one) => one <= time).length / count;
      // Five standard errors, and whole microseconds.
      const band = 5 * Math.sqrt((chance * (1 - chance)) / count) + 0.002;
      expect(Math.abs(found - chance)).toBeLessThan(band);
    }
  });
});
