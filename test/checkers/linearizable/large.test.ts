/** Large histories: how many steps they take, and that a single mistake among them is found. */
import { describe, expect, it } from 'vitest';
import { withoutSearch } from '../../../src/checkers/linearizable/methods.js';
import { list } from '../../../src/checkers/models/list.js';
import { queue } from '../../../src/checkers/models/queue.js';
import { register } from '../../../src/checkers/models/register.js';
import { set } from '../../../src/checkers/models/set.js';
import type { ObservedOperation } from '../../../src/history/history.js';
import { flawOf } from '../../support/verify-linearization.js';
import {
  add,
  append,
  dequeue,
  enqueue,
  historyOf,
  read,
  unknown,
  write,
  type Written,
} from './histories.js';

/**
 * So many operations by some clients, each invoked when its client's last one is over and in effect at its
 * completion. Every third one is a read, which takes no time; every tenth write is unknown.
 */
function registerHistory(count: number, clients: number): Written[] {
  let last: number | null = null;
  return Array.from({ length: count }, (_, place) => {
    const end = place * 10;
    if (place % 3 === 2) return read(last, [end, end]);
    const isUnknown = place % 10 === 0;
    if (!isUnknown || place % 20 === 0) last = place;
    const operation = write(place, [end - 10 * clients + 5, end]);
    return isUnknown ? unknown(operation) : operation;
  });
}

const operationsOf = (written: readonly Written[]): readonly ObservedOperation[] =>
  historyOf(written).operations;

describe('a register of 100,000 operations', () => {
  it.each([5, 20, 1000])('by %i clients takes three steps an operation at most', (clients) => {
    const operations = operationsOf(registerHistory(100_000, clients));
    const judgement = withoutSearch(operations, register)?.judgement;
    if (judgement?.verdict !== 'valid') throw new Error('it is linearizable');
    expect(judgement.steps).toBeLessThan(300_000);
    expect(flawOf(judgement.order, operations, register)).toBeNull();
  });

  it('shows a stale read with the write that it missed', () => {
    const story = registerHistory(100_000, 5);
    story[50_000] = read(49_983, [500_000, 500_000]);
    const operations = operationsOf(story);
    const judgement = withoutSearch(operations, register)?.judgement;
    if (judgement?.verdict !== 'invalid') throw new Error('it is not linearizable');
    const { operations: witness, kind } = judgement.contradiction;
    expect(kind).toBe('value inside value');
    expect(witness.map(({ input, output }) => input ?? output)).toEqual([49_983, 49_996, 49_983]);
    expect(judgement.steps).toBeLessThan(100_000 * 3 * 18);
  });

  it('that are all concurrent takes no more', () => {
    const operations = operationsOf(
      Array.from({ length: 100_000 }, (_, place) =>
        place % 2 === 0 ? write(place, [0, 1]) : read(place - 1, [0, 1]),
      ),
    );
    const judgement = withoutSearch(operations, register)?.judgement;
    expect(judgement?.verdict).toBe('valid');
    expect(judgement?.steps).toBe(150_000);
  });

  it('of which every value is inside another one takes no more', () => {
    // Zones that contain each other, all of them backward, and one forward zone that moves before them all.
    const inside = Array.from({ length: 100_000 }, (_, place) =>
      write(place, [place, 400_000 - place]),
    );
    const outside = [write('a', [-2, -1]), read('a', [300_000, 300_001])];
    const operations = operationsOf([...inside, ...outside]);
    const judgement = withoutSearch(operations, register)?.judgement;
    expect(judgement?.verdict).toBe('valid');
    expect(judgement?.steps).toBe(100_002 + 100_000 + 100_001);
  });
});

describe.each([
  { model: list, grow: append },
  { model: set, grow: add },
])('a $model.name of 3,000 elements', ({ model, grow }) => {
  const story = (): Written[] =>
    Array.from({ length: 3_000 }, (_, place) => {
      if (place % 10 !== 9) return grow(place, [place * 10 - 55, place * 10]);
      const seen = Array.from({ length: place }, (__, element) => element).filter(
        (one) => one % 10 < 9,
      );
      return read(seen, [place * 10, place * 10]);
    });

  it('takes steps by the sizes of the reads', () => {
    const operations = operationsOf(story());
    const judgement = withoutSearch(operations, model)?.judgement;
    if (judgement?.verdict !== 'valid') throw new Error('it is linearizable');
    const sizes = (9 * 300 * 301) / 2;
    const sorting = 2 * 3_000 * 20;
    expect(judgement.steps).toBeGreaterThan(sizes);
    expect(judgement.steps).toBeLessThan(sizes + 3_000 + sorting);
    expect(flawOf(judgement.order, operations, model)).toBeNull();
  });

  it('shows an element that one read misses', () => {
    const changed = story();
    const victim = changed[1_509] as Written;
    const output = (victim.output as readonly number[]).filter((element) => element !== 1_500);
    changed[1_509] = { ...victim, output };
    const judgement = withoutSearch(operationsOf(changed), model)?.judgement;
    if (judgement?.verdict !== 'invalid') throw new Error('it is not linearizable');
    const { operations: witness } = judgement.contradiction;
    expect(witness.map(({ input, end }) => [input, end])).toContainEqual([1_500, 15_000]);
    expect(witness.length).toBeLessThanOrEqual(4);
  });
});

/**
 * So many operations by some clients, in effect at their completions: 70 enqueues, then 80 dequeues, and so on.
 * Every fiftieth is of unknown outcome; half of these never take effect.
 */
function queueHistory(count: number, clients: number): Written[] {
  const held: number[] = [];
  return Array.from({ length: count }, (_, place) => {
    const times = [place * 10 - 10 * clients + 5, place * 10] as const;
    const isUnknown = place % 50 === 0;
    const isEffective = place % 100 !== 0;
    const isEnqueue = place % 150 < 70;
    if (isEnqueue && isEffective) held.push(place);
    const taken = isEnqueue || !isEffective ? null : (held.shift() ?? null);
    const operation = isEnqueue ? enqueue(place, times) : dequeue(taken, times);
    return isUnknown ? unknown(operation) : operation;
  });
}

describe('a queue of 100,000 operations', () => {
  it.each([5, 20, 1000])('by %i clients takes steps as sorting does', (clients) => {
    const operations = operationsOf(queueHistory(100_000, clients));
    const judgement = withoutSearch(operations, queue)?.judgement;
    if (judgement?.verdict !== 'valid') throw new Error('it is linearizable');
    expect(judgement.steps).toBeLessThan(100_000 + 5 * 50_000 * 20);
    expect(flawOf(judgement.order, operations, queue)).toBeNull();
  });

  it('shows two answers that were exchanged', () => {
    const story = queueHistory(100_000, 5);
    const [one, other] = [story[50_030], story[50_040]] as [Written, Written];
    story[50_030] = { ...one, output: other.output };
    story[50_040] = { ...other, output: one.output };
    const operations = operationsOf(story);
    const judgement = withoutSearch(operations, queue)?.judgement;
    if (judgement?.verdict !== 'invalid') throw new Error('it is not linearizable');
    const { operations: witness, kind } = judgement.contradiction;
    expect(kind).toBe('elements dequeued out of order');
    expect(witness.map(({ input, output }) => input ?? output)).toEqual([
      49_960, 49_970, 49_970, 49_960,
    ]);
  });
});
