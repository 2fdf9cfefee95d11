/** The merge sort in counted steps. */
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sorted } from '../../../src/checkers/linearizable/sorted.js';

const pair = fc.tuple(fc.constantFrom(0, 1, 2, 3, 10, Infinity), fc.nat({ max: 1 }));

function sortedPairs(pairs: readonly (readonly [number, number])[]): ReturnType<typeof sorted> {
  const first = Float64Array.from(pairs, ([one]) => one);
  return sorted(
    first,
    Uint8Array.from(pairs, ([, other]) => other),
  );
}

describe('sorting in counted steps', () => {
  property.prop([fc.array(pair, { maxLength: 200 })])('is stable by both numbers', (pairs) => {
    const expected = pairs
      .map((_, place) => place)
      .toSorted((a, b) => {
        const [[one = 0, other = 0] = [], [one2 = 0, other2 = 0] = []] = [pairs[a], pairs[b]];
        return one === one2 ? other - other2 : one < one2 ? -1 : 1;
      });
    expect([...sortedPairs(pairs).order]).toEqual(expected);
  });

  property.prop([fc.array(pair, { minLength: 2, maxLength: 200 })])(
    'compares at most so often',
    (pairs) => {
      const merges = Math.max(0, Math.ceil(Math.log2(pairs.length / 16)));
      expect(sortedPairs(pairs).steps).toBeLessThanOrEqual(pairs.length * (8 + merges));
    },
  );

  it('compares what is in order already only once in each short stretch', () => {
    expect(sortedPairs(Array.from({ length: 16 }, (_, place) => [place, 0])).steps).toBe(15);
    expect(sortedPairs(Array.from({ length: 32 }, (_, place) => [place, 0])).steps).toBe(
      15 + 15 + 16,
    );
  });
});
