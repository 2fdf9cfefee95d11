/**
 * An order of the operations of a queue that nothing speaks against (queue-order.ts tells why it is one). The
 * instants at which the queue is empty cut it into segments; within each of them elements are put in line.
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Pairs } from './queue-pairs.js';
import { sorted, type Sorted } from './sorted.js';

/** When elements come and go; no dequeue begins before its enqueue. */
interface Line {
  /** By element: how many of the empty instants come before it. */
  readonly segment: Uint32Array;
  readonly enqueueStart: Float64Array;
  readonly enqueueEnd: Float64Array;
  readonly dequeueStart: Float64Array;
  readonly dequeueEnd: Float64Array;
}

/**
 * @param instants when each of the dequeues that found nothing takes effect
 * @returns operation indexes
 */
export function queueLinearization(
  pairs: Pairs,
  instants: readonly number[],
): { readonly order: readonly number[]; readonly steps: number } {
  const { enqueueStart, enqueueEnd, dequeueEnd } = pairs;
  const dequeueStart = pairs.dequeueStart.map((start, element) =>
    Math.max(start, enqueueStart[element] as number),
  );
  const byDequeueStart = sorted(dequeueStart, new Uint8Array(dequeueStart.length));
  const segment = segmentsOf(dequeueStart, byDequeueStart.order, instants);
  const line: Line = { segment, enqueueStart, enqueueEnd, dequeueStart, dequeueEnd };
  const inLine = elementsInLine(line, byDequeueStart.order);
  const order = operationsInLine(pairs, line, inLine.order);
  return { order, steps: byDequeueStart.steps + inLine.steps };
}

/** How many of the empty instants are before an element can be gone. Both are sorted. */
function segmentsOf(
  dequeueStart: Float64Array,
  byDequeueStart: Uint32Array,
  instants: readonly number[],
): Uint32Array {
  const segment = new Uint32Array(dequeueStart.length);
  let count = 0;
  for (const element of byDequeueStart) {
    while ((instants[count] ?? Infinity) < (dequeueStart[element] as number)) count += 1;
    segment[element] = count;
  }
  return segment;
}

/** Lets elements through that need not wait for the end of one which has no place yet. */
interface Gate {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** By segment first. */
  readonly byStart: Uint32Array;
  readonly byEnd: Uint32Array;
  nextStart: number;
  nextEnd: number;
}

/**
 * An order in which the elements pass through the queue, segment by segment. Next is always an element before
 * which no other one must be enqueued, nor dequeued, of those that have no place yet.
 */
function elementsInLine(
  { segment, enqueueStart, enqueueEnd, dequeueStart, dequeueEnd }: Line,
  byDequeueStart: Uint32Array,
): { readonly order: Uint32Array; readonly steps: number } {
  const segments = Float64Array.from(segment);
  const [byStart, byEnd, byDequeueEnd] = [enqueueStart, enqueueEnd, dequeueEnd].map((instants) =>
    sorted(segments, instants),
  ) as [Sorted, Sorted, Sorted];
  const gates: readonly Gate[] = [
    gate([enqueueStart, byStart.order], [enqueueEnd, byEnd.order]),
    gate([dequeueStart, byDequeueStart], [dequeueEnd, byDequeueEnd.order]),
  ];
  const order = new Uint32Array(segment.length);
  /** Through how many gates an element is. */
  const passed = new Uint8Array(segment.length);
  let placed = 0;
  while (placed < order.length) {
    for (const each of gates) {
      for (let element; (element = nextThrough(each, segment, passed)) !== undefined;) {
        passed[element] = (passed[element] as number) + 1;
        if (passed[element] === gates.length) order[placed++] = element;
      }
    }
  }
  return { order, steps: byStart.steps + byEnd.steps + byDequeueEnd.steps };
}

function gate(
  [starts, byStart]: readonly [Float64Array, Uint32Array],
  [ends, byEnd]: readonly [Float64Array, Uint32Array],
): Gate {
  return { starts, ends, byStart, byEnd, nextStart: 0, nextEnd: 0 };
}

/** Undefined when all that are left must wait. */
function nextThrough(way: Gate, segment: Uint32Array, passed: Uint8Array): number | undefined {
  const { starts, ends, byStart, byEnd } = way;
  // An element has its place when it is through both gates.
  while (passed[byEnd[way.nextEnd] ?? -1] === 2) way.nextEnd += 1;
  const waiting = byEnd[way.nextEnd];
  const element = byStart[way.nextStart];
  if (element === undefined || waiting === undefined) return undefined;
  const isLater = (segment[element] as number) > (segment[waiting] as number);
  if (isLater || (starts[element] as number) > (ends[waiting] as number)) return undefined;
  way.nextStart += 1;
  return element;
}

/**
 * Every dequeue takes effect at the latest beginning of those up to it, every enqueue likewise, and of one instant
 * enqueues come first. Between two segments stand the dequeues that find nothing.
 */
function operationsInLine(
  { enqueues, dequeues, findingNothing }: Pairs,
  { segment, enqueueStart, dequeueStart }: Line,
  elements: Uint32Array,
): readonly number[] {
  const order: ObservedOperation[] = [];
  let latest = -Infinity;
  let enqueued = 0;
  let answeredNothing = 0;
  for (const element of elements) {
    const own = segment[element] as number;
    for (; answeredNothing < own; answeredNothing += 1) {
      order.push(findingNothing[answeredNothing] as ObservedOperation);
    }
    latest = Math.max(latest, dequeueStart[element] as number);
    for (let next; (next = elements[enqueued]) !== undefined; enqueued += 1) {
      if (segment[next] !== own || (enqueueStart[next] as number) > latest) break;
      order.push(enqueues[next] as ObservedOperation);
    }
    const dequeue = dequeues[element] ?? null;
    if (dequeue !== null) order.push(dequeue);
  }
  return [...order, ...findingNothing.slice(answeredNothing)].map(({ index }) => index);
}
