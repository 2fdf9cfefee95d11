/**
 * What is wrong with a queue (queue-conflicts.ts), told as a chain of facts over the enqueues and dequeues of the
 * elements that it is about. That an element stays until its dequeue is a fact about this dequeue: without it
 * nobody could have taken the element, which is a contradiction as well. Such ones are not called minimal.
 */
import { identityOf, type ObservedOperation } from '../../history/history.js';
import type { Because } from '../consistency/result.js';
import { abbreviated } from '../models/describe.js';
import { contradiction, type Contradiction } from './contradiction.js';
import { presentThrough, type Overtaking } from './queue-conflicts.js';
import type { Pairs } from './queue-pairs.js';

export function dequeuedTwice(
  enqueue: ObservedOperation,
  ...dequeues: readonly [ObservedOperation, ObservedOperation]
): Contradiction {
  const because: readonly Because[] = [
    ...dequeues.map((dequeue) => takes(dequeue, enqueue)),
    { rule: 'fact', operations: [enqueue.index], text: `Only {0} enqueued ${shown(enqueue)}.` },
  ];
  return contradiction('element dequeued twice', [enqueue, ...dequeues], because);
}

/** An element was dequeued, and one that stood before it was still there. */
export function outOfOrder({ first, second }: Overtaking, pairs: Pairs): Contradiction {
  const enqueue = pairs.enqueues[second] as ObservedOperation;
  const dequeue = pairs.dequeues[second] as ObservedOperation;
  const before = stillThere(pairs, first, dequeue);
  const because = [realTime(before.enqueue, enqueue), takes(dequeue, enqueue), ...before.because];
  return contradictionOf(
    before.dequeue === null ? 'element left behind' : 'elements dequeued out of order',
    [before],
    { pairs, others: [enqueue, dequeue], because },
  );
}

/** A dequeue found nothing, and one element after the other was there all the time. */
export function neverEmpty(dequeue: ObservedOperation, pairs: Pairs): Contradiction {
  const presences: Presence[] = [];
  let until = dequeue;
  for (const element of presentThrough(pairs, dequeue).toReversed()) {
    const presence = stillThere(pairs, element, until);
    presences.push(presence);
    until = presence.enqueue;
  }
  presences.reverse();
  const text = 'So the queue held something all through {0}.';
  const because: readonly Because[] = [
    realTime(until, dequeue),
    ...presences.flatMap((presence) => presence.because),
    { rule: 'fact', operations: [dequeue.index], text },
  ];
  return contradictionOf('queue never empty', presences, { pairs, others: [dequeue], because });
}

/** An element that was still in the queue when some operation completed. */
interface Presence {
  readonly enqueue: ObservedOperation;
  /** Null when nobody is known to have dequeued it. */
  readonly dequeue: ObservedOperation | null;
  /** How many dequeues of unknown outcome began in time: they may have taken as many elements, and not this one, too. */
  readonly began: number;
  readonly because: readonly Because[];
}

/** The element, or one that was enqueued earlier and cannot have been taken either. */
function stillThere(pairs: Pairs, element: number, until: ObservedOperation): Presence {
  const { enqueues, dequeues, missing, takers } = pairs;
  const dequeue = dequeues[element] ?? null;
  if (dequeue?.outcome === 'ok') {
    const enqueue = enqueues[element] as ObservedOperation;
    const because = [takes(dequeue, enqueue), realTime(until, dequeue)];
    return { enqueue, dequeue, began: 0, because };
  }
  const late = takers.findIndex(({ start }) => start > until.end);
  const began = late === -1 ? takers.length : late;
  const enqueue = enqueues[missing[began] as number] as ObservedOperation;
  const because = notTaken(enqueue, until, { began, takers: takers.length });
  return { enqueue, dequeue: null, began, because: [because] };
}

function notTaken(
  enqueue: ObservedOperation,
  until: ObservedOperation,
  { began, takers }: { readonly began: number; readonly takers: number },
): Because {
  const element = shown(enqueue);
  if (takers === 0) {
    return { rule: 'fact', operations: [enqueue.index], text: `Nobody dequeued ${element}.` };
  }
  const unknown = 'of unknown outcome began before {1} completed';
  const text =
    began === 0
      ? `Nobody is known to have dequeued ${element}, and no dequeue ${unknown}.`
      : `When {0} completed, ${began + 1} elements were there that nobody is known to have dequeued; only ${began} of the dequeues ${unknown}.`;
  return { rule: 'fact', operations: [enqueue.index, until.index], text };
}

/** Of elements that were there, with all that were there before them and may have been taken instead. */
function contradictionOf(
  kind: string,
  presences: readonly Presence[],
  told: {
    readonly pairs: Pairs;
    readonly others: readonly ObservedOperation[];
    readonly because: readonly Because[];
  },
): Contradiction {
  const { enqueues, missing, takers } = told.pairs;
  const began = presences.reduce((most, presence) => Math.max(most, presence.began), 0);
  const instead = missing.slice(0, began).map((element) => enqueues[element] as ObservedOperation);
  const own = presences.flatMap(({ enqueue, dequeue }) =>
    dequeue === null ? [enqueue] : [enqueue, dequeue],
  );
  const unknown = [...instead, ...takers.slice(0, began)];
  const operations = [...own, ...unknown, ...told.others];
  const minimal = own.length + unknown.length === 1;
  return { ...contradiction(kind, operations, told.because), minimal };
}

function takes(dequeue: ObservedOperation, enqueue: ObservedOperation): Because {
  return { rule: 'reads from', write: enqueue.index, read: dequeue.index };
}

function realTime(before: ObservedOperation, after: ObservedOperation): Because {
  return { rule: 'real time', before: before.index, after: after.index };
}

function shown({ input }: ObservedOperation): string {
  return abbreviated(identityOf(input));
}
