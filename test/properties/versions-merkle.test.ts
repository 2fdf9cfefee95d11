/** Merkle trees against the keys themselves: every bucket that differs is found, and no other. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import {
  bucketOf,
  compareTrees,
  merkleTree,
  updateKey,
} from '../../src/databases/versions/merkle.js';

type Write = readonly [key: number, digest: number];

const digest = fc.oneof(fc.constant(0), fc.nat(3), fc.integer({ min: 1, max: 0xffffffff }));
const writes = fc.array(fc.tuple(fc.nat(40), digest), { maxLength: 80, size: 'max' });
const few = fc.array(fc.tuple(fc.nat(40), digest), { maxLength: 4 });
const depth = fc.nat(7);

/** A tree and the plain map that it stands for; 0 takes a key out. */
function filled(levels: number, all: readonly Write[]) {
  const tree = merkleTree(levels);
  const digests = new Map<number, number>();
  for (const [key, after] of all) {
    updateKey(tree, `k${key}`, digests.get(key) ?? 0, after);
    digests.set(key, after);
  }
  return { tree, digests };
}

describe('two Merkle trees', () => {
  test.prop([depth, writes, few, fc.boolean()])(
    'differ in the buckets of the keys that differ',
    (levels, ours, more, isRelated) => {
      const one = filled(levels, ours);
      const other = filled(levels, isRelated ? [...ours, ...more] : more);
      const differing = new Set<number>();
      for (let key = 0; key <= 40; key += 1) {
        if ((one.digests.get(key) ?? 0) !== (other.digests.get(key) ?? 0)) {
          differing.add(bucketOf({ depth: levels }, `k${key}`));
        }
      }
      const { buckets, compared } = compareTrees(one.tree, other.tree);
      expect(buckets).toEqual([...differing].sort((a, b) => a - b));
      expect(compared).toBeLessThanOrEqual(1 + 2 * levels * differing.size);
      expect(compared).toBeGreaterThanOrEqual(differing.size === 0 ? 1 : 1 + 2 * levels);
      expect(compareTrees(other.tree, one.tree)).toEqual({ buckets, compared });
    },
  );

  test.prop([depth, writes])(
    'are the same however the keys came to be what they are',
    (levels, all) => {
      const { tree, digests } = filled(levels, all);
      const direct = filled(
        levels,
        [...digests].sort(([a], [b]) => b - a),
      );
      expect(direct.tree).toEqual(tree);
    },
  );
});
