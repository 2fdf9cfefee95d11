/**
 * Linearizability of lists to which clients only append, and of sets to which they only add, in one forward
 * pass. Every element is added by one operation, so one read reveals what stands before it.
 *
 * All reads must tell of one growth. In the order of their sizes each of them contains the one before it:
 * a list as its beginning, a set as a part. Then the `rank` of an element is the size of the smallest read
 * that contains it (in a list its place, counted from 1), the rank of a read is its own size, and every
 * linearization is sorted by rank, adds before reads: a read stands behind all elements that it contains
 * and before all others. Elements that no read contains have the rank infinity, for all reads missed
 * them; when they are unknown as well, they are left out. Operations that are equal in this (reads of one
 * size, elements of a set that came into sight together) may stand in any order, and the order of
 * invocation respects real time. So there is a linearization if and only if this order is one.
 *
 * O(n log n) in operations, linear in the sizes of what they read.
 */
import { isList, type ObservedOperation } from '../../history/history.js';
import { identityInMap, minimal, type Contradiction, type Judgement } from './contradiction.js';
import { conflictOfPlaces } from './growth-conflicts.js';
import { growthOf, type Collection, type Growth } from './growth.js';
import { misplaced } from './real-time.js';
import { sorted } from './sorted.js';

/**
 * Judges the operations of one key, given in the order of invocation, without failed ones and unknown
 * reads. Null when the method does not fit: an element is added twice, or there is an action besides
 * reading and adding.
 */
export function onePass(
  operations: readonly ObservedOperation[],
  collection: Collection,
): Judgement | null {
  const growth = growthOf(operations, collection);
  if (growth === null) return null;
  const { order, steps } = sortedByRank(growth);
  const counted = { unread: operations.length - order.length, steps: growth.steps + steps };
  const found = growth.disagreement ?? misplacement(growth, order);
  if (found === null) {
    return { ...counted, verdict: 'valid', order: order.map(({ index }) => index) };
  }
  const conflictIn = (few: readonly ObservedOperation[]) => conflictAmong(few, collection);
  return { ...counted, verdict: 'invalid', contradiction: minimal(found, conflictIn) };
}

/** The only order that can be a linearization, without the unknown adds that nobody noticed. */
function sortedByRank({ operations, ranks }: Growth): {
  readonly order: readonly ObservedOperation[];
  readonly steps: number;
} {
  const isRead = Uint8Array.from(operations, ({ action }) => Number(action === 'read'));
  const { order, steps } = sorted(ranks, isRead);
  const kept: ObservedOperation[] = [];
  for (const place of order) {
    const operation = operations[place] as ObservedOperation;
    if (ranks[place] !== Infinity || operation.outcome === 'ok') kept.push(operation);
  }
  return { order: kept, steps };
}

function misplacement(growth: Growth, order: readonly ObservedOperation[]): Contradiction | null {
  const found = misplaced(order);
  return found === null ? null : conflictOfPlaces(found, growth);
}

/** What contradicts itself among a few operations, when the elements of all others are taken out of the reads. */
function conflictAmong(
  operations: readonly ObservedOperation[],
  collection: Collection,
): Contradiction | null {
  const growth = growthOf(withOwnElements(operations), collection);
  if (growth === null) return null;
  return growth.disagreement ?? misplacement(growth, sortedByRank(growth).order);
}

/**
 * The operations as a client would see them for whom nothing exists but the elements that they add. What
 * could be linearized before can be linearized in the same order afterwards.
 */
function withOwnElements(operations: readonly ObservedOperation[]): readonly ObservedOperation[] {
  const own = new Set<number | string>();
  for (const { action, input } of operations) if (action !== 'read') own.add(identityInMap(input));
  return operations.map((operation) => {
    const { output } = operation;
    if (!isList(output)) return operation;
    return { ...operation, output: output.filter((element) => own.has(identityInMap(element))) };
  });
}
