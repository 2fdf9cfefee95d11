/**
 * The operations of a queue whose elements are all different, in columns: what queue-order.ts works on. Every
 * element is a pair of its enqueue and its dequeue.
 *
 * Dequeues of unknown outcome may have taken elements of which nobody else is known to have dequeued them. The
 * element whose enqueue completed first gets the dequeue that was invoked first, and so on. No other way to
 * distribute them explains more: nothing else is known of these dequeues but when they begin, and the earlier an
 * enqueue completed, the earlier its element must be gone. A linearization may have them take such elements in
 * another order, for nobody saw which they were.
 */
import type { ObservedOperation } from '../../history/history.js';
import {
  identityInMap,
  nobodyWroteIt,
  readBeforeWrite,
  type Contradiction,
} from './contradiction.js';
import { dequeuedTwice } from './queue-contradictions.js';
import { sorted } from './sorted.js';

/** The elements of a queue: 0, 1, 2 … in the order in which their enqueues were invoked. */
export interface Pairs {
  readonly enqueues: readonly ObservedOperation[];
  /** By element; null when it stays in the queue. */
  readonly dequeues: readonly (ObservedOperation | null)[];
  readonly enqueueStart: Float64Array;
  readonly enqueueEnd: Float64Array;
  /** Infinity for elements that stay. */
  readonly dequeueStart: Float64Array;
  /** Infinity for elements that stay and for dequeues of unknown outcome. */
  readonly dequeueEnd: Float64Array;
  readonly byEnqueueEnd: Uint32Array;
  /** The elements that nobody is known to have dequeued, by the ends of their enqueues. */
  readonly missing: readonly number[];
  /** The dequeues of unknown outcome, in the order of invocation. */
  readonly takers: readonly ObservedOperation[];
  /** The dequeues that found nothing, in the order of invocation. */
  readonly findingNothing: readonly ObservedOperation[];
  readonly steps: number;
}

/** The operations by what they say. */
interface Asked {
  readonly enqueues: ReadonlyMap<number | string, ObservedOperation>;
  readonly dequeues: ReadonlyMap<number | string, ObservedOperation>;
  readonly takers: readonly ObservedOperation[];
  readonly findingNothing: readonly ObservedOperation[];
  /** The first dequeue that is a contradiction by itself or with operations on its element, and why. */
  readonly impossible: Contradiction | null;
}

/** Null when the method does not fit. */
export function askedOfQueue(operations: readonly ObservedOperation[]): Asked | null {
  const enqueues = enqueuesOf(operations);
  if (enqueues === null) return null;
  const dequeues = new Map<number | string, ObservedOperation>();
  const takers: ObservedOperation[] = [];
  const findingNothing: ObservedOperation[] = [];
  let impossible: Contradiction | null = null;
  for (const operation of operations) {
    const { action, outcome, output } = operation;
    if (action === 'enqueue') continue;
    if (output === undefined ? outcome === 'ok' : output !== null && outcome !== 'ok') return null;
    if (output === undefined) takers.push(operation);
    else if (output !== null) {
      const element = identityInMap(output);
      impossible ??= mistakeOf(operation, enqueues.get(element), dequeues.get(element));
      dequeues.set(element, operation);
    } else if (outcome === 'ok') findingNothing.push(operation);
  }
  return { enqueues, dequeues, takers, findingNothing, impossible };
}

/** By identity of the element. Null when one is enqueued twice, or when there is another action. */
function enqueuesOf(
  operations: readonly ObservedOperation[],
): ReadonlyMap<number | string, ObservedOperation> | null {
  const enqueues = new Map<number | string, ObservedOperation>();
  for (const operation of operations) {
    const { action, input } = operation;
    if (action === 'dequeue') continue;
    const { size } = enqueues;
    enqueues.set(identityInMap(input), operation);
    if (action !== 'enqueue' || input === null || enqueues.size === size) return null;
  }
  return enqueues;
}

function mistakeOf(
  dequeue: ObservedOperation,
  enqueue: ObservedOperation | undefined,
  earlier: ObservedOperation | undefined,
): Contradiction | null {
  if (enqueue === undefined) return nobodyWroteIt(dequeue, dequeue.output ?? null);
  if (dequeue.end < enqueue.start) return readBeforeWrite(enqueue, dequeue);
  return earlier === undefined ? null : dequeuedTwice(enqueue, earlier, dequeue);
}

/** The elements without those of unknown enqueues that nobody dequeued. */
export function pairsOf({ enqueues, dequeues, takers, findingNothing }: Asked): Pairs {
  const kept = [...enqueues].filter(
    ([element, { outcome }]) => outcome === 'ok' || dequeues.has(element),
  );
  const known = kept.map(([element]) => dequeues.get(element) ?? null);
  const enqueueEnd = Float64Array.from(kept, ([, { end }]) => end);
  const { order: byEnqueueEnd, steps } = sorted(enqueueEnd, new Uint8Array(kept.length));
  const missing = Array.from(byEnqueueEnd).filter((element) => known[element] === null);
  const taken = [...known];
  for (const [rank, element] of missing.entries()) taken[element] = takers[rank] ?? null;
  return {
    enqueues: kept.map(([, enqueue]) => enqueue),
    dequeues: taken,
    enqueueStart: Float64Array.from(kept, ([, { start }]) => start),
    enqueueEnd,
    dequeueStart: Float64Array.from(taken, (dequeue) => dequeue?.start ?? Infinity),
    dequeueEnd: Float64Array.from(taken, (dequeue) => dequeue?.end ?? Infinity),
    byEnqueueEnd,
    ...{ missing, takers, findingNothing, steps },
  };
}
