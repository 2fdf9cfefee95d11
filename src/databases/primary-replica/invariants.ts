/** What must hold over the states of all nodes that are up, at every event. */
import type { NodeId } from '../database.js';
import { forkPoint } from './log/log.js';
import { entryAt, lastPosition, type State } from './state.js';

type States = ReadonlyMap<NodeId, State>;

/** How many entries before the fork are compared: the whole log would cost too much at every event. */
const compared = 4;

type Invariant = (states: States, before: States | null) => string | null;

export const invariants: Readonly<Record<string, Invariant>> = {
  'one primary an epoch': (states) => {
    const reigning = new Map<number, NodeId>();
    for (const [id, { role, epoch }] of states) {
      if (role !== 'primary') continue;
      const other = reigning.get(epoch);
      if (other !== undefined)
        return `${other} and ${id} are both primary in epoch ${String(epoch)}`;
      reigning.set(epoch, id);
    }
    return null;
  },

  'logs agree as far as their histories do': (states, before) => {
    for (const [oneId, one] of states) {
      // A step changes one node: two that are as they were agree as they did.
      if (before?.get(oneId) === one) continue;
      for (const [otherId, other] of states) {
        if (otherId === oneId) continue;
        const common = forkPoint(one.history, other.history);
        const position = firstDifference(one, other, common);
        if (position !== null)
          return `${oneId} and ${otherId} differ at position ${String(position)}`;
      }
    }
    return null;
  },

  'a follower has nothing that its primary has not': (states) => {
    for (const [id, { following, primary, epoch, history }] of states) {
      const leading = states.get(primary ?? '');
      if (!following || leading?.role !== 'primary' || leading.epoch !== epoch) continue;
      const end = history.at(-1)?.last ?? 0;
      if (forkPoint(history, leading.history) < end) {
        return `${id} follows ${String(primary)} with entries of its own, up to position ${String(end)}`;
      }
    }
    return null;
  },

  'positions are in order': (states) => {
    for (const [id, state] of states) {
      const { applied, flushed, committed } = state;
      const last = lastPosition(state);
      if (applied > flushed || flushed > last || committed > last) {
        return `${id} has applied ${String(applied)}, flushed ${String(flushed)}, committed ${String(committed)} of ${String(last)}`;
      }
    }
    return null;
  },

  'positions never go back while a node serves or follows in one epoch': (states, before) => {
    for (const [id, state] of states) {
      const earlier = before?.get(id);
      if (earlier === undefined || !goesOn(earlier, state)) continue;
      const { flushed, applied, committed } = state;
      if (flushed < earlier.flushed || applied < earlier.applied || committed < earlier.committed) {
        return `${id} went back from flushed ${String(earlier.flushed)}, applied ${String(earlier.applied)}, committed ${String(earlier.committed)}`;
      }
    }
    return null;
  },

  'no primary serves below its promise': (states) => {
    for (const [id, { role, epoch, promised }] of states) {
      if (role === 'primary' && promised > epoch) {
        return `${id} is primary of epoch ${String(epoch)}, but has promised ${String(promised)}`;
      }
    }
    return null;
  },
};

/** Still primary, or still a follower, of the same epoch, and not booted anew in between. */
function goesOn(earlier: State, state: State): boolean {
  if (earlier.epoch !== state.epoch || earlier.nextMark > state.nextMark) return false;
  if (earlier.role === 'primary') return state.role === 'primary';
  return earlier.following && state.following;
}

function firstDifference(one: State, other: State, common: number): number | null {
  for (let position = Math.max(1, common - compared); position <= common; position += 1) {
    if (entryAt(one, position).write !== entryAt(other, position).write) return position;
  }
  return null;
}
