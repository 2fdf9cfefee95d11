/**
 * Siblings under plain version vectors with an entry for each node that coordinates (Parker et al. 1983; Dynamo §4.4; the shape of Riak's
 * before it had dots). A node has one counter for all its clients. When one writes with a context that does not
 * cover what the node holds, both must stay, and the new vector covers the old one: so what is kept gets
 * the new vector too. From then on a client that replaces what it read no longer covers it: false siblings (Preguiça et al. 2010, §3).
 *
 * A vector says *all up to here*. So a node hands on all that it holds of a key, never single versions, and only a node that
 * holds the key may coordinate: otherwise a vector covers what nobody knew, and a write is dropped without a trace.
 */
import type { NodeId } from '../database.js';
import { mergeSiblings } from './siblings.js';
import {
  compareVectors,
  counterOf,
  covers,
  mergeAll,
  mergeVectors,
  type VersionVector,
} from './vector.js';
import type { MergedVersions, Version } from './version.js';

/** What is left of two nodes' versions of a key: those whose vector no other one's covers and exceeds. */
export function syncVectors(a: readonly Version[], b: readonly Version[]): MergedVersions {
  return mergeSiblings(a, b, isAfter, (all) => {
    const distinct = distinctVectors(all);
    return ({ vector }) => distinct.some((other) => compareVectors(other, vector) === 'after');
  });
}

/** The least vector that covers all versions: the context of the client that reads them. */
export function joinVectors(versions: readonly Pick<Version, 'vector'>[]): VersionVector {
  return mergeAll(versions.map(({ vector }) => vector));
}

/** The versions that a context does not cover. */
export function discardVectors(versions: readonly Version[], context: VersionVector): Version[] {
  return versions.filter(({ vector }) => !covers(context, vector));
}

/** The vector of a write, and of all that is kept beside it; `least` as for dots. */
export function nextVector(
  versions: readonly Pick<Version, 'vector'>[],
  context: VersionVector,
  node: NodeId,
  least: number,
): VersionVector {
  const known = mergeVectors(joinVectors(versions), context);
  return mergeVectors(known, [[node, Math.max(counterOf(known, node) + 1, least)]]);
}

function isAfter(later: Version, earlier: Version): boolean {
  return compareVectors(later.vector, earlier.vector) === 'after';
}

/** However many siblings there are, most have one vector in common. */
function distinctVectors(versions: readonly Version[]): VersionVector[] {
  const distinct: VersionVector[] = [];
  for (const { vector } of versions) {
    const isNew = distinct.every((other) => compareVectors(other, vector) !== 'equal');
    if (isNew) distinct.push(vector);
  }
  return distinct;
}
