/**
 * Whether an order of operations keeps to real time: no operation stands before one that was over before it
 * began. One pass with the latest invocation so far.
 */
import type { ObservedOperation } from '../../history/history.js';

/** Two operations in the order in which they should not stand: `late` completed before `early` was invoked. */
export interface Misplaced {
  readonly early: ObservedOperation;
  readonly late: ObservedOperation;
}

/** The first two that are misplaced; null when the order keeps to real time. */
export function misplaced(order: readonly ObservedOperation[]): Misplaced | null {
  let early = order[0];
  for (const late of order) {
    if (early === undefined) return null;
    if (late.end < early.start) return { early, late };
    if (late.start > early.start) early = late;
  }
  return null;
}
