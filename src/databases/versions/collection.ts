/**
 * A collection: a set that merges by union (Shapiro, Preguiça, Baquero, Zawirski: Conflict-free Replicated Data Types, SSS 2011; the
 * observed-remove set of INRIA RR-7506, §3.3.5). Elements are write ids, hence unique, hence no tags are needed: an element that was
 * removed never comes back, and a removal names the elements that its writer had seen, so one that is added meanwhile stays. Nothing
 * removed, it is the grow-only set. A PN-counter is the collection of its increments: its value is their sum.
 */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import { mergeSorted } from './sorted.js';
import type { Drop } from './version.js';

/** The tombstone of an element. */
export interface Removal {
  readonly write: WriteId;
  /** The write or delete that replaced it. */
  readonly by: WriteId;
  /** When, by the clock of the coordinator: the grace period begins here. */
  readonly time: Instant;
}

/** The fields of a removal in a list of a message, for its declaration. */
export const removalFields: readonly (keyof Removal)[] = ['write', 'by', 'time'];

export interface Collection {
  /** In ascending order. None of them is removed. */
  readonly elements: readonly WriteId[];
  /** In ascending order of `write`. */
  readonly removed: readonly Removal[];
}

export interface MergedCollection extends Collection {
  readonly drops: readonly Drop[];
}

export function mergeCollections(a: Collection, b: Collection): MergedCollection {
  const removed = mergeRemovals(a.removed, b.removed);
  const all = mergeElements(a.elements, b.elements);
  if (removed.length === 0) return { elements: all, removed, drops: [] };
  const removals = new Map(removed.map((removal) => [removal.write, removal]));
  const drops: Drop[] = [];
  const elements = all.filter((write) => {
    const removal = removals.get(write);
    if (removal !== undefined) drops.push({ write, winner: removal.by, how: 'superseded' });
    return removal === undefined;
  });
  return { elements, removed, drops };
}

/** The removals of these elements, which are in ascending order. */
export function removalsOf(elements: readonly WriteId[], by: WriteId, time: Instant): Removal[] {
  return elements.map((write) => ({ write, by, time }));
}

/** A fresh copy, for messages and records. */
export function copyRemoval({ write, by, time }: Removal): Removal {
  return { write, by, time };
}

/** The union of two lists in ascending order. Mostly one of them is short, and mostly new elements are the last ones. */
export function mergeElements(a: readonly WriteId[], b: readonly WriteId[]): readonly WriteId[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  if ((a[a.length - 1] as WriteId) < (b[0] as WriteId)) return [...a, ...b];
  return mergeSorted(
    a,
    b,
    (one, other) => one - other,
    (one) => one,
  );
}

/** Where both removed an element, the removal that is later lasts. */
function mergeRemovals(a: readonly Removal[], b: readonly Removal[]): readonly Removal[] {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const later = (one: Removal, other: Removal): Removal =>
    (one.time - other.time || one.by - other.by) < 0 ? other : one;
  return mergeSorted(a, b, (one, other) => one.write - other.write, later);
}
