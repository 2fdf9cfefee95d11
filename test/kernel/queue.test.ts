/** The event queue against an oracle: an array that is sorted anew before every look. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../src/kernel/queue.js';

interface Event {
  readonly at: number;
  readonly sequence: number;
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly cause: number;
  readonly reference: unknown;
}

/** An event whose every field can be told from those of any other. */
function event(at: number, sequence: number): Event {
  const reference = { sequence };
  return {
    at,
    sequence,
    kind: sequence + 1,
    a: -1 - sequence,
    b: 3 * sequence,
    cause: 7e9 + sequence,
    reference,
  };
}

function push(queue: EventQueue, { at, sequence, kind, a, b, cause, reference }: Event): void {
  queue.push(at, sequence, kind, a, b, cause, reference);
}

function lastTaken({ at, sequence, kind, a, b, cause, reference }: EventQueue): Event {
  return { at, sequence, kind, a, b, cause, reference };
}

type Step = { readonly push: number } | 'pop' | 'peek';

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ push: fc.nat({ max: 20 }) }) },
  { weight: 4, arbitrary: fc.constant('pop' as const) },
  { weight: 1, arbitrary: fc.constant('peek' as const) },
);

/** Takes the steps on a queue and on a sorted array, and compares after each one. */
function compare(queue: EventQueue, steps: readonly Step[]): void {
  const oracle: Event[] = [];
  steps.forEach((step, sequence) => {
    oracle.sort((x, y) => x.at - y.at || x.sequence - y.sequence);
    if (step === 'peek') {
      expect(queue.peekAt()).toBe(oracle[0]?.at ?? Infinity);
    } else if (step === 'pop') {
      const earliest = oracle.shift();
      expect(queue.pop()).toBe(earliest !== undefined);
      if (earliest !== undefined) expect(lastTaken(queue)).toEqual(earliest);
    } else {
      const added = event(step.push, sequence);
      oracle.push(added);
      push(queue, added);
    }
    expect(queue.size).toBe(oracle.length);
  });
}

describe('the event queue', () => {
  test.prop([fc.array(step, { maxLength: 400 })])(
    'does what a sorted array does, ties and all',
    (steps) => {
      compare(new EventQueue(), steps);
    },
  );

  test.prop([fc.array(fc.nat({ max: 1000 }), { minLength: 65, maxLength: 700 })])(
    'grows, and gives everything back in order',
    (times) => {
      const pushes = times.map((time): Step => ({ push: time }));
      compare(new EventQueue(), [...pushes, ...times.map((): Step => 'pop'), 'pop', 'peek']);
    },
  );

  it('takes events of one instant in the order of their sequence numbers, however they came in', () => {
    const queue = new EventQueue();
    for (const sequence of [5, 3, 9, 1, 7, 0, 8, 2, 6, 4]) push(queue, event(10, sequence));
    const order = Array.from({ length: 10 }, () => (queue.pop(), queue.sequence));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps instants and sequence numbers beyond 32 bits apart', () => {
    const queue = new EventQueue();
    const far = Number.MAX_SAFE_INTEGER;
    for (const at of [far, far - 1, 2 ** 40, 2 ** 40 - 1]) push(queue, event(at, 1));
    push(queue, event(far - 1, far));
    push(queue, event(far - 1, far - 1));
    const order = Array.from({ length: 6 }, () => (queue.pop(), [queue.at, queue.sequence]));
    expect(order).toEqual([
      [2 ** 40 - 1, 1],
      [2 ** 40, 1],
      [far - 1, 1],
      [far - 1, far - 1],
      [far - 1, far],
      [far, 1],
    ]);
  });

  it('holds an event that never happens behind all others', () => {
    const queue = new EventQueue();
    for (const [sequence, at] of [Infinity, 5, Infinity, 3].entries())
      push(queue, event(at, sequence));
    const order = Array.from({ length: 4 }, () => (queue.pop(), [queue.at, queue.sequence]));
    expect(order).toEqual([
      [3, 3],
      [5, 1],
      [Infinity, 0],
      [Infinity, 2],
    ]);
  });

  it('lets go of what it gave away', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const queue = new EventQueue();
    const given = pushAndPopAnObject(queue);
    queue.push(2, 2, 0, 0, 0, 0, null);
    queue.pop();
    await new Promise(setImmediate);
    collectGarbage();
    expect(given.deref()).toBeUndefined();
  });
});

/** In a function of its own, so that no variable of the test keeps the object. */
function pushAndPopAnObject(queue: EventQueue): WeakRef<object> {
  const object = { text: 'large' };
  queue.push(1, 1, 0, 0, 0, 0, object);
  queue.pop();
  return new WeakRef(object);
}

describe('the comparison with a sorted array', () => {
  it('finds a queue that takes the newest of equals', () => {
    class NewestFirst extends EventQueue {
      override push(at: number, sequence: number, ...rest: Rest): void {
        super.push(at, -sequence, ...rest);
      }
    }
    type Rest = [kind: number, a: number, b: number, cause: number, reference: unknown];
    const steps: Step[] = [{ push: 1 }, { push: 1 }, 'pop', 'pop'];
    expect(() => {
      compare(new NewestFirst(), steps);
    }).toThrow();
  });
});
