/**
 * Merkle trees (Merkle 1987; Dynamo §4.7): two replicas find the keys on which they differ by comparing digests from the root
 * down, and look no further where they agree. The leaves are equal buckets of the places on the ring, 2^depth of them.
 * One key is brought up to date in as many steps as the tree is deep. Plain data; `updateKey` changes the tree it is given,
 * which may be a draft.
 *
 * A tree should hold only keys that both sides replicate: one for each set of nodes that share a preference list.
 */
import { hashOfText, mixed, spread } from './hash.js';
import { placeOf } from './ring.js';

export interface MerkleTree {
  readonly depth: number;
  /** The root is at 1, the children of i are at 2i and 2i + 1. 0 where nothing is held below. */
  readonly digests: number[];
}

export interface TreeComparison {
  /** The buckets that differ, in ascending order. */
  readonly buckets: readonly number[];
  /** How many pairs of digests were compared. */
  readonly compared: number;
}

/** An empty tree. The depth is a whole number from 0 to 20. */
export function merkleTree(depth: number): MerkleTree {
  if (!Number.isInteger(depth) || depth < 0 || depth > 20) {
    throw new RangeError(`a Merkle tree has a depth from 0 to 20, not ${depth}`);
  }
  return { depth, digests: new Array<number>(2 << depth).fill(0) };
}

/** The bucket of a key: from 0 to 2^depth - 1, in the order of places. */
export function bucketOf({ depth }: Pick<MerkleTree, 'depth'>, key: string): number {
  return Math.floor((placeOf(key) / 0x100000000) * (1 << depth));
}

/** The digest of a key's cell was `before` and is `after`; 0 stands for no cell. */
export function updateKey(tree: MerkleTree, key: string, before: number, after: number): void {
  const { depth, digests } = tree;
  let index = (1 << depth) + bucketOf(tree, key);
  // Sums can be undone key by key, in any order.
  const sum = (digests[index] as number) - leafOf(key, before) + leafOf(key, after);
  digests[index] = sum >>> 0;
  for (index >>>= 1; index > 0; index >>>= 1) {
    digests[index] = parentOf(digests[2 * index] as number, digests[2 * index + 1] as number);
  }
}

/** The digests at these indexes of one level, from 0 on; level 0 is the root. What a node tells the other one. */
export function digestsAt(tree: MerkleTree, level: number, indexes: readonly number[]): number[] {
  return indexes.map((index) => tree.digests[(1 << level) + index] as number);
}

/** Those of the indexes at which the other one's digests differ from the tree's. */
export function differencesAt(
  tree: MerkleTree,
  level: number,
  indexes: readonly number[],
  digests: readonly number[],
): number[] {
  return indexes.filter((index, position) => {
    return tree.digests[(1 << level) + index] !== digests[position];
  });
}

/** The indexes of the level below that stand under these. */
export function childrenOf(indexes: readonly number[]): number[] {
  return indexes.flatMap((index) => [2 * index, 2 * index + 1]);
}

/** Compares two trees of one depth, level by level, as two replicas do by messages. */
export function compareTrees(a: MerkleTree, b: MerkleTree): TreeComparison {
  let indexes = [0];
  let compared = 0;
  for (let level = 0; level <= a.depth; level += 1) {
    if (level > 0) indexes = childrenOf(indexes);
    compared += indexes.length;
    indexes = differencesAt(a, level, indexes, digestsAt(b, level, indexes));
  }
  return { buckets: indexes, compared };
}

function leafOf(key: string, digest: number): number {
  return digest === 0 ? 0 : spread(mixed(hashOfText(key), digest | 0));
}

function parentOf(left: number, right: number): number {
  return left === 0 && right === 0 ? 0 : spread(mixed(mixed(1, left | 0), right | 0));
}
