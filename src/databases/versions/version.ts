/**
 * One version of a register, as replicas hold it and messages carry it: a flat record of one shape for all schemes,
 * each of which reads its own fields. And what merging says about versions that it dropped.
 */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { NodeId } from '../database.js';
import { copyVector, type VersionVector } from './vector.js';

export interface Version {
  /** The value, or for a tombstone the delete. */
  readonly write: WriteId;
  /** It stands for the absence of a value. */
  readonly isTombstone: boolean;
  /** When it was written, by the clock of its coordinator (wall or hybrid). For a tombstone the grace period begins here. */
  readonly time: Instant;
  /** The counter of a hybrid time; `dotted`: the number of the dot. Otherwise 0. */
  readonly counter: number;
  /** The node that coordinated the write; `dotted`: the node of the dot. */
  readonly node: NodeId;
  /** `version-vectors`: its version vector; `dotted`: what its writer knew. Otherwise empty. */
  readonly vector: VersionVector;
}

/** The fields of a version in a list of a message, for its declaration. */
export const versionFields: readonly (keyof Version)[] = [
  ...(['write', 'isTombstone', 'time', 'counter', 'node', 'vector'] as const),
];

/**
 * A write that is no longer there, and the one in whose favour. `superseded`: the winner knew of it; `discarded`: as far
 * as the versions tell, it did not. A winner is in the result, or was itself dropped for another.
 */
export interface Drop {
  readonly write: WriteId;
  readonly winner: WriteId;
  readonly how: 'superseded' | 'discarded';
}

/** Versions in the order of `compareVersions`, and what was dropped on the way, by write. */
export interface MergedVersions {
  readonly versions: readonly Version[];
  readonly drops: readonly Drop[];
}

/** A total order, by write first; 0 only for one and the same version. */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.write - b.write ||
    a.counter - b.counter ||
    a.time - b.time ||
    compareTexts(a.node, b.node) ||
    compareEntries(a.vector, b.vector)
  );
}

/** A fresh copy, for messages and records. */
export function copyVersion(version: Version): Version {
  const { write, isTombstone, time, counter, node, vector } = version;
  return { write, isTombstone, time, counter, node, vector: copyVector(vector) };
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareEntries(a: VersionVector, b: VersionVector): number {
  for (const [index, [node, counter]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareTexts(node, other[0]) || counter - other[1];
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
