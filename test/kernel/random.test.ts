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
      0.5758594698272645, 0.5343108226079494, 0.7273424116428941, 0.12571241380646825,
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
