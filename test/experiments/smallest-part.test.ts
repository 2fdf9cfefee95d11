/** Delta debugging over small lists, against the definition. */
import { describe, expect, it } from 'vitest';
import { smallestPart } from '../../src/experiments/smallest-part.js';

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe('the smallest part of a list', () => {
  it.each([['a'], ['g'], ['c', 'd'], ['a', 'g'], ['b', 'd', 'f'], letters])(
    'is what is needed, wherever it stands: %s',
    (...needed) => {
      const isEnough = (part: readonly string[]): boolean =>
        needed.every((letter) => part.includes(letter));
      expect(smallestPart(letters, isEnough)).toEqual(needed);
    },
  );

  it('spares none of its items, even where a smaller part is not always worse', () => {
    // Enough is what holds an odd number of letters, a among them.
    const isEnough = (part: readonly string[]): boolean =>
      part.includes('a') && part.length % 2 === 1;
    const part = smallestPart(letters, isEnough);
    const spared = part.map((_letter, index) => part.toSpliced(index, 1));
    expect(isEnough(part)).toBe(true);
    expect(spared.filter(isEnough)).toEqual([]);
  });

  it('tries few parts of a long list', () => {
    const many = Array.from({ length: 64 }, (_, index) => index);
    let tries = 0;
    const part = smallestPart(many, (some) => {
      tries += 1;
      return some.includes(17) && some.includes(50);
    });
    expect(part).toEqual([17, 50]);
    expect(tries).toBeLessThan(30);
  });
});
