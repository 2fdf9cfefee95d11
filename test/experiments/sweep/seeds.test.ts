/** Seeds and shards: every seed belongs to exactly one shard, in order. */
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseSeeds,
  printSeeds,
  seedCount,
  seedsOf,
  shardSize,
} from '../../../src/experiments/sweep/seeds.js';

const whole = { index: 1, count: 1 };

describe('seeds', () => {
  it.each([
    ['1..5', [1, 2, 3, 4, 5]],
    ['7', [7]],
    ['9..10, 3, 5..6', [9, 10, 3, 5, 6]],
  ])('%s', (text, expected) => {
    const seeds = parseSeeds(text) ?? [];
    expect([...seedsOf(seeds, whole)]).toEqual(expected);
    expect(seedCount(seeds)).toBe(expected.length);
    expect(parseSeeds(printSeeds(seeds))).toEqual(seeds);
  });

  it.each(['', 'x', '5..1', '1..', '1..3,3', '-1', '1.5', '1...3'])('not %j', (text) => {
    expect(parseSeeds(text)).toBeNull();
  });

  const ranges = fc
    .array(fc.tuple(fc.nat({ max: 9 }), fc.integer({ min: 1, max: 7 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((all) => {
      let from = 0;
      return all.map(([gap, length]) => {
        const range = { from: from + gap, to: from + gap + length - 1 };
        from = range.to + 1;
        return range;
      });
    });

  property.prop([ranges, fc.integer({ min: 1, max: 9 }), fc.nat({ max: 5 })])(
    'are shared out one by one, and a shard can go on anywhere',
    (seeds, count, begin) => {
      const all = [...seedsOf(seeds, whole)];
      const shards = Array.from({ length: count }, (_, place) => ({ index: place + 1, count }));
      for (const [place, shard] of shards.entries()) {
        const own = all.filter((_, at) => at % count === place);
        expect([...seedsOf(seeds, shard)]).toEqual(own);
        expect([...seedsOf(seeds, shard, begin)]).toEqual(own.slice(begin));
        expect(shardSize(seeds, shard)).toBe(own.length);
      }
    },
  );
});
