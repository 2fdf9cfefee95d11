/**
 * The version order for walks forwards, from what a read returned to the writes that it may have
 * missed (stale-reads.ts): a walk on behalf of a read can stop where nothing can have been
 * acknowledged before the read.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { EventNumber, Operation, WriteId } from '../history/operation.js';
import type { VersionOrder } from './version-order.js';

/** What a walk forwards asks of the version order. */
export interface ForwardOrder extends VersionOrder {
  /**
   * The event before which nobody can miss the write, or anything that was made on top of it: as a
   * rule its first storing. `successors` and `beginnings` are in the order of these events.
   */
  reachedIn(write: WriteId): EventNumber;
}

/**
 * As a rule a write is acknowledged after some node has stored it. A primary that acknowledges at
 * once may do it before; then the write counts from its acknowledgement on, and so does what leads
 * to it. O(n log n) in that case.
 */
export function forwardOrder({ writes }: Chronicle, order: VersionOrder): ForwardOrder {
  const isEarly = (operation: Operation | undefined): boolean =>
    operation?.outcome === 'ok' &&
    (operation.completedIn ?? Infinity) < order.firstStoredIn(operation.write);
  if (!writes.some(isEarly)) return { ...order, reachedIn: (write) => order.firstStoredIn(write) };
  const events: EventNumber[] = [];
  const reachedIn = (write: WriteId): EventNumber => events[write] ?? order.firstStoredIn(write);
  for (const write of order.ranked.toReversed()) {
    const operation = writes[write];
    const acknowledged = isEarly(operation) ? (operation?.completedIn ?? Infinity) : Infinity;
    events[write] = order
      .successors(write)
      .reduce(
        (event, next) => Math.min(event, reachedIn(next)),
        Math.min(acknowledged, order.firstStoredIn(write)),
      );
  }
  const inOrder = (all: readonly WriteId[]): readonly WriteId[] =>
    all.toSorted((a, b) => reachedIn(a) - reachedIn(b));
  return {
    ...order,
    reachedIn,
    successors: (write) => inOrder(order.successors(write)),
    beginnings: (key) => inOrder(order.beginnings(key)),
  };
}
