/** Each case of figure 5 of the paper on hybrid logical clocks, and the order of stamps. */
import { describe, expect, it } from 'vitest';
import {
  compareStamps,
  compareTimes,
  neverTicked,
  tick,
  tickOnReceipt,
  type HybridStamp,
} from '../../../src/databases/versions/timestamp.js';

const at = (time: number, counter: number): HybridStamp => ({ time, counter });

describe('a hybrid clock', () => {
  it('follows the wall clock when that is ahead, and counts when it is not', () => {
    expect(tick(neverTicked, 10)).toEqual(at(10, 0));
    expect(tick(at(10, 0), 10)).toEqual(at(10, 1));
    expect(tick(at(10, 1), 3)).toEqual(at(10, 2));
    expect(tick(at(10, 2), 11)).toEqual(at(11, 0));
  });

  it.each([
    ['all three agree', at(10, 2), at(10, 5), 10, at(10, 6)],
    ['its own is ahead', at(10, 2), at(9, 5), 8, at(10, 3)],
    ['its own is as far as the wall clock', at(10, 2), at(9, 5), 10, at(10, 3)],
    ['the one heard of is ahead', at(9, 2), at(10, 5), 8, at(10, 6)],
    ['the wall clock is ahead', at(9, 2), at(10, 5), 11, at(11, 0)],
  ])('on receipt, when %s', (_, own, heard, wall, expected) => {
    expect(tickOnReceipt(own, heard, wall)).toEqual(expected);
  });
});

describe('stamps', () => {
  it('are ordered by time, then by counter, then by write', () => {
    const ordered = [
      { time: -5, counter: 9, write: 9 },
      { time: 1, counter: 0, write: 8 },
      { time: 1, counter: 1, write: 2 },
      { time: 1, counter: 1, write: 7 },
      { time: 2, counter: 0, write: 1 },
    ];
    expect([...ordered].reverse().sort(compareStamps)).toEqual(ordered);
    expect(compareTimes(at(1, 1), at(1, 1))).toBe(0);
  });
});
