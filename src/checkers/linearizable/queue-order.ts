/**
 * Linearizability of a queue in which every enqueued element is different, after Henzinger, Sezgin and Vafeiadis
 * (Aspect-oriented linearizability proofs, 2013). There is a linearization if and only if
 *
 * - what is dequeued was enqueued, once, and not only afterwards, and is dequeued once;
 * - no element overtakes another one: when the enqueue of one completed before that of another began, and the
 *   other one is dequeued, the dequeue of the first does not begin after that, and is not missing;
 * - for every dequeue that found nothing there is an instant at which the queue can have been empty. An element
 *   is surely there between the end of its enqueue and the beginning of its dequeue, and not at these two.
 *
 * The linearization: every dequeue that found nothing takes effect at such an instant. An element is
 * before it when both its enqueue and its dequeue may have begun by then, otherwise both may end after it.
 * Between two such instants elements must keep an order when the enqueue or the dequeue of one completed before that
 * of the other began. These are two interval orders. A circle in both together can be made shorter until it
 * is one of two elements, one of which overtakes the other; so without that there is none. In an order of the
 * elements without such a circle every operation takes effect at the latest beginning of its like up to it, which is
 * before its own end. For this a dequeue counts as begun no earlier than its enqueue.
 *
 * An enqueue of unknown outcome completes at infinity; when nobody dequeued its element it is left out. What
 * dequeues of unknown outcome took, queue-pairs.ts tells. O(n log n).
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Contradiction, Judgement } from './contradiction.js';
import { emptyInstants, overtakingIn } from './queue-conflicts.js';
import { neverEmpty, outOfOrder } from './queue-contradictions.js';
import { queueLinearization } from './queue-linearization.js';
import { askedOfQueue, pairsOf, type Pairs } from './queue-pairs.js';

/**
 * Judges the operations of one key, given in the order of invocation, without failed ones. Null when the method
 * does not fit: an element is enqueued twice, null is enqueued, a dequeue surely happened but nobody
 * knows what it took or knows what but not whether it happened, or there is another action.
 */
export function pairs(operations: readonly ObservedOperation[]): Judgement | null {
  const asked = askedOfQueue(operations);
  if (asked === null) return null;
  const columns = pairsOf(asked);
  const unread = asked.enqueues.size - columns.enqueues.length;
  const steps = operations.length + columns.steps;
  const contradiction = asked.impossible ?? simplestContradiction(columns);
  if (contradiction !== null) return { verdict: 'invalid', contradiction, unread, steps };
  const { instants } = emptyInstants(columns);
  const found = queueLinearization(columns, instants);
  return { verdict: 'valid', order: found.order, unread, steps: steps + found.steps };
}

/** If there is one without the elements that dequeues of unknown outcome may have taken, it is easier to follow. */
function simplestContradiction(columns: Pairs): Contradiction | null {
  const found = contradictionIn(columns);
  if (found === null || columns.takers.length === 0) return found;
  const dequeueStart = columns.dequeueStart.slice();
  for (const element of columns.missing) dequeueStart[element] = -Infinity;
  return contradictionIn({ ...columns, dequeueStart }) ?? found;
}

function contradictionIn(columns: Pairs): Contradiction | null {
  const overtaking = overtakingIn(columns);
  if (overtaking !== null) return outOfOrder(overtaking, columns);
  const { none } = emptyInstants(columns);
  return none === null ? null : neverEmpty(none, columns);
}
