/** Queues of different elements: every kind of contradiction, with the operations and facts that show it, and orders. */
import { describe, expect, it } from 'vitest';
import type { Because } from '../../../src/checkers/consistency/result.js';
import { pairs } from '../../../src/checkers/linearizable/queue-order.js';
import { dequeue, enqueue, historyOf, unknown, write, type Written } from './histories.js';

/** Kind, operations and facts of the contradiction; null when there is none. */
function judged(...operations: readonly Written[]): {
  readonly kind: string;
  readonly operations: readonly number[];
  readonly minimal: boolean;
  readonly because: readonly Because[];
} | null {
  const judgement = pairs(historyOf(operations).operations);
  if (judgement?.verdict !== 'invalid') return null;
  const { operations: witness, ...told } = judgement.contradiction;
  return { ...told, operations: witness.map(({ index }) => index) };
}

/** The linearization; null when there is none. */
function ordered(...operations: readonly Written[]): readonly number[] | null {
  const judgement = pairs(historyOf(operations).operations);
  return judgement?.verdict === 'valid' ? judgement.order : null;
}

const fact = (text: string, ...operations: readonly number[]): Because => ({
  rule: 'fact',
  operations,
  text,
});
const realTime = (before: number, after: number): Because => ({ rule: 'real time', before, after });
const takes = (read: number, from: number): Because => ({ rule: 'reads from', write: from, read });
const lost = unknown(dequeue(null, [0, 1]));
const lostAt = (start: number): Written => ({ ...lost, start });

describe('contradictions of one element', () => {
  it('nobody enqueued it', () => {
    expect(judged(enqueue(1, [0, 1]), dequeue(2, [2, 3]))).toEqual({
      kind: 'value that nobody wrote',
      operations: [1],
      minimal: true,
      because: [{ rule: 'nobody wrote it', read: 1, value: 2 }],
    });
  });

  it('it is dequeued before it is enqueued', () => {
    expect(judged(dequeue(1, [0, 1]), enqueue(1, [2, 3]))).toEqual({
      kind: 'read before its write',
      operations: [0, 1],
      minimal: true,
      because: [takes(0, 1), realTime(0, 1)],
    });
    expect(ordered(dequeue(1, [0, 2]), enqueue(1, [2, 3]))).toEqual([1, 0]);
  });

  it('it is dequeued twice', () => {
    const story = [enqueue(1, [0, 1]), dequeue(1, [0, 9]), dequeue(1, [0, 9]), dequeue(1, [0, 9])];
    expect(judged(...story)).toEqual({
      kind: 'element dequeued twice',
      operations: [0, 1, 2],
      minimal: true,
      because: [takes(1, 0), takes(2, 0), fact('Only {0} enqueued 1.', 0)],
    });
  });
});

describe('an element that overtakes another one', () => {
  const enqueues = [enqueue(1, [0, 1]), enqueue(2, [2, 3])];

  it('which is dequeued afterwards', () => {
    expect(judged(...enqueues, dequeue(2, [4, 5]), dequeue(1, [6, 7]))).toEqual({
      kind: 'elements dequeued out of order',
      operations: [0, 1, 2, 3],
      minimal: false,
      because: [realTime(0, 1), takes(2, 1), takes(3, 0), realTime(2, 3)],
    });
  });

  it('which nobody dequeued', () => {
    expect(judged(...enqueues, dequeue(2, [4, 5]))).toEqual({
      kind: 'element left behind',
      operations: [0, 1, 2],
      minimal: true,
      because: [realTime(0, 1), takes(2, 1), fact('Nobody dequeued 1.', 0)],
    });
  });

  it('which a dequeue of unknown outcome can only have taken afterwards', () => {
    const text =
      'Nobody is known to have dequeued 1, and no dequeue of unknown outcome began before {1} completed.';
    expect(judged(...enqueues, dequeue(2, [4, 5]), lostAt(6))).toEqual({
      kind: 'element left behind',
      operations: [0, 1, 2],
      minimal: true,
      because: [realTime(0, 1), takes(2, 1), fact(text, 0, 2)],
    });
    expect(ordered(...enqueues, dequeue(2, [4, 5]), lostAt(5))).toEqual([0, 1, 3, 2]);
  });

  it('and there are more such than dequeues of unknown outcome', () => {
    const story = [...enqueues, enqueue(3, [4, 5]), dequeue(3, [6, 7]), lostAt(7), lostAt(8)];
    const text =
      'When {0} completed, 2 elements were there that nobody is known to have dequeued; ' +
      'only 1 of the dequeues of unknown outcome began before {1} completed.';
    expect(judged(...story)).toEqual({
      kind: 'element left behind',
      operations: [0, 1, 2, 3, 4],
      minimal: false,
      because: [realTime(1, 2), takes(3, 2), fact(text, 1, 3)],
    });
    expect(ordered(...story, lostAt(7))).toEqual([0, 1, 2, 4, 5, 3]);
  });

  it('is told with known dequeues when there are some', () => {
    const known = [enqueue(3, [4, 5]), dequeue(3, [6, 7]), dequeue(2, [8, 9])];
    const story = [...enqueues, ...known, lostAt(10)];
    expect(judged(...story)?.operations).toEqual([1, 2, 3, 4]);
  });

  it('does not, when one of their operations touch', () => {
    expect(ordered(enqueue(1, [0, 2]), enqueue(2, [2, 3]), dequeue(2, [4, 5]))).toEqual([1, 0, 2]);
    const dequeues = [dequeue(2, [4, 6]), dequeue(1, [6, 7])];
    expect(ordered(...enqueues, ...dequeues)).toEqual([0, 1, 3, 2]);
  });
});

describe('a dequeue that found nothing', () => {
  it('although something is left', () => {
    expect(judged(enqueue(1, [0, 1]), dequeue(null, [2, 3]))).toEqual({
      kind: 'queue never empty',
      operations: [0, 1],
      minimal: true,
      because: [
        realTime(0, 1),
        fact('Nobody dequeued 1.', 0),
        fact('So the queue held something all through {0}.', 1),
      ],
    });
  });

  const relay = [enqueue(1, [0, 1]), enqueue(2, [2, 4])];
  const nothing = dequeue(null, [3, 8]);

  it('although there was one element after the other', () => {
    const story = [...relay, nothing, dequeue(1, [5, 6]), dequeue(2, [9, 10])];
    expect(judged(...story)).toEqual({
      kind: 'queue never empty',
      operations: [0, 1, 2, 3, 4],
      minimal: false,
      because: [
        ...[realTime(0, 2), takes(3, 0), realTime(1, 3)],
        ...[takes(4, 1), realTime(2, 4)],
        fact('So the queue held something all through {0}.', 2),
      ],
    });
  });

  it.each<[string, readonly Written[], readonly number[]]>([
    ['as the last one comes', [dequeue(1, [4, 6]), dequeue(2, [9, 10])], [0, 3, 2, 1, 4]],
    ['as the last one goes', [dequeue(1, [5, 6]), dequeue(2, [8, 10])], [0, 1, 3, 4, 2]],
  ])('at the only possible instant, %s', (_, dequeues, order) => {
    expect(ordered(...relay, nothing, ...dequeues)).toEqual(order);
  });

  it('although of more elements than dequeues of unknown outcome one must have been left', () => {
    const story = [...relay, nothing, lostAt(5), lostAt(9)];
    expect(judged(...story)).toMatchObject({ operations: [0, 1, 2, 3], minimal: false });
    expect(ordered(...relay, nothing, lostAt(5), lostAt(8))).toEqual([0, 1, 3, 4, 2]);
  });
});

describe('unknown outcomes', () => {
  it('of enqueues that nobody noticed and of dequeues that took nothing are left out', () => {
    const ghost = unknown(enqueue(2, [0, 1]));
    const story = [enqueue(1, [0, 1]), ghost, dequeue(1, [2, 3]), lostAt(4)];
    const judgement = pairs(historyOf(story).operations);
    expect(judgement).toMatchObject({ verdict: 'valid', order: [0, 2], unread: 1 });
  });

  it('of enqueues may be late', () => {
    const late = unknown(enqueue(1, [0, 1]));
    const story = [late, dequeue(null, [2, 3]), dequeue(1, [4, 5]), dequeue(null, [6, 7])];
    expect(ordered(...story)).toEqual([1, 0, 2, 3]);
  });
});

describe('does not judge', () => {
  it.each<[string, readonly Written[]]>([
    ['an element that is enqueued twice', [enqueue(1, [0, 1]), unknown(enqueue(1, [2, 3]))]],
    ['null as an element', [enqueue(null, [0, 1])]],
    ['another action', [write(1, [0, 1])]],
    [
      'a dequeue of which nobody knows what it took',
      [{ ...dequeue(1, [0, 1]), output: undefined }],
    ],
    ['one of which nobody knows whether it did', [{ ...dequeue(1, [0, 1]), outcome: 'info' }]],
  ])('%s', (_, operations) => {
    expect(pairs(historyOf(operations).operations)).toBeNull();
  });
});
