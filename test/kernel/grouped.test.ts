/** Groups: what is in them, and in which order. */
import { expect, it } from 'vitest';
import { groupedBy } from '../../src/kernel/grouped.js';

it('keeps the order of the items, and of the first items of the groups', () => {
  const groups = groupedBy([5, 2, 3, 4, 7], (number) => number % 2);
  expect([...groups]).toEqual([
    [1, [5, 3, 7]],
    [0, [2, 4]],
  ]);
});

it('makes no group of nothing', () => {
  expect(groupedBy([], String).size).toBe(0);
});
