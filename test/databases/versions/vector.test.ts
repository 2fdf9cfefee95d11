/** Version vectors: the four orders, merging, gaps. The first example is that of the textbook. */
import { describe, expect, it } from 'vitest';
import {
  compareVectors,
  copyVector,
  counterOf,
  covers,
  coversDot,
  increment,
  mergeVectors,
  withDot,
  type VersionVector,
} from '../../../src/databases/versions/vector.js';

const one: VersionVector = [
  ['A', 6],
  ['B', 3],
];
const other: VersionVector = [
  ['A', 5],
  ['B', 4],
];
const both: VersionVector = [
  ['A', 6],
  ['B', 4],
];

describe('version vectors', () => {
  it('are concurrent when each knows what the other does not, and their merge covers both', () => {
    expect(compareVectors(one, other)).toBe('concurrent');
    expect(mergeVectors(one, other)).toEqual(both);
    expect([compareVectors(both, one), compareVectors(other, both)]).toEqual(['after', 'before']);
  });

  it('count an absent node as nothing known', () => {
    expect(compareVectors([], [])).toBe('equal');
    expect(compareVectors([], one)).toBe('before');
    expect(covers([['B', 9]], one)).toBe(false);
    expect(compareVectors([['A', 1]], [['B', 1]])).toBe('concurrent');
    expect([counterOf(one, 'A'), counterOf(one, 'C'), counterOf([], 'A')]).toEqual([6, 0, 0]);
  });

  it('stay sorted when nodes are added on either side', () => {
    const middle: VersionVector = [['M', 1]];
    const around: VersionVector = [
      ['B', 2],
      ['Z', 3],
    ];
    const merged = [
      ['B', 2],
      ['M', 1],
      ['Z', 3],
    ];
    expect(mergeVectors(middle, around)).toEqual(merged);
    expect(mergeVectors(around, middle)).toEqual(merged);
  });

  it('count on by one', () => {
    expect(increment(increment(one, 'A'), 'C')).toEqual([
      ['A', 7],
      ['B', 3],
      ['C', 1],
    ]);
  });

  it('know a single update beyond a gap without what is missing', () => {
    const gap = withDot([['A', 2]], 'A', 5);
    expect(gap).toEqual([['A', 2, 5]]);
    expect([1, 2, 3, 4, 5, 6].filter((counter) => coversDot(gap, 'A', counter))).toEqual([1, 2, 5]);
    expect(counterOf(gap, 'A')).toBe(5);
    expect(compareVectors(gap, [['A', 4]])).toBe('concurrent');
    expect(compareVectors(gap, [['A', 5]])).toBe('before');
    expect(covers(gap, [['A', 0, 5]])).toBe(true);
  });

  it('close gaps as soon as the missing ones are known', () => {
    const gaps = mergeVectors([['A', 1, 3, 6, 9]], [['A', 0, 3, 5, 9]]);
    expect(gaps).toEqual([['A', 1, 3, 5, 6, 9]]);
    expect(withDot(gaps, 'A', 2)).toEqual([['A', 3, 5, 6, 9]]);
    expect(mergeVectors(gaps, [['A', 4]])).toEqual([['A', 6, 9]]);
  });

  it('are copied afresh', () => {
    const copy = copyVector([['A', 1, 3]]);
    expect(copy).toEqual([['A', 1, 3]]);
    expect(copyVector(copy)[0]).not.toBe(copy[0]);
  });
});
