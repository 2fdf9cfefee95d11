/**
 * What a session has seen of a key, by the versions that it read or wrote: for monotonic reads and read-your-writes (Terry
 * et al.: Session Guarantees for Weakly Consistent Replicated Data, PDIS 1994), and with vectors for what a write replaces.
 */
import type { WriteId } from '../../history/operation.js';
import type { Cell } from './cell.js';
import { mergeElements } from './collection.js';
import { isKnown, vectorOf, type Scheme } from './register.js';
import { compareStamps, type Stamp } from './timestamp.js';
import { copyVector, covers, mergeVectors, type VersionVector } from './vector.js';

/** A flat record. With stamps: the stamp of the version, all 0 for none; with vectors: the vector. And the elements. */
export interface Context extends Stamp {
  /** With stamps: the version is a tombstone. */
  readonly isTombstone: boolean;
  readonly vector: VersionVector;
  /** With vectors: of that, what tombstones knew, and they themselves. */
  readonly deleted: VersionVector;
  /** In ascending order; with those that were removed, which stand in the second list, too. */
  readonly elements: readonly WriteId[];
  readonly removed: readonly WriteId[];
}

/** Its fields in a message, for the declaration of the message. */
export const contextFields: readonly (keyof Context)[] = [
  ...(['time', 'counter', 'write', 'isTombstone'] as const),
  ...(['vector', 'deleted', 'elements', 'removed'] as const),
];

/** What a session has seen that has seen nothing. */
export const emptyContext: Context = {
  ...{ time: 0, counter: 0, write: 0, isTombstone: false },
  ...{ vector: [], deleted: [], elements: [], removed: [] },
};

/**
 * What a session has seen that read this cell. After a write a session has seen its own version alone, not what the
 * coordinator held beside it: the context of a cell with this version and no other. Under `version-vectors` even that
 * covers the siblings which the session has not read: for its next write it keeps the context of its last read.
 */
export function contextOf(scheme: Scheme, { versions, elements, removed }: Cell): Context {
  const gone = removed.map(({ write }) => write);
  const version = versions[0];
  const isStamped = scheme === 'wall-clock' || scheme === 'hybrid-clock';
  const { time, counter, write, isTombstone } =
    isStamped && version !== undefined ? version : emptyContext;
  return {
    ...{ time, counter, write, isTombstone },
    vector: vectorOf(scheme, versions),
    deleted: vectorOf(
      scheme,
      versions.filter((one) => one.isTombstone),
    ),
    elements: [...mergeElements(elements, gone)],
    removed: gone,
  };
}

/** A fresh copy, for messages. */
export function copyContext(context: Context): Context {
  const { time, counter, write, isTombstone, vector, deleted, elements, removed } = context;
  return {
    ...{ time, counter, write, isTombstone },
    ...{ vector: copyVector(vector), deleted: copyVector(deleted) },
    ...{ elements: [...elements], removed: [...removed] },
  };
}

/** What a session has seen that has seen both. */
export function mergeContexts(a: Context, b: Context): Context {
  if (isPlain(a) && isPlain(b)) return isAtLeast(a, b) ? a : b;
  const { time, counter, write, isTombstone } = isAtLeast(a, b) ? a : b;
  return {
    ...{ time, counter, write, isTombstone },
    vector: mergeVectors(a.vector, b.vector),
    deleted: mergeVectors(a.deleted, b.deleted),
    elements: [...mergeElements(a.elements, b.elements)],
    removed: [...mergeElements(a.removed, b.removed)],
  };
}

/**
 * Whether whoever is shown a cell sees everything that a session has seen: no older version, no element less. What the session
 * knows to be deleted need not be there, since tombstones are thrown away some day: then it is enough that it does not come back.
 */
export function coversContext(scheme: Scheme, cell: Cell, seen: Context): boolean {
  const shown = contextOf(scheme, cell);
  const isNewer = isAtLeast(shown, seen) || (seen.isTombstone && shown.write === 0);
  return isNewer && coversVectors(scheme, cell, seen, shown) && coversElements(cell, seen);
}

function coversVectors(scheme: Scheme, cell: Cell, seen: Context, shown: Context): boolean {
  if (covers(shown.vector, seen.vector)) return true;
  return (
    covers(mergeVectors(shown.vector, seen.deleted), seen.vector) &&
    cell.versions.every((one) => one.isTombstone || !isKnown(scheme, one, seen.deleted))
  );
}

function coversElements({ elements, removed }: Cell, seen: Context): boolean {
  if (seen.elements.length === 0) return true;
  const isThere = new Set(elements);
  const isRemoved = new Set([...removed.map(({ write }) => write), ...seen.removed]);
  return (
    seen.elements.every((write) => isThere.has(write) || isRemoved.has(write)) &&
    seen.removed.every((write) => !isThere.has(write))
  );
}

/** It is a stamp alone. */
function isPlain({ vector, elements }: Context): boolean {
  return vector.length + elements.length === 0;
}

/** By stamps; nothing is the least, whatever clocks show. */
function isAtLeast(a: Stamp, b: Stamp): boolean {
  return b.write === 0 || (a.write !== 0 && compareStamps(a, b) >= 0);
}
