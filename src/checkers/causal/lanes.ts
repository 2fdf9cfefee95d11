/**
 * Lanes: the operations of one session on one key. Whoever asks what a read has in its past about a
 * key asks it of every lane of the key: where the past ends there (lookbacks.ts).
 *
 * Beside every operation of a lane stands what is known there: the last write of the lane, the last
 * version shown, how many writes there were. Loose writes are in no lane but in those of their
 * readers.
 */
import type { Causality } from './causality.js';
import { at, groupsOf, type Groups } from './groups.js';

export interface Lanes {
  /** By key: its lanes. */
  readonly ofKey: Groups;
  readonly session: Int32Array;
  /** By lane: its nodes in the order of the session. The places of `members` are called spots. */
  readonly nodes: Groups;
  /** By spot: the last write of the session on the key up to here, or -1. */
  readonly lastWrite: Int32Array;
  /** By spot: how many such writes there are. */
  readonly writes: Int32Array;
  /** By spot: the write whose version the session last wrote or read, or -1. Means nothing for lists and sets. */
  readonly version: Int32Array;
  /** By spot: the last read up to here that returned something, or -1. */
  readonly lastRead: Int32Array;
}

export function lanesOf(causality: Causality): Lanes {
  const { operations, keys, keyOf, sessionCount, sessionOf, isLoose } = causality;
  const count = operations.length;
  const numbers = new Map<number, number>();
  const laneOf = new Int32Array(count).fill(-1);
  const keyOfLane: number[] = [];
  const session: number[] = [];
  for (let node = 0; node < count; node++) {
    const key = at(keyOf, node);
    if (at(isLoose, node) === 1 || keys[key]?.shape === null) continue;
    const name = key * sessionCount + at(sessionOf, node);
    let lane = numbers.get(name);
    if (lane === undefined) {
      lane = keyOfLane.length;
      numbers.set(name, lane);
      keyOfLane.push(key);
      session.push(at(sessionOf, node));
    }
    laneOf[node] = lane;
  }
  const nodes = groupsOf(session.length, count, (node) => at(laneOf, node));
  const ofKey = groupsOf(keys.length, session.length, (lane) => keyOfLane[lane] as number);
  const lanes = { ofKey, session: Int32Array.from(session), nodes };
  return { ...lanes, ...annotated(causality, nodes) };
}

function annotated(
  { isWrite, sources }: Causality,
  { start, members }: Groups,
): Pick<Lanes, 'lastWrite' | 'writes' | 'version' | 'lastRead'> {
  const lastWrite = new Int32Array(members.length).fill(-1);
  const writes = new Int32Array(members.length);
  const version = new Int32Array(members.length).fill(-1);
  const lastRead = new Int32Array(members.length).fill(-1);
  for (let lane = 0; lane + 1 < start.length; lane++) {
    let write = -1;
    let read = -1;
    let shown = -1;
    let count = 0;
    for (let spot = at(start, lane); spot < at(start, lane + 1); spot++) {
      const node = at(members, spot);
      if (at(isWrite, node) === 1) {
        write = shown = node;
        count++;
      } else if (at(sources.start, node) < at(sources.start, node + 1)) {
        read = node;
        shown = at(sources.members, at(sources.start, node));
      }
      lastWrite[spot] = write;
      lastRead[spot] = read;
      version[spot] = shown;
      writes[spot] = count;
    }
  }
  return { lastWrite, writes, version, lastRead };
}
