/**
 * What cannot be in a queue whose elements are all different, besides mistakes about a single element: an
 * element that overtakes another one, and a dequeue that found nothing although something was there all the
 * time. queue-order.ts tells why there is nothing else.
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Pairs } from './queue-pairs.js';

/** Two elements: the first was enqueued before the second, and dequeued after it or never. */
export interface Overtaking {
  readonly first: number;
  readonly second: number;
}

/** Of all elements that overtook others the one whose dequeue completed first; null when there is none. O(n). */
export function overtakingIn(pairs: Pairs): Overtaking | null {
  const { enqueueStart, enqueueEnd, dequeueStart, dequeueEnd, byEnqueueEnd } = pairs;
  let earliest: Overtaking | null = null;
  /** Of the elements whose enqueues completed before, the one that is dequeued last. */
  let first = -1;
  let next = 0;
  for (let second = 0; second < enqueueStart.length; second += 1) {
    const start = enqueueStart[second] as number;
    for (let other; (other = byEnqueueEnd[next]) !== undefined; next += 1) {
      if ((enqueueEnd[other] as number) >= start) break;
      if (first === -1 || isLater(dequeueStart, other, first)) first = other;
    }
    if (first === -1 || (dequeueEnd[second] as number) >= (dequeueStart[first] as number)) continue;
    if (earliest === null || isLater(dequeueEnd, earliest.second, second)) {
      earliest = { first, second };
    }
  }
  return earliest;
}

/**
 * For each dequeue that found nothing an instant at which the queue can have been empty, the earliest one. They
 * do not decrease. Ends at a dequeue for which there is none, and returns it. O(n).
 */
export function emptyInstants(pairs: Pairs): {
  readonly instants: readonly number[];
  readonly none: ObservedOperation | null;
} {
  const { enqueueEnd, dequeueStart, byEnqueueEnd, findingNothing } = pairs;
  const instants: number[] = [];
  /** Something is there between these two instants, not at them. */
  let from = -Infinity;
  let to = -Infinity;
  let next = 0;
  for (const dequeue of findingNothing) {
    for (let element; (element = byEnqueueEnd[next]) !== undefined; next += 1) {
      const end = enqueueEnd[element] as number;
      if (end >= dequeue.start && end >= to) break;
      if (end >= to) from = end;
      to = Math.max(to, dequeueStart[element] as number);
    }
    const isInside = from < dequeue.start && dequeue.start < to;
    if (isInside && dequeue.end < to) return { instants, none: dequeue };
    instants.push(isInside ? to : dequeue.start);
  }
  return { instants, none: null };
}

/** As few elements as possible of which one after the other was there all through the dequeue. */
export function presentThrough(
  { enqueueEnd, dequeueStart, byEnqueueEnd }: Pairs,
  { start, end }: ObservedOperation,
): readonly number[] {
  const present: number[] = [];
  let last = -1;
  let next = 0;
  for (let until = start; until <= end; until = dequeueStart[last] as number) {
    for (let element; (element = byEnqueueEnd[next]) !== undefined; next += 1) {
      if ((enqueueEnd[element] as number) >= until) break;
      if (last === -1 || isLater(dequeueStart, element, last)) last = element;
    }
    present.push(last);
  }
  return present;
}

function isLater(instants: Float64Array, one: number, other: number): boolean {
  return (instants[one] as number) > (instants[other] as number);
}
