/**
 * The five safety properties of Raft (Figure 3), over the states of all nodes that are up. Logs are compared by the digests
 * that they carry: one comparison a pair of nodes, however long the logs are.
 */
import type { NodeId } from '../database.js';
import { digestAt } from './log/log.js';
import { lastIndex, termAt, type State } from './state.js';

type States = ReadonlyMap<NodeId, State>;
type Invariant = (states: States, before: States | null) => string | null;

export const invariants: Readonly<Record<string, Invariant>> = {
  'election safety': (states) => {
    const leaders = new Map<number, NodeId>();
    for (const [id, { led }] of states) {
      for (const term of led) {
        const other = leaders.get(term);
        if (other !== undefined) return `${other} and ${id} have both led term ${String(term)}`;
        leaders.set(term, id);
      }
    }
    return null;
  },

  'leader append-only': (states, before) => {
    for (const [id, state] of states) {
      const earlier = before?.get(id);
      if (earlier?.role !== 'leader' || state.role !== 'leader') continue;
      if (earlier.currentTerm !== state.currentTerm) continue;
      const last = lastIndex(earlier);
      if (last < state.snapshot.base) continue;
      if (lastIndex(state) < last || digestAt(state, last) !== digestAt(earlier, last)) {
        return `${id} leads term ${String(state.currentTerm)} and has changed its log up to ${String(last)}`;
      }
    }
    return null;
  },

  'log matching': (states, before) =>
    firstOfPairs(states, before, ([one, ours], [other, theirs]) => {
      const index = lastOfSameTerm(ours, theirs);
      if (index === null || digestAt(ours, index) === digestAt(theirs, index)) return null;
      return `${one} and ${other} have the same term at index ${String(index)}, and differ before it`;
    }),

  'leader completeness': (states, before) => {
    for (const [id, leader] of states) {
      if (leader.role !== 'leader') continue;
      for (const [other, state] of states) {
        if (other === id || (isUnchanged(id, states, before) && isUnchanged(other, states, before)))
          continue;
        // What was committed in a later term is not this leader's business.
        if (state.currentTerm > leader.currentTerm) continue;
        const { commitIndex } = state;
        if (lastIndex(leader) >= commitIndex && areSameAt(leader, state, commitIndex)) continue;
        return `${id} leads term ${String(leader.currentTerm)} without what ${other} has committed up to index ${String(commitIndex)}`;
      }
    }
    return null;
  },

  'state machine safety': (states, before) =>
    firstOfPairs(states, before, ([one, ours], [other, theirs]) => {
      const index = Math.min(ours.lastApplied, theirs.lastApplied);
      if (areSameAt(ours, theirs, index)) return null;
      return `${one} and ${other} have applied different entries up to index ${String(index)}`;
    }),
};

/** True also where one of them does not hold the index any more. */
function areSameAt(one: State, other: State, index: number): boolean {
  const [ours, theirs] = [digestAt(one, index), digestAt(other, index)];
  return ours === null || theirs === null || ours === theirs;
}

/** The last index at which both logs have an entry of the same term; null where there is none. */
function lastOfSameTerm(one: State, other: State): number | null {
  const least = Math.max(one.snapshot.base, other.snapshot.base);
  for (let index = Math.min(lastIndex(one), lastIndex(other)); index > least; index -= 1) {
    if (termAt(one, index) === termAt(other, index)) return index;
  }
  return null;
}

type Named = readonly [NodeId, State];

function firstOfPairs(
  states: States,
  before: States | null,
  problemOf: (one: Named, other: Named) => string | null,
): string | null {
  const all = [...states];
  for (const [place, one] of all.entries()) {
    for (const other of all.slice(place + 1)) {
      if (isUnchanged(one[0], states, before) && isUnchanged(other[0], states, before)) continue;
      const problem = problemOf(one, other);
      if (problem !== null) return problem;
    }
  }
  return null;
}

/** A step changes one node: two that are as they were agree as they did. */
function isUnchanged(id: NodeId, states: States, before: States | null): boolean {
  return before !== null && before.get(id) === states.get(id);
}
