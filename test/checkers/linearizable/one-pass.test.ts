/** Lists and sets that only grow: every kind of contradiction, with the operations and facts that show it. */
import { describe, expect, it } from 'vitest';
import type { Because } from '../../../src/checkers/consistency/result.js';
import { onePass } from '../../../src/checkers/linearizable/one-pass.js';
import { add, append, historyOf, read, unknown, type Written } from './histories.js';

const list = { add: 'append', isOrdered: true } as const;
const set = { add: 'add', isOrdered: false } as const;

/** Kind, operations and facts of the contradiction; null when there is none. */
function judged(
  collection: typeof list | typeof set,
  ...operations: readonly Written[]
): {
  readonly kind: string;
  readonly operations: readonly number[];
  readonly because: readonly Because[];
} | null {
  const judgement = onePass(historyOf(operations).operations, collection);
  if (judgement?.verdict !== 'invalid') return null;
  const { kind, operations: witness, because } = judgement.contradiction;
  return { kind, operations: witness.map(({ index }) => index), because };
}

const fact = (text: string, ...operations: readonly number[]): Because => ({
  rule: 'fact',
  operations,
  text,
});
const realTime = (before: number, after: number): Because => ({ rule: 'real time', before, after });
const readsFrom = (write: number, by: number): Because => ({ rule: 'reads from', write, read: by });

describe('contradictions of a list', () => {
  it('a read returns no list', () => {
    expect(judged(list, append(1, [0, 1]), read(1, [2, 3]))).toEqual({
      kind: 'not a list',
      operations: [1],
      because: [fact('{0} returned 1, not a list of elements.', 1)],
    });
  });

  it('a read contains what nobody appended', () => {
    expect(judged(list, append(1, [0, 1]), read([1, 5], [2, 3]))).toEqual({
      kind: 'value that nobody wrote',
      operations: [1],
      because: [{ rule: 'nobody wrote it', read: 1, value: 5 }],
    });
  });

  it('a read contains an element twice', () => {
    expect(judged(list, append(1, [0, 1]), append(2, [0, 1]), read([1, 2, 1], [2, 3]))).toEqual({
      kind: 'element twice',
      operations: [0, 2],
      because: [readsFrom(0, 2), fact('{0} contains 1 twice.', 2, 0)],
    });
  });

  it('two reads show different orders', () => {
    const appends = [append(0, [0, 9]), append(1, [0, 9]), append(2, [0, 9])];
    expect(judged(list, ...appends, read([0, 1], [2, 3]), read([0, 2, 1], [2, 3]))).toEqual({
      kind: 'reads disagree',
      operations: [1, 2, 3, 4],
      because: [
        fact('{0} contains 1 but not 2.', 3, 1, 2),
        fact('{0} contains 2 before 1.', 4, 2, 1),
      ],
    });
  });

  it('a read contains what was appended afterwards', () => {
    expect(judged(list, read([1], [0, 1]), append(1, [2, 3]))).toEqual({
      kind: 'read before its write',
      operations: [0, 1],
      because: [readsFrom(1, 0), realTime(0, 1)],
    });
  });

  it('a read misses an acknowledged element, though no read ever contained it', () => {
    expect(judged(list, append(1, [0, 1]), append(2, [0, 1]), read([1], [2, 3]))).toEqual({
      kind: 'element missing',
      operations: [1, 2],
      because: [realTime(1, 2), fact('{0} does not contain 2.', 2, 1)],
    });
  });

  it('a read misses an element of unknown outcome that an earlier read contained', () => {
    const story = [unknown(append(1, [0, 1])), read([1], [2, 3]), read([], [4, 5])];
    expect(judged(list, ...story)).toEqual({
      kind: 'element missing again',
      operations: [0, 1, 2],
      because: [readsFrom(0, 1), realTime(1, 2), fact('{0} does not contain 1.', 2, 0)],
    });
  });

  it('elements stand in another order than they were appended', () => {
    const story = [
      append(1, [0, 1]),
      append(2, [2, 3]),
      append(3, [2, 3]),
      read([2, 3, 1], [4, 5]),
    ];
    expect(judged(list, ...story)).toEqual({
      kind: 'elements out of order',
      operations: [0, 1, 3],
      because: [realTime(0, 1), fact('{0} contains 2 before 1.', 3, 1, 0)],
    });
  });
});

describe('contradictions of a set', () => {
  it('two reads contain each what the other lacks', () => {
    const story = [add(1, [0, 9]), add(2, [0, 9]), read([1], [2, 3]), read([2], [2, 3])];
    expect(judged(set, ...story)).toEqual({
      kind: 'reads disagree',
      operations: [0, 1, 2, 3],
      because: [
        fact('{0} contains 1 but not 2.', 2, 0, 1),
        fact('{0} contains 2 but not 1.', 3, 1, 0),
      ],
    });
  });

  it.each([
    ['one that came into sight before', [read([1], [2, 3]), read([1, 2, 1], [4, 5])]],
    ['one that nobody saw before', [read([1, 2, 2], [4, 5])]],
  ])('a read contains an element twice, %s', (_, reads) => {
    const found = judged(set, add(1, [0, 1]), add(2, [0, 1]), ...reads);
    expect(found?.kind).toBe('element twice');
    expect(found?.operations).toHaveLength(2);
  });

  it('a read contains a later element without an earlier one', () => {
    const story = [read([2], [0, 9]), add(1, [1, 2]), add(2, [3, 4])];
    expect(judged(set, ...story)).toEqual({
      kind: 'elements out of order',
      operations: [0, 1, 2],
      because: [realTime(1, 2), fact('{0} contains 2 but not 1.', 0, 2, 1)],
    });
  });

  it('the order inside a read says nothing', () => {
    const story = [add(1, [0, 1]), add(2, [2, 3]), read([2, 1], [4, 5]), read([1, 2], [6, 7])];
    expect(judged(set, ...story)).toBeNull();
    const appends = story.map((one) => (one.action === 'add' ? { ...one, action: 'append' } : one));
    expect(judged(list, ...appends)).not.toBeNull();
  });
});

describe('orders of a list', () => {
  it('puts unread elements at the end and leaves out the unknown ones among them', () => {
    const story = [
      append(1, [0, 9]),
      append(2, [0, 9]),
      unknown(append(3, [0, 9])),
      unknown(append(4, [0, 9])),
      read([4, 2], [1, 2]),
      read(null, [1, 2]),
    ];
    const judgement = onePass(historyOf(story).operations, list);
    expect(judgement).toMatchObject({ verdict: 'valid', order: [5, 3, 1, 4, 0], unread: 1 });
  });
});

describe('does not judge', () => {
  it.each([
    ['an element that is appended twice', [append(1, [0, 1]), append(1, [2, 3])]],
    ['another action', [{ ...append(1, [0, 1]), action: 'write' }]],
  ])('%s', (_, operations) => {
    expect(onePass(historyOf(operations).operations, list)).toBeNull();
  });
});
