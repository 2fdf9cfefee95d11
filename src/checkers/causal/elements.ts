/**
 * The patterns of lists and sets. A read returns all it saw, so what is before it and not in it
 * contradicts causality (`missingElement`), and so does a list whose order goes against the causal
 * order (`listAgainstCO`). They take the place of WriteCOInitRead and WriteCORead; without them, the
 * elements before a read can be put into the order that it shows, so they are all there are.
 */
import { includes, isBefore, joinRow } from './clocks.js';
import { at, membersOf } from './groups.js';
import { told } from './observations.js';
import type { Past } from './past.js';

/** An element that was added before the read and is not in it, or -1. */
export function missingElement(past: Past, read: number): number {
  const { causality, lanes, lookbacks } = past;
  const tale = at(causality.told, read);
  if (tale !== told.versions && tale !== told.beginning) return -1;
  const sources = membersOf(causality.sources, read);
  const seen = new Set(sources);
  let certain = 0;
  for (const source of sources) certain += 1 - at(causality.isLoose, source);
  const lanesOfKey = membersOf(lanes.ofKey, at(causality.keyOf, read));
  let known = 0;
  let missing = -1;
  const first = at(lookbacks.start, read);
  const spots = lookbacks.spots.subarray(first, first + lanesOfKey.length);
  for (const spot of spots) {
    if (spot < 0) continue;
    known += at(lanes.writes, spot);
    if (missing < 0) missing = looseMissing(past, at(lanes.lastRead, spot), seen);
  }
  // All certain sources are in the past of the read: more elements there means that one is missing.
  if (known === certain) return missing;
  for (const [place, lane] of lanesOfKey.entries()) {
    for (let spot = at(lanes.nodes.start, lane); spot <= at(spots, place); spot++) {
      const node = at(lanes.nodes.members, spot);
      if (at(causality.isWrite, node) === 1 && !seen.has(node)) return node;
    }
  }
  return missing;
}

/** A loose element of the last earlier read of a lane that this one has not seen. That one has all of those before. */
function looseMissing({ looseSources }: Past, earlier: number, seen: ReadonlySet<number>): number {
  if (earlier < 0) return -1;
  return membersOf(looseSources, earlier).find((source) => !seen.has(source)) ?? -1;
}

/** The longest list of a key that was found in order, and a row of all that is before its elements. */
export interface Listed {
  readonly sources: Int32Array;
  readonly row: Int32Array;
}

/**
 * Two elements of the list, the first of which is causally after the second; or null. `listed` is by
 * key and grows: most reads prolong the longest list before them, and only the new part is looked at.
 */
export function listAgainstCO(
  past: Past,
  read: number,
  listed: Map<number, Listed>,
): readonly [number, number] | null {
  const { causality, clocks } = past;
  const { width, entries } = clocks;
  if (at(causality.told, read) !== told.versions) return null;
  const key = at(causality.keyOf, read);
  const sources = membersOf(causality.sources, read);
  const longest = listed.get(key);
  const shared = longest === undefined ? 0 : sharedPrefix(longest.sources, sources);
  if (longest !== undefined && shared === sources.length) return null;
  const isLonger = shared === (longest?.sources.length ?? 0);
  const row = isLonger && longest ? longest.row : new Int32Array(width).fill(-1);
  for (let place = isLonger ? shared : 0; place < sources.length; place++) {
    const element = at(sources, place);
    if (includes(causality, row, 0, element)) {
      const later = sources.find((other) => isBefore(causality, clocks, element, other));
      return [later as number, element];
    }
    joinRow(row, 0, entries, element * width, width);
  }
  if (isLonger) listed.set(key, { sources, row });
  return null;
}

/** How many elements two lists share at their beginning. */
export function sharedPrefix(list: Int32Array, other: Int32Array): number {
  const most = Math.min(list.length, other.length);
  let shared = 0;
  while (shared < most && list[shared] === other[shared]) shared++;
  return shared;
}
