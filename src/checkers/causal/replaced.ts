/**
 * What was replaced: for every operation on a register, what is before some write that its session
 * knows by then. A read that returned something of it, or nothing at all, contradicts causality.
 *
 * A write of the session has all in its past that the session knew before, so its own clock says it
 * all. A loose write comes to a lane by a read, beside what was known; there the clocks are joined.
 */
import type { Causality } from './causality.js';
import { includes, joinRow, type Clocks } from './clocks.js';
import { at } from './groups.js';
import type { Lanes } from './lanes.js';

export interface Replaced {
  /**
   * By spot: where the row begins that includes what was replaced, or -1 when no write is known.
   * Rows behind the end of the clocks stand in `joined`. The clock of a write includes the write,
   * which does not replace itself.
   */
  readonly row: Int32Array;
  readonly joined: Int32Array;
}

export function replacedIn(causality: Causality, clocks: Clocks, lanes: Lanes): Replaced {
  const { width, entries } = clocks;
  const { start, members } = lanes.nodes;
  const row = new Int32Array(members.length).fill(-1);
  const joined = new Int32Array(readsOfLoose(causality, lanes) * width).fill(-1);
  let next = 0;
  for (let lane = 0; lane + 1 < start.length; lane++) {
    let last = -1;
    for (let spot = at(start, lane); spot < at(start, lane + 1); spot++) {
      const node = at(members, spot);
      const loose = looseSource(causality, node);
      if (at(causality.isWrite, node) === 1) last = node * width;
      else if (loose >= 0) {
        joinRow(joined, next, entries, loose * width, width);
        if (last >= 0) joinStrictly(causality, clocks, joined, next, last, lanes.lastWrite[spot]);
        last = entries.length + next;
        next += width;
      }
      row[spot] = last;
    }
  }
  return { row, joined };
}

/** The loose write that a read of a register returned, or -1. */
function looseSource({ sources, isLoose, keys, keyOf }: Causality, node: number): number {
  const place = at(sources.start, node);
  if (place === at(sources.start, node + 1)) return -1;
  if (keys[at(keyOf, node)]?.shape !== 'register') return -1;
  const source = at(sources.members, place);
  return at(isLoose, source) === 1 ? source : -1;
}

function readsOfLoose(causality: Causality, { nodes }: Lanes): number {
  let count = 0;
  for (const node of nodes.members) if (looseSource(causality, node) >= 0) count++;
  return count;
}

/** Joins the row at `last` into the one at `next`, without the write whose own clock it is. */
function joinStrictly(
  causality: Causality,
  { width, entries }: Clocks,
  joined: Int32Array,
  next: number,
  last: number,
  write: number | undefined,
): void {
  if (last >= entries.length) {
    joinRow(joined, next, joined, last - entries.length, width);
    return;
  }
  const own = next + at(causality.sessionOf, write ?? 0);
  const before = at(joined, own);
  joinRow(joined, next, entries, last, width);
  joined[own] = Math.max(before, at(causality.positionOf, write ?? 0) - 1);
}

/** Whether a lane knows at a spot of a write that replaced this one. */
export function isReplaced(
  causality: Causality,
  { entries }: Clocks,
  lanes: Lanes,
  { row, joined }: Replaced,
  spot: number,
  write: number,
): boolean {
  const place = at(row, spot);
  if (place < 0) return false;
  if (place >= entries.length) return includes(causality, joined, place - entries.length, write);
  return at(lanes.lastWrite, spot) !== write && includes(causality, entries, place, write);
}
