/** Merkle trees: buckets, comparing, and how many digests that takes. */
import { Immer } from 'immer';
import { describe, expect, it } from 'vitest';
import {
  bucketOf,
  childrenOf,
  compareTrees,
  differencesAt,
  digestsAt,
  merkleTree,
  updateKey,
} from '../../../src/databases/versions/merkle.js';
import { placeOf } from '../../../src/databases/versions/ring.js';

const keys = Array.from({ length: 100 }, (_, number) => `k${number}`);

function filled(depth: number) {
  const tree = merkleTree(depth);
  for (const [index, key] of keys.entries()) updateKey(tree, key, 0, index + 1);
  return tree;
}

describe('a Merkle tree', () => {
  it('compares one pair of digests when nothing differs', () => {
    expect(compareTrees(filled(8), filled(8))).toEqual({ buckets: [], compared: 1 });
    expect(compareTrees(merkleTree(8), merkleTree(8))).toEqual({ buckets: [], compared: 1 });
  });

  it('compares two more a level for one key that differs', () => {
    const tree = filled(8);
    updateKey(tree, 'k7', 8, 999);
    expect(compareTrees(filled(8), tree)).toEqual({
      buckets: [bucketOf(tree, 'k7')],
      compared: 1 + 2 * 8,
    });
  });

  it('is as before when a change is taken back, and empty when all keys are gone', () => {
    const tree = filled(8);
    updateKey(tree, 'k7', 8, 999);
    updateKey(tree, 'k7', 999, 8);
    expect(tree).toEqual(filled(8));
    for (const [index, key] of keys.entries()) updateKey(tree, key, index + 1, 0);
    expect(tree).toEqual(merkleTree(8));
  });

  it('sees that two keys of one bucket have exchanged their cells', () => {
    const [tree, other] = [merkleTree(0), merkleTree(0)];
    updateKey(tree, 'a', 0, 1);
    updateKey(tree, 'b', 0, 2);
    updateKey(other, 'a', 0, 2);
    updateKey(other, 'b', 0, 1);
    expect(compareTrees(tree, other)).toEqual({ buckets: [0], compared: 1 });
  });

  it('sorts keys into buckets by their places', () => {
    const sorted = [...keys].sort((a, b) => placeOf(a) - placeOf(b));
    const buckets = sorted.map((key) => bucketOf({ depth: 4 }, key));
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(new Set(buckets).size).toBe(16);
    expect(keys.every((key) => bucketOf({ depth: 20 }, key) === placeOf(key) >>> 12)).toBe(true);
    expect(keys.every((key) => bucketOf({ depth: 0 }, key) === 0)).toBe(true);
  });

  it('is compared by messages that carry the digests of one level', () => {
    const [here, there] = [filled(3), filled(3)];
    updateKey(there, 'k1', 2, 0);
    const changed = bucketOf(here, 'k1');
    expect(differencesAt(here, 0, [0], digestsAt(there, 0, [0]))).toEqual([0]);
    expect(childrenOf([0, 3])).toEqual([0, 1, 6, 7]);
    const all = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(differencesAt(here, 3, all, digestsAt(there, 3, all))).toEqual([changed]);
    expect(differencesAt(here, 3, [changed], digestsAt(there, 3, [changed]))).toEqual([changed]);
  });

  it('is kept the same under a recipe', () => {
    const immer = new Immer({ autoFreeze: false });
    const before = { tree: filled(6) };
    const after = immer.produce(before, (draft) => updateKey(draft.tree, 'k7', 8, 999));
    const plain = filled(6);
    updateKey(plain, 'k7', 8, 999);
    expect(after.tree).toEqual(plain);
    expect(before.tree).toEqual(filled(6));
  });

  it.each([-1, 21, 1.5])('refuses the depth %d', (depth) => {
    expect(() => merkleTree(depth)).toThrow('a Merkle tree has a depth from 0 to 20');
  });
});
