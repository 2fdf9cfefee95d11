/** What is told about histories that have no order: mistakes planted in long histories, and small ones word by word. */
import { describe, expect, it } from 'vitest';
import type { ObservedOperation } from '../../../src/history/history.js';
import type { Violation } from '../../../src/checkers/consistency/result.js';
import { search } from '../../../src/checkers/linearizable/search/search.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { isLinearizable } from '../linearizable/brute-force.js';
import { drawFromRegister, drawFromText, generated, judged } from './generated.js';
import { ask, historyOf, model, unsure } from './small-histories.js';

function violationOf(operations: readonly ObservedOperation[], by: Model): Violation {
  const { results } = search([{ key: 'x', operations }], by, { steps: 2_000_000 });
  const [result] = results;
  if (result?.verdict !== 'invalid') throw new Error(`it is ${result?.verdict}`);
  return result.violation;
}

describe('a contradiction of a few operations', () => {
  it('names the operations, the order of time and what does not fit', () => {
    const operations = historyOf(
      [
        ...[ask('write', 1), ask('read', null, 1), ask('cas', [1, 2], true)],
        ...[ask('read', null, 1), unsure('write', 3), ask('read', null, 3)],
      ],
      [
        ...([
          [0, 1],
          [2, 3],
          [4, 5],
          [6, 7],
        ] as const),
        ...([
          [8, 9],
          [10, 11],
        ] as const),
      ],
    );
    expect(violationOf(operations, model('cas-register'))).toEqual({
      level: 'linearizable',
      kind: 'no order fits',
      key: 'x',
      operations: [0, 2, 3],
      minimal: true,
      because: [
        { rule: 'real time', before: 0, after: 2 },
        { rule: 'real time', before: 2, after: 3 },
        { rule: 'not possible', operation: 3, states: ['2'] },
      ],
    });
  });

  it('of one operation says in which states it was looked for', () => {
    const operations = historyOf(
      [ask('enqueue', 1), ask('dequeue', null, 2)],
      [
        [0, 1],
        [2, 3],
      ],
    );
    expect(violationOf(operations, model('queue'))).toMatchObject({
      operations: [1],
      minimal: true,
      because: [{ rule: 'not possible', operation: 1, states: ['[]'] }],
    });
  });

  it('cannot be resolved by what came after the point where the search got stuck', () => {
    const operations = historyOf(
      [
        ...[ask('enqueue', 3), ask('enqueue', 2), ask('enqueue', 1), ask('dequeue', null, 2)],
        ...[ask('dequeue', null, 1), ask('dequeue', null, 3)],
      ],
      [
        ...([
          [2, 4],
          [6, 8],
          [8, 8],
        ] as const),
        ...([
          [8, 12],
          [8, 8],
          [9, 11],
        ] as const),
      ],
    );
    // The last dequeue may take 3 before the one of 2, so these are no contradiction with the enqueues alone.
    const told = violationOf(operations, model('queue'));
    expect(told.operations).toEqual([0, 2, 4]);
    expect(told.minimal).toBe(true);
  });

  it('that begins with a read says what the state was then', () => {
    const texts = Array.from({ length: 30 }, (_, place) => `${place};`);
    const all = texts.join('');
    const operations = historyOf(
      [
        ...texts.map((text) => ask('append', text)),
        ...[ask('get', null, all), ask('append', 'x'), ask('get', null, all)],
      ],
      Array.from({ length: 33 }, (_, place) => [2 * place, 2 * place + 1] as const),
    );
    const violation = violationOf(operations, model('kv'));
    expect(violation.operations).toEqual([30, 31, 32]);
    expect(violation.because.at(0)).toEqual({ rule: 'real time', before: 30, after: 31 });
    expect(violation.because.at(2)).toMatchObject({ rule: 'fact', operations: [30] });
    expect(violation.because.at(-1)).toMatchObject({ rule: 'not possible', operation: 32 });
  });
});

describe('a planted mistake', () => {
  /** A read in the second half now returns something that was there long ago. */
  function planted(
    operations: readonly ObservedOperation[],
    by: Model,
    read: string,
  ): { readonly wrong: ObservedOperation; readonly all: readonly ObservedOperation[] } {
    const reads = operations.filter(({ action, outcome }) => action === read && outcome === 'ok');
    const late = reads[Math.floor(reads.length * 0.7)] as ObservedOperation;
    const early = reads.find(
      ({ output, end }) =>
        by.identity(output) !== by.identity(late.output) && output !== null && end < late.start,
    );
    const wrong = { ...late, output: (early as ObservedOperation).output };
    return { wrong, all: operations.map((operation) => (operation === late ? wrong : operation)) };
  }

  it.each([1, 2, 3, 4, 5, 6])('in a long text is among a few operations told (seed %i)', (seed) => {
    const by = model('kv');
    const operations = generated({
      ...{ model: by, seed, clients: 6, operations: 300 },
      draw: drawFromText(),
    });
    const { wrong, all } = planted(operations, by, 'get');
    const violation = violationOf(all, by);
    expect(violation.operations).toContain(wrong.index);
    expect(violation.operations.length).toBeLessThan(13);
  });

  it('in a register with compare-and-set is a contradiction when looked at alone', () => {
    const by = model('cas-register');
    const sizes: number[] = [];
    for (let seed = 1; seed <= 40; seed += 1) {
      const operations = judged(
        generated({
          ...{ model: by, seed, clients: 3, operations: 100, unknown: 0.05 },
          draw: drawFromRegister,
        }),
        by,
      );
      const { all } = planted(operations, by, 'read');
      const { results } = search([{ key: '', operations: all }], by, { steps: 1_000_000 });
      const [result] = results;
      if (result?.verdict !== 'invalid') continue;
      const told = all.filter(({ index }) => result.violation.operations.includes(index));
      sizes.push(told.length);
      expect(told.length).toBeLessThan(13);
      expect(isLinearizable(told, by)).toBe(false);
    }
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.filter((size) => size < 6).length / sizes.length).toBeGreaterThan(0.8);
  });
});
