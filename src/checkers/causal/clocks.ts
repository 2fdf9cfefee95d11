/**
 * Vector clocks: for every operation, how far into every session its past reaches. They answer in
 * constant time whether one operation is before another, for all of a long history.
 */
import type { Causality, ConclusionIndex } from './causality.js';
import { at } from './groups.js';

/** By node one row of `width` entries: by session the last position in its past, itself included; or -1. */
export interface Clocks {
  readonly width: number;
  readonly entries: Int32Array;
}

/** More entries are not kept in memory: a history of so many operations and sessions stays undecided. */
export const mostEntries = 100_000_000;

/** The clocks of the nodes in this order, which is topological. Rows of other nodes stay empty. O(edges × sessions). */
export function clocksOf(
  causality: Causality,
  order: Int32Array,
  index: ConclusionIndex | null,
): Clocks {
  const { operations, predecessor, sources, sessionCount: width } = causality;
  const entries = new Int32Array(operations.length * width).fill(-1);
  const clocks: Clocks = { width, entries };
  for (const node of order) {
    const row = node * width;
    const last = at(predecessor, node);
    if (last >= 0) entries.copyWithin(row, last * width, (last + 1) * width);
    // Later sources tend to have the earlier ones in their past.
    for (let place = at(sources.start, node + 1) - 1; place >= at(sources.start, node); place--) {
      include(causality, clocks, row, at(sources.members, place));
    }
    if (index !== null) {
      const { start, members } = index.into;
      for (let place = at(start, node); place < at(start, node + 1); place++) {
        include(causality, clocks, row, index.conclusions[at(members, place)]?.before as number);
      }
    }
    if (at(causality.isLoose, node) === 0) {
      entries[row + at(causality.sessionOf, node)] = at(causality.positionOf, node);
    }
  }
  return clocks;
}

/** Takes the past of a node into a row, unless it is there already. */
function include(causality: Causality, clocks: Clocks, row: number, node: number): void {
  const { entries, width } = clocks;
  const isCertain = at(causality.isLoose, node) === 0;
  const session = at(causality.sessionOf, node);
  if (isCertain && at(entries, row + session) >= at(causality.positionOf, node)) return;
  joinRow(entries, row, entries, node * width, width);
}

/** Raises every entry of a row to that of another one. */
export function joinRow(
  into: Int32Array,
  row: number,
  from: Int32Array,
  other: number,
  width: number,
): void {
  for (let session = 0; session < width; session++) {
    const entry = at(from, other + session);
    if (entry > at(into, row + session)) into[row + session] = entry;
  }
}

/**
 * Whether the past that begins at `row` of `entries` includes a node. A loose node is in the past of
 * its readers and of what comes after them.
 */
export function includes(
  causality: Causality,
  entries: Int32Array,
  row: number,
  node: number,
): boolean {
  const { sessionOf, positionOf, readers } = causality;
  if (at(causality.isLoose, node) === 0) {
    return at(entries, row + at(sessionOf, node)) >= at(positionOf, node);
  }
  for (let place = at(readers.start, node); place < at(readers.start, node + 1); place++) {
    const reader = at(readers.members, place);
    if (at(entries, row + at(sessionOf, reader)) >= at(positionOf, reader)) return true;
  }
  return false;
}

/** Whether a node is before another one. */
export function isBefore(
  causality: Causality,
  { entries, width }: Clocks,
  node: number,
  other: number,
): boolean {
  return node !== other && includes(causality, entries, other * width, node);
}
