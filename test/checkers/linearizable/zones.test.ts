/** Registers with different values: every kind of contradiction, with the operations and facts that show it. */
import { describe, expect, it } from 'vitest';
import type { Because } from '../../../src/checkers/consistency/result.js';
import { zones } from '../../../src/checkers/linearizable/zones.js';
import { historyOf, read, unknown, write, type Written } from './histories.js';

/** Kind, operations and facts of the contradiction; null when there is none. */
function judged(...operations: readonly Written[]): {
  readonly kind: string;
  readonly operations: readonly number[];
  readonly because: readonly Because[];
} | null {
  const judgement = zones(historyOf(operations).operations);
  if (judgement?.verdict !== 'invalid') return null;
  const { kind, operations: witness, because } = judgement.contradiction;
  return { kind, operations: witness.map(({ index }) => index), because };
}

/** The order that was found; null when there is none. */
function orderOf(...operations: readonly Written[]): readonly number[] | null {
  const judgement = zones(historyOf(operations).operations);
  return judgement?.verdict === 'valid' ? judgement.order : null;
}

describe('contradictions of a register', () => {
  it('a read returns what nobody wrote', () => {
    expect(judged(write(1, [0, 1]), read(7, [2, 3]))).toEqual({
      kind: 'value that nobody wrote',
      operations: [1],
      because: [{ rule: 'nobody wrote it', read: 1, value: 7 }],
    });
  });

  it('a read returns several values at once', () => {
    expect(judged(write(1, [0, 1]), write(2, [0, 1]), read([1, 2], [2, 3]))).toEqual({
      kind: 'several values at once',
      operations: [2],
      because: [{ rule: 'fact', operations: [2], text: '{0} returned 2 values at once.' }],
    });
  });

  it('a read completes before its write is invoked', () => {
    expect(judged(read(1, [0, 1]), write(1, [2, 3]))).toEqual({
      kind: 'read before its write',
      operations: [0, 1],
      because: [
        { rule: 'reads from', write: 1, read: 0 },
        { rule: 'real time', before: 0, after: 1 },
      ],
    });
  });

  it('a value comes back after another one was read', () => {
    const story = [
      write(1, [0, 1]),
      write(2, [0, 9]),
      read(2, [2, 3]),
      read(1, [4, 5]),
      read(2, [6, 7]),
      read(1, [8, 9]),
    ];
    expect(judged(...story)).toEqual({
      kind: 'value inside value',
      operations: [0, 1, 2, 3],
      because: [
        { rule: 'reads from', write: 1, read: 2 },
        { rule: 'reads from', write: 0, read: 3 },
        { rule: 'real time', before: 0, after: 2 },
        { rule: 'value order', before: 0, after: 1 },
        { rule: 'real time', before: 2, after: 3 },
        { rule: 'value order', before: 1, after: 0 },
      ],
    });
  });

  it('two values overlap, and it takes six operations to see it', () => {
    const story = [
      write(1, [0, 10]),
      write(2, [0, 10]),
      read(1, [1, 2]),
      read(2, [1, 2]),
      read(1, [3, 4]),
      read(2, [3, 4]),
    ];
    expect(judged(...story)).toEqual({
      kind: 'values overlap',
      operations: [0, 1, 2, 3, 4, 5],
      because: [
        { rule: 'reads from', write: 0, read: 2 },
        { rule: 'reads from', write: 1, read: 5 },
        { rule: 'reads from', write: 1, read: 3 },
        { rule: 'reads from', write: 0, read: 4 },
        { rule: 'real time', before: 2, after: 5 },
        { rule: 'value order', before: 0, after: 1 },
        { rule: 'real time', before: 3, after: 4 },
        { rule: 'value order', before: 1, after: 0 },
      ],
    });
  });

  it('the beginning is read after an acknowledged write', () => {
    expect(judged(write(1, [0, 1]), read(null, [2, 3]))).toEqual({
      kind: 'value inside value',
      operations: [0, 1],
      because: [
        { rule: 'reads the beginning', read: 1 },
        { rule: 'value order', before: null, after: 0 },
        { rule: 'real time', before: 0, after: 1 },
        { rule: 'value order', before: 0, after: null },
      ],
    });
  });

  it('the beginning is read after a write that only a read proves to have happened', () => {
    const story = [unknown(write(1, [0, 1])), read(1, [2, 3]), read(1, [3, 6]), read(null, [4, 5])];
    expect(judged(...story)).toMatchObject({
      kind: 'value inside value',
      operations: [0, 1, 3],
    });
  });
});

describe('orders of a register', () => {
  it('puts a value that began inside another one behind it', () => {
    expect(orderOf(write(1, [0, 1]), write(2, [2, 9]), read(1, [4, 5]))).toEqual([0, 2, 1]);
  });

  it('puts a value before one that was read at once', () => {
    expect(orderOf(write(1, [0, 9]), write(2, [1, 2]), read(2, [3, 4]), read(1, [5, 6]))).toEqual([
      1, 2, 0, 3,
    ]);
  });

  it('counts a completion at the instant of an invocation as concurrent', () => {
    expect(orderOf(write(1, [0, 2]), read(null, [2, 3]))).toEqual([1, 0]);
    expect(judged(write(1, [0, 2]), read(null, [2.5, 3]))).not.toBeNull();
  });

  it('leaves out an unknown write that nobody read, and no other one', () => {
    const story = [unknown(write(1, [0, 1])), unknown(write(2, [0, 1])), read(2, [7, 8])];
    expect(orderOf(...story)).toEqual([1, 2]);
    expect(zones(historyOf(story).operations)?.unread).toBe(1);
  });

  it('tells values of different types apart', () => {
    const [one, text, items] = [1, '1', [1]].map((value) => write(value, [0, 1]));
    const story = [one, text, items].filter((each) => each !== undefined);
    expect(orderOf(...story, read([1], [2, 3]))).toEqual([0, 1, 2, 3]);
    expect(judged(...story, read('[1]', [2, 3]))?.kind).toBe('value that nobody wrote');
  });
});

describe('does not judge', () => {
  it.each([
    ['a value that is written twice', [write(1, [0, 1]), unknown(write(1, [2, 3]))]],
    ['a written null', [write(null, [0, 1])]],
    ['another action', [{ ...write(1, [0, 1]), action: 'append' }]],
  ])('%s', (_, operations) => {
    expect(zones(historyOf(operations).operations)).toBeNull();
  });
});
