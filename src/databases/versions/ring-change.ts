/**
 * What changes hands between two rings: the ranges of places that get other replicas when a node joins, leaves or
 * changes its tokens (Dynamo §4.9 and §6.2). A family streams these ranges; their share of the circle is what theory speaks of.
 */
import type { NodeId } from '../database.js';
import { segmentOf, type Place, type Ring } from './ring.js';

/** Places from behind `from` up to `to`, which is in it; over the end of the circle when `to` is not above `from`. */
export interface RangeChange {
  readonly from: Place;
  readonly to: Place;
  /** The preference list before: where the data can be had. */
  readonly before: readonly NodeId[];
  readonly gaining: readonly NodeId[];
  readonly losing: readonly NodeId[];
}

const CIRCLE = 0x100000000;

/** The ranges whose replicas differ, in the order of their places. Those that only change the order are not among them. */
export function changesBetween(before: Ring, after: Ring): RangeChange[] {
  const ends = [...new Set([...before.tokens, ...after.tokens])].sort((a, b) => a - b);
  const changes: RangeChange[] = [];
  let from = ends[ends.length - 1] ?? 0;
  for (const to of ends) {
    const old = before.lists[segmentOf(before, to)] ?? [];
    const next = after.lists[segmentOf(after, to)] ?? [];
    const gaining = next.filter((node) => !old.includes(node));
    const losing = old.filter((node) => !next.includes(node));
    if (gaining.length + losing.length > 0)
      changes.push({ from, to, before: [...old], gaining, losing });
    from = to;
  }
  return changes;
}

/** The part of the circle that a range takes up, more than 0 and at most 1. */
export function shareOf({ from, to }: Pick<RangeChange, 'from' | 'to'>): number {
  return (to > from ? to - from : to - from + CIRCLE) / CIRCLE;
}

export function isInRange(place: Place, { from, to }: Pick<RangeChange, 'from' | 'to'>): boolean {
  return to > from ? place > from && place <= to : place > from || place <= to;
}
