/**
 * What a replica holds of one key: the versions of a register, and the elements of a collection. Mostly one of the two
 * is empty. A cell is never changed, only replaced. Merging is commutative, associative and idempotent, so replicas that
 * have seen the same cells hold the same, in whatever order they came.
 *
 * A write or delete replaces versions by the rules of the scheme, and by removals the elements that were seen; an append
 * adds an element. Its fields can stand in a message as they are; lists are declared by `cellLists`.
 */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import {
  copyRemoval,
  mergeCollections,
  mergeElements,
  removalFields,
  removalsOf,
  type Collection,
} from './collection.js';
import { hashOfText, mixed, spread } from './hash.js';
import { changeVersions, mergeVersions, type Change, type Scheme } from './register.js';
import { compareVersions, copyVersion, versionFields, type Drop, type Version } from './version.js';

export type { Context } from './context.js';
export type { Drop };

export interface Cell extends Collection {
  /** With stamps at most one; with vectors all siblings, in the order of their writes. */
  readonly versions: readonly Version[];
}

export interface MergedCell {
  readonly cell: Cell;
  /** Whatever one of the two had that is not in the result. */
  readonly drops: readonly Drop[];
}

/** The fields of a cell in a message, and those of its lists, for the declaration of the message. */
export const cellFields: readonly (keyof Cell)[] = ['versions', 'elements', 'removed'];
export const cellLists = { versions: versionFields, removed: removalFields };

export const emptyCell: Cell = { versions: [], elements: [], removed: [] };

export function isEmpty({ versions, elements, removed }: Cell): boolean {
  return versions.length + elements.length + removed.length === 0;
}

const noDrops: readonly Drop[] = [];

/** What two replicas hold, together. */
export function mergeCells(scheme: Scheme, a: Cell, b: Cell): MergedCell {
  if (isEmpty(b)) return { cell: a, drops: noDrops };
  if (isEmpty(a) || isSameRegister(a, b)) return { cell: b, drops: noDrops };
  const { versions, drops } = mergeVersions(scheme, a.versions, b.versions);
  const { elements, removed, drops: gone } = mergeCollections(a, b);
  const all = gone.length === 0 ? drops : [...drops, ...gone];
  return { cell: { versions, elements, removed }, drops: all };
}

/** Mostly two replicas hold one and the same version. */
function isSameRegister(a: Cell, b: Cell): boolean {
  const [one, other] = [a.versions[0], b.versions[0]];
  if (a.versions.length !== 1 || b.versions.length !== 1) return false;
  if (a.elements.length + b.elements.length + a.removed.length + b.removed.length > 0) return false;
  return one !== undefined && other !== undefined && compareVersions(one, other) === 0;
}

/**
 * What the coordinator of a write or delete holds after it, and hands on. With stamps it may hold nothing of the key, and under
 * `dotted` too if `least` counts its writes to the key: the result is then what others merge into their cells. Under
 * `version-vectors` it must be a replica, and the result goes to the others whole.
 */
export function changeCell(scheme: Scheme, cell: Cell, change: Change): MergedCell {
  const { versions, drops } = changeVersions(scheme, cell.versions, change);
  const removed = removalsOf(change.elements, change.write, change.stamp.time);
  const collection = mergeCollections(cell, { elements: [], removed });
  return {
    cell: { versions, elements: collection.elements, removed: collection.removed },
    drops: [...drops, ...collection.drops],
  };
}

/** A cell that holds one element: an append, to be merged into the cells of replicas. */
export function elementCell(write: WriteId): Cell {
  return { versions: [], elements: [write], removed: [] };
}

/** Whether a cell holds this write, as a value, a tombstone or an element. */
export function holdsWrite({ versions, elements }: Cell, write: WriteId): boolean {
  return versions.some((version) => version.write === write) || elements.includes(write);
}

/** The writes that a read of the cell serves, oldest first: values, siblings, elements. */
export function valuesOf({ versions, elements }: Cell): readonly WriteId[] {
  const values: WriteId[] = [];
  for (const { write, isTombstone } of versions) {
    if (!isTombstone && values[values.length - 1] !== write) values.push(write);
  }
  return mergeElements(elements, values);
}

/**
 * The cell without the tombstones of before an instant. A replica that missed the delete, and still has not heard of it, can
 * bring back what it deleted: the grace period must be longer than that takes.
 */
export function purge({ versions, elements, removed }: Cell, before: Instant): Cell {
  return {
    versions: versions.filter(({ isTombstone, time }) => !isTombstone || time >= before),
    elements,
    removed: removed.filter(({ time }) => time >= before),
  };
}

/** A fresh copy, for messages and records. */
export function copyCell({ versions, elements, removed }: Cell): Cell {
  return {
    versions: versions.map(copyVersion),
    elements: [...elements],
    removed: removed.map(copyRemoval),
  };
}

/** 32 bits, unsigned, that agree when cells do: for digest reads and Merkle trees. 0 stands for an empty cell, and for no other. */
export function digestOf(cell: Cell): number {
  if (isEmpty(cell)) return 0;
  let hash = mixed(cell.versions.length, cell.elements.length);
  for (const version of cell.versions) hash = mixedVersion(hash, version);
  for (const write of cell.elements) hash = mixed(hash, write);
  for (const { write, by, time } of cell.removed) {
    hash = mixed(mixed(mixed(hash, write), by), time);
  }
  return spread(hash) || 1;
}

function mixedVersion(hash: number, version: Version): number {
  const { write, time, counter, node, vector } = version;
  let next = mixed(hash, write);
  next = mixed(mixed(mixed(next, time), counter), hashOfText(node) | 0);
  next = mixed(next, vector.length);
  for (const [name, ...counters] of vector) {
    next = mixed(mixed(next, hashOfText(name) | 0), counters.length);
    for (const count of counters) next = mixed(next, count);
  }
  return next;
}
