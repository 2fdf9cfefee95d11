/**
 * What is surely before what, as a graph: the order of every session and who read from whom, and what
 * a checker concluded from them. Its transitive closure is the causal order (CO of Bouajjani, Enea,
 * Guerraoui and Hamza, POPL 2017).
 *
 * An operation whose outcome is unknown precedes nothing in its session; it is *loose*. Only its
 * readers come after it.
 */
import { at, groupsOf, reversed, type Groups } from './groups.js';
import type { Observations } from './observations.js';

export interface Causality extends Observations {
  /** By session: its nodes in the order of invocation, loose ones too. */
  readonly sessions: Groups;
  readonly sessionCount: number;
  /** By node: the number of its session, and its place there. */
  readonly sessionOf: Int32Array;
  readonly positionOf: Int32Array;
  /** By node: 1 when it is loose. */
  readonly isLoose: Uint8Array;
  /** By node: the last node before it in its session, or -1. */
  readonly predecessor: Int32Array;
  /** By write: its readers. */
  readonly readers: Groups;
}

/** A conclusion: `before` is before `after`, since a read showed it. */
export interface Conclusion {
  readonly before: number;
  readonly after: number;
  /** The read that showed it. */
  readonly read: number;
  /**
   * `overwritten`: the read returned `after` and had `before` in its past. `listed`: it returned
   * both, in this order. `missed`: it is `before` itself, and did not return `after`, or the value
   * that `after` replaced.
   */
  readonly kind: 'overwritten' | 'listed' | 'missed';
}

export function causalityOf(observations: Observations): Causality {
  const { operations, sources } = observations;
  const count = operations.length;
  const numbers = new Map<string, number>();
  const sessionOf = new Int32Array(count);
  const isLoose = new Uint8Array(count);
  operations.forEach(({ session, outcome }, node) => {
    let number = numbers.get(session);
    if (number === undefined) numbers.set(session, (number = numbers.size));
    sessionOf[node] = number;
    isLoose[node] = outcome === 'info' ? 1 : 0;
  });
  const sessions = groupsOf(numbers.size, count, (node) => at(sessionOf, node));
  const positionOf = new Int32Array(count);
  const predecessor = new Int32Array(count);
  for (let session = 0; session < numbers.size; session++) {
    const first = at(sessions.start, session);
    const end = at(sessions.start, session + 1);
    let last = -1;
    for (let place = first; place < end; place++) {
      const node = at(sessions.members, place);
      positionOf[node] = place - first;
      predecessor[node] = last;
      if (at(isLoose, node) === 0) last = node;
    }
  }
  const readers = reversed(sources, count);
  const order = { sessions, sessionCount: numbers.size, sessionOf, positionOf, predecessor };
  return { ...observations, ...order, isLoose, readers };
}

/** Conclusions by the node they end at and by the node they begin at. */
export interface ConclusionIndex {
  readonly conclusions: readonly Conclusion[];
  readonly into: Groups;
  readonly outOf: Groups;
}

export function indexed(conclusions: readonly Conclusion[], count: number): ConclusionIndex {
  const before = Int32Array.from(conclusions, (one) => one.before);
  const after = Int32Array.from(conclusions, (one) => one.after);
  const into = groupsOf(count, after.length, (one) => at(after, one));
  const outOf = groupsOf(count, before.length, (one) => at(before, one));
  return { conclusions, into, outOf };
}

/**
 * The nodes in an order that respects session order, reads from, and the conclusions. When they
 * contradict each other, nodes in a cycle and after one are missing. O(nodes + edges).
 */
export function topologicalOrder(causality: Causality, index: ConclusionIndex | null): Int32Array {
  const count = causality.operations.length;
  const waitsFor = new Int32Array(count);
  const order = new Int32Array(count);
  let found = 0;
  const release = (node: number): void => {
    const left = at(waitsFor, node) - 1;
    waitsFor[node] = left;
    if (left === 0) order[found++] = node;
  };
  for (let node = 0; node < count; node++) {
    const waits = reasonsToWait(causality, index, node);
    waitsFor[node] = waits;
    if (waits === 0) order[found++] = node;
  }
  for (let next = 0; next < found; next++) {
    forEachSuccessor(causality, index, at(order, next), release);
  }
  return order.subarray(0, found);
}

/** How many reasons there are for a node to come after others. */
export function reasonsToWait(
  { predecessor, sources }: Causality,
  index: ConclusionIndex | null,
  node: number,
): number {
  const session = at(predecessor, node) < 0 ? 0 : 1;
  const reads = at(sources.start, node + 1) - at(sources.start, node);
  if (index === null) return session + reads;
  return session + reads + at(index.into.start, node + 1) - at(index.into.start, node);
}

/** Visits all that is directly after a node, once for every reason. */
export function forEachSuccessor(
  causality: Causality,
  index: ConclusionIndex | null,
  node: number,
  visit: (node: number) => void,
): void {
  const { readers } = causality;
  forEachInSession(causality, node, visit);
  for (let place = at(readers.start, node); place < at(readers.start, node + 1); place++) {
    visit(at(readers.members, place));
  }
  if (index === null) return;
  const { start, members } = index.outOf;
  for (let place = at(start, node); place < at(start, node + 1); place++) {
    visit(index.conclusions[at(members, place)]?.after as number);
  }
}

/** The next certain operation of the session, and the loose ones before that. */
function forEachInSession(
  { sessions, sessionOf, positionOf, isLoose }: Causality,
  node: number,
  visit: (node: number) => void,
): void {
  if (at(isLoose, node) === 1) return;
  const session = at(sessionOf, node);
  const end = at(sessions.start, session + 1);
  for (let place = at(sessions.start, session) + at(positionOf, node) + 1; place < end; place++) {
    const next = at(sessions.members, place);
    visit(next);
    if (at(isLoose, next) === 0) return;
  }
}
