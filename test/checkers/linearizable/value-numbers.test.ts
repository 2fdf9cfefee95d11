/** Values as numbers: which are the same, and which nobody entered. */
import { describe, expect, it } from 'vitest';
import { ValueNumbers } from '../../../src/checkers/linearizable/value-numbers.js';
import type { Value } from '../../../src/history/history.js';

describe('the numbers of values', () => {
  const values: readonly Value[] = [
    ...[
      0,
      1,
      -1,
      2 ** 31 - 1,
      -(2 ** 31),
      2 ** 31,
      2 ** 40,
      1.5,
      true,
      false,
      '',
      '0',
      '1',
      'null',
    ],
    ...[[], [1], ['1'], [null], {}, { a: 1, b: 2 }],
  ];

  it('count from 1 in the order of entry, whatever the values are', () => {
    const numbers = new ValueNumbers(values.length);
    expect(values.map((value) => numbers.enter(value))).toEqual(values.map(() => true));
    expect(values.map((value) => numbers.numberOf(value))).toEqual(values.map((_, at) => at + 1));
    expect(numbers.numberOf({ b: 2, a: 1 })).toBe(values.length);
    expect([2, 3.5, '2', [2]].map((value) => numbers.numberOf(value))).toEqual([-1, -1, -1, -1]);
  });

  it('are given once, and null has the 0 from the beginning', () => {
    const numbers = new ValueNumbers(4);
    expect([1, 1, 'a', 'a', 0, -0].map((value) => numbers.enter(value))).toEqual([
      ...[true, false, true, false, true, false],
    ]);
    expect(numbers.enter(null)).toBe(false);
    expect(new ValueNumbers(0).numberOf(null)).toBe(0);
    expect(new ValueNumbers(0).numberOf(0)).toBe(-1);
  });

  it.each([1, 1_000, 2 ** 20, -3])(
    'are found again among 2,000 values that are %i apart',
    (apart) => {
      const numbers = new ValueNumbers(2_000);
      const spread = Array.from({ length: 2_000 }, (_, at) => at * apart);
      for (const value of spread) expect(numbers.enter(value)).toBe(true);
      expect(spread.map((value) => numbers.numberOf(value))).toEqual(spread.map((_, at) => at + 1));
      expect(numbers.numberOf(2_000 * apart)).toBe(-1);
    },
  );
});
