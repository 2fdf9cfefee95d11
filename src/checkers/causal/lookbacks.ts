/**
 * How far a read looks back: by lane of its key, the last spot strictly in its past. Along a session
 * these only go forward, so every lane walks once through every lane of its key: O(operations ×
 * sessions), without a search.
 */
import type { Causality } from './causality.js';
import type { Clocks } from './clocks.js';
import { at, membersOf } from './groups.js';
import type { Lanes } from './lanes.js';

export interface Lookbacks {
  /** By read: where its spots begin, one for every lane of its key in their order; -1 for none. */
  readonly start: Int32Array;
  readonly spots: Int32Array;
}

export function lookbacksOf(causality: Causality, clocks: Clocks, lanes: Lanes): Lookbacks {
  const { isWrite, keys } = causality;
  const { ofKey, nodes } = lanes;
  const start = new Int32Array(isWrite.length);
  const readsBefore = new Int32Array(nodes.members.length + 1);
  for (let spot = 0; spot < nodes.members.length; spot++) {
    const isRead = 1 - at(isWrite, at(nodes.members, spot));
    readsBefore[spot + 1] = at(readsBefore, spot) + isRead;
  }
  const readsIn = (lane: number): number =>
    at(readsBefore, at(nodes.start, lane + 1)) - at(readsBefore, at(nodes.start, lane));
  let size = 0;
  for (let key = 0; key < keys.length; key++) {
    const lanesOfKey = membersOf(ofKey, key);
    for (const lane of lanesOfKey) size += readsIn(lane) * lanesOfKey.length;
  }
  const spots = new Int32Array(size);
  let next = 0;
  for (let key = 0; key < keys.length; key++) {
    const lanesOfKey = membersOf(ofKey, key);
    for (const lane of lanesOfKey) {
      walk(causality, clocks, lanes, lane, lanesOfKey, { start, spots }, next);
      next += readsIn(lane) * lanesOfKey.length;
    }
  }
  return { start, spots };
}

/** Notes the lookbacks of all reads of a lane, from `next` on. */
function walk(
  { isWrite, positionOf }: Causality,
  { width, entries }: Clocks,
  { nodes, session }: Lanes,
  lane: number,
  lanesOfKey: Int32Array,
  { start, spots }: Lookbacks,
  next: number,
): void {
  const own = at(session, lane);
  const cursors = lanesOfKey.map((other) => at(nodes.start, other));
  for (let spot = at(nodes.start, lane); spot < at(nodes.start, lane + 1); spot++) {
    const read = at(nodes.members, spot);
    if (at(isWrite, read) === 1) continue;
    start[read] = next;
    for (let place = 0; place < lanesOfKey.length; place++) {
      const other = at(lanesOfKey, place);
      const otherSession = at(session, other);
      const isOwn = otherSession === own ? 1 : 0;
      const until = at(entries, read * width + otherSession) - isOwn;
      const end = at(nodes.start, other + 1);
      let cursor = at(cursors, place);
      while (cursor < end && at(positionOf, at(nodes.members, cursor)) <= until) cursor++;
      cursors[place] = cursor;
      spots[next++] = cursor === at(nodes.start, other) ? -1 : cursor - 1;
    }
  }
}
