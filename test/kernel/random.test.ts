/** Named random streams: reproducible, independent of each other, and fair over any range. */
import { describe, expect, it } from 'vitest';
import { randomSource, type RandomStream } from '../../src/kernel/random.js';

function draws(stream: RandomStream, count: number): number[] {
  return Array.from({ length: count }, () => stream.fraction());
}

/** Pearson's correlation: near 0 for independent numbers, at most 4 / √n in all but one of 16,000 cases. */
function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  const [meanOfX, meanOfY] = [mean(xs), mean(ys)];
  const product = (us: readonly number[], u: number, vs: readonly number[], v: number) =>
    us.reduce((total, value, index) => total + (value - u) * ((vs[index] ?? 0) - v), 0);
  return (
    product(xs, meanOfX, ys, meanOfY) /
    Math.sqrt(product(xs, meanOfX, xs, meanOfX) * product(ys, meanOfY, ys, meanOfY))
  );
}

describe('a random source', () => {
  it('gives the same draws for the same seed and name, for ever', () => {
    expect(draws(randomSource('7').stream('link/n1/n2'), 4)).toEqual([
      0.1954696187749505, 0.7643347980920225, 0.5606656249146909, 0.8781306406017393,
    ]);
  });

  it('takes the number 7 and the text 7 for the same seed', () => {
    expect(randomSource(7).seed).toBe('7');
    expect(draws(randomSource(7).stream('a'), 10)).toEqual(
      draws(randomSource('7').stream('a'), 10),
    );
  });

  it('gives every name a stream that no other stream can disturb', () => {
    const alone = draws(randomSource('7').stream('a'), 100);
    const source = randomSource('7');
    draws(source.stream('b'), 17);
    const stream = source.stream('a');
    const other = source.stream('c');
    const mixed = Array.from({ length: 100 }, () => (other.fraction(), stream.fraction()));
    expect(mixed).toEqual(alone);
  });

  it('gives streams of similar seeds and names that have nothing to do with each other', () => {
    const names = ['1/n1', '1/n2', '2/n1', '11/n1', '1/n11', '1/n1/'];
    const streams = names.map((name) => {
      const [seed = '', ...rest] = name.split('/');
      return draws(randomSource(seed).stream(rest.join('/')), 10_000);
    });
    streams.forEach((xs, index) => {
      for (const ys of streams.slice(index + 1)) {
        expect(Math.abs(correlation(xs, ys))).toBeLessThan(0.04);
      }
    });
  });
});

/**
 * How far the numbers of [0, 1) are from filling 64 boxes alike: chi-squared, less its mean, in
 * standard deviations. Above 4 is chance in one of some 5,000 cases.
 */
function unevenness(numbers: readonly number[]): number {
  const boxes = Array.from({ length: 64 }, () => 0);
  for (const number of numbers) {
    const box = Math.floor(number * boxes.length);
    boxes[box] = (boxes[box] ?? 0) + 1;
  }
  const expected = numbers.length / boxes.length;
  const squares = boxes.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  return (squares - (boxes.length - 1)) / Math.sqrt(2 * (boxes.length - 1));
}

describe('streams whose names are neighbours', () => {
  // First differences of a + kb are b, second ones 0, third ones of a + kb + k²c are 0, and so on.
  const differences = [
    [1, -1],
    [1, -2, 1],
    [1, -3, 3, -1],
    [1, -4, 6, -4, 1],
  ];

  it.each([
    ['the last character', (seed: number, k: number) => `${String(seed)}/node/n${String(k)}`],
    ['the last but one', (seed: number, k: number) => `${String(seed)}/link/n${String(k)}/a`],
    ['the seed alone', (seed: number, k: number) => `${String(10 * seed + k)}/node/n1`],
  ])('do not stand in a row where they differ in %s', (_, name) => {
    for (const weights of differences) {
      for (const draw of [0, 1, 2, 3]) {
        const sums = Array.from({ length: 5000 }, (_unused, seed) => {
          const terms = weights.map((weight, k) => {
            const [first = '', ...rest] = name(seed, k + 1).split('/');
            const stream = randomSource(first).stream(rest.join('/'));
            return weight * (draws(stream, draw + 1)[draw] ?? 0);
          });
          const sum = terms.reduce((total, term) => total + term);
          return sum - Math.floor(sum);
        });
        expect(unevenness(sums)).toBeLessThan(4);
      }
    }
  });
});

describe('a random stream', () => {
  it('draws whole numbers below a bound, each about equally often', () => {
    const stream = randomSource('1').stream('dice');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let draw = 0; draw < 60_000; draw += 1) {
      const side = stream.below(6);
      counts[side] = (counts[side] ?? 0) + 1;
    }
    expect(counts).toHaveLength(6);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('reaches odd and even numbers alike where a bound is larger than 32 bits', () => {
    const stream = randomSource('1').stream('far');
    const numbers = Array.from({ length: 1000 }, () => stream.below(2 ** 40));
    const odd = numbers.filter((number) => number % 2 === 1).length;
    expect(Math.abs(odd - 500)).toBeLessThan(80);
    expect(numbers.every((number) => number >= 0 && number < 2 ** 40)).toBe(true);
  });

  it('picks every item of a list, and refuses an empty one', () => {
    const stream = randomSource('1').stream('pick');
    const picked = new Set(Array.from({ length: 100 }, () => stream.pick(['a', 'b', undefined])));
    expect(picked).toEqual(new Set(['a', 'b', undefined]));
    expect(() => stream.pick([])).toThrow(RangeError);
  });
});
