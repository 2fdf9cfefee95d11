/** Budgets, turns, and histories that explode when they are searched naively. */
import { describe, expect, it } from 'vitest';
import { search, type SearchPart } from '../../../src/checkers/linearizable/search/search.js';
import type { Asked, Model } from '../../../src/checkers/models/model.js';
import { Visited } from '../../../src/checkers/linearizable/search/visited.js';
import { flawOf } from '../../support/verify-linearization.js';
import { drawFromRegister, drawFromText, generated, judged } from './generated.js';
import { ask, historyOf, model, unsure, type Times } from './small-histories.js';

const plenty = { steps: 1_000_000 };

function verdicts(parts: readonly SearchPart[], name: string, budget = plenty): readonly string[] {
  return search(parts, model(name), budget).results.map(({ verdict }) => verdict);
}

/** Operations at the same time, and others one after the other behind them. */
function part(key: string, atOnce: readonly Asked[], later: readonly Asked[]): SearchPart {
  const together = atOnce.map((): Times => [0, 1]);
  const behind = later.map((_, place): Times => [2 * place + 2, 2 * place + 3]);
  return { key, operations: historyOf([...atOnce, ...later], [...together, ...behind]) };
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

/** No order of fourteen enqueues has the last one first and third: 14! orders, 2^14 sets. */
const hard = part(
  'hard',
  numbers(14).map((value) => ask('enqueue', value)),
  [ask('dequeue', null, 13), ask('dequeue', null, 0), ask('dequeue', null, 13)],
);
const wrong = part('wrong', [ask('enqueue', 1)], [ask('dequeue', null, 2)]);
const right = part('right', [ask('enqueue', 1)], [ask('dequeue', null, 1)]);

describe('a budget', () => {
  it('is never exceeded, and is enough from some number of steps on', () => {
    const operations = judged(
      generated({
        ...{ model: model('cas-register'), seed: 5, clients: 4, operations: 30, unknown: 0.2 },
        draw: drawFromRegister,
      }),
      model('cas-register'),
    );
    const needed = search([{ key: '', operations }], model('cas-register'), plenty);
    expect(needed.results.map(({ verdict }) => verdict)).toEqual(['valid']);
    for (let steps = 0; steps <= needed.steps; steps += 1) {
      const spent = search([{ key: '', operations }], model('cas-register'), { steps });
      expect(spent.steps).toBe(steps);
      expect(spent.results[0]?.verdict).toBe(steps < needed.steps ? 'unknown' : 'valid');
    }
  });

  it('is spent to the last step when it is not enough, and the reason says so', () => {
    expect(search([hard], model('queue'), { steps: 5_000 })).toEqual({
      results: [{ key: 'hard', verdict: 'unknown', reason: '5000 steps were not enough' }],
      steps: 5_000,
    });
  });

  it('covers the explanation', () => {
    const decided = search([wrong], model('queue'), { steps: 20 });
    expect(decided.results[0]?.verdict).toBe('invalid');
    for (let steps = 0; steps <= 200; steps += 1) {
      expect(search([wrong], model('queue'), { steps }).steps).toBeLessThanOrEqual(steps);
    }
  });

  it('ends the explanation, however many operations there are', () => {
    let looked = 0;
    const story = [...numbers(2_000).map(() => ask('add', 1)), ask('read', null, 5)];
    const operations = part('', [], story).operations.map((one) => ({
      ...one,
      get start() {
        looked += 1;
        return one.start;
      },
    }));
    const { results } = search([{ key: '', operations }], model('counter'), { steps: 16_000 });
    expect(results[0]?.verdict).toBe('invalid');
    expect(looked).toBeLessThan(2_000 * 100);
  });

  it('of memory counts large configurations several times', () => {
    const visited = new Visited(2, 200);
    visited.add(0, 0, new Int32Array(202));
    visited.add(1, 0, new Int32Array(202));
    expect(visited.weight).toBe(4);
  });

  it('bounds what is remembered', () => {
    const { results, steps } = search([hard], model('queue'), { steps: 1e9, states: 20_000 });
    expect(results[0]).toEqual({
      key: 'hard',
      verdict: 'unknown',
      reason: '20000 configurations were not enough',
    });
    expect(steps).toBeLessThan(200_000);
  });

  it('of memory gives back what a finished part held', () => {
    const easy = numbers(50).map((place) => ({ ...right, key: `right ${place}` }));
    const answers = verdicts(easy, 'queue', { ...plenty, states: 60 } as typeof plenty);
    expect(new Set(answers)).toEqual(new Set(['valid']));
  });
});

/** A text that can be swapped: it answers what was there before. */
const swapping: Model<string> = {
  ...(model('kv') as Model<string>),
  actions: ['get', 'put', 'append', 'swap'],
  overwriting: ['put', 'swap'],
  step: (state, operation) => {
    if (operation.action !== 'swap') return model('kv').step(state, operation) as string;
    return operation.output === state ? (operation.input as string) : undefined;
  },
};

describe('a read that is foreseen not to fit', () => {
  it('may still be led to by a put that begins when the read ends', () => {
    const operations = historyOf(
      [ask('append', 'b'), ask('get', null, 'a'), ask('put', 'a')],
      [
        [0, 1],
        [2, 4],
        [4, 5],
      ],
    );
    expect(search([{ key: '', operations }], model('kv'), plenty).results).toEqual([
      { key: '', verdict: 'valid', order: [0, 2, 1] },
    ]);
  });

  it('may still be led to by what overwrites and answers what was there before', () => {
    const operations = historyOf(
      [ask('append', 'b'), ask('swap', 'a', 'b'), ask('get', null, 'a')],
      [
        [0, 1],
        [2, 5],
        [3, 4],
      ],
    );
    expect(search([{ key: '', operations }], swapping, plenty).results).toEqual([
      { key: '', verdict: 'valid', order: [0, 1, 2] },
    ]);
  });

  it('is not looked for among all the puts of a long history', () => {
    let asked = 0;
    const counting: Model<string> = {
      ...swapping,
      mayLead: (state, reading) => {
        asked += 1;
        return model('kv').mayLead?.(state, reading) ?? true;
      },
    };
    const story = numbers(1_500).flatMap((at) => [
      ask('put', `${at % 3}`),
      ask('get', null, `${at % 3}`),
    ]);
    const { results } = search([part('', [], story)], counting, plenty);
    expect(results[0]?.verdict).toBe('valid');
    // For every state the next eight reads, and for each of these the puts up to it.
    expect(asked).toBeLessThan(3_000 * 8 * 2);
  });
});

describe('parts', () => {
  it('take turns: a hard one does not keep the others from being decided', () => {
    const answers = verdicts([hard, wrong, right], 'queue', { steps: 3_000 });
    expect(answers).toEqual(['unknown', 'invalid', 'valid']);
  });

  it('are left when another one is wrong and they take long', () => {
    const harder = part(
      'harder',
      numbers(30).map((value) => ask('enqueue', value)),
      [...[ask('dequeue', null, 13), ask('dequeue', null, 0), ask('dequeue', null, 13)]],
    );
    const { results, steps } = search([harder, wrong], model('queue'), { steps: 1e9, states: 1e8 });
    expect(results[0]).toEqual({
      key: 'harder',
      verdict: 'unknown',
      reason: 'another key is wrong already',
    });
    expect(steps).toBeLessThan(1_100_000);
  });

  it('give the same results in any order', () => {
    const forwards = search([hard, wrong, right], model('queue'), { steps: 4_000 });
    const backwards = search([right, wrong, hard], model('queue'), { steps: 4_000 });
    expect(backwards.results.toReversed()).toEqual(forwards.results);
    expect(backwards.steps).toBe(forwards.steps);
  });

  it('may be empty, or without certain operations', () => {
    const empty = { key: 'empty', operations: [] };
    const unsureOnly = part('unsure', [unsure('enqueue', 1)], []);
    expect(search([empty, unsureOnly], model('queue'), plenty).results).toEqual([
      { key: 'empty', verdict: 'valid', order: [] },
      { key: 'unsure', verdict: 'valid', order: [] },
    ]);
  });
});

describe('a history with many operations of unknown outcome', () => {
  const reads = (values: readonly number[]) => values.map((value) => ask('read', null, value));

  it('is decided at once when nobody noticed them', () => {
    const writes = numbers(100).map((value) => unsure('write', value));
    const { results, steps } = search(
      [part('', writes, [ask('write', 200), ...reads([200, 201])])],
      model('register'),
      plenty,
    );
    expect(results[0]?.verdict).toBe('invalid');
    expect(steps).toBeLessThan(1_000);
  });

  it('is decided at once when they are alike', () => {
    const writes = numbers(100).map((value) => unsure('write', value % 2));
    const values = numbers(60).map((value) => value % 2);
    const { results, steps } = search(
      [part('', writes, [...reads(values), ...reads([2])])],
      model('register'),
      plenty,
    );
    expect(results[0]?.verdict).toBe('invalid');
    expect(steps).toBeLessThan(30_000);
  });

  it('is decided quickly when each of them was seen', () => {
    const writes = numbers(60).map((value) => unsure('write', value));
    const { results, steps } = search(
      [part('', writes, [...reads(numbers(60)), ...reads([0])])],
      model('register'),
      plenty,
    );
    expect(results[0]?.verdict).toBe('invalid');
    expect(steps).toBeLessThan(500_000);
  });
});

describe('long histories', () => {
  it.each([1, 2, 3, 4, 5])('of a compare-and-set register are decided (seed %i)', (seed) => {
    const by = model('cas-register');
    const operations = judged(
      generated({
        ...{ model: by, seed, clients: 10, operations: 600, unknown: 0.05 },
        draw: drawFromRegister,
      }),
      by,
    );
    const { results, steps } = search([{ key: '', operations }], by, plenty);
    const [result] = results;
    expect(result?.verdict).toBe('valid');
    expect(result?.verdict === 'valid' && flawOf(result.order, operations, by)).toBeNull();
    expect(steps).toBeLessThan(100_000);
  });

  it.each([1, 2, 3, 4, 5])('of a text that grows are decided (seed %i)', (seed) => {
    const by = model('kv');
    const operations = generated({
      ...{ model: by, seed, clients: 10, operations: 600 },
      draw: drawFromText(),
    });
    const { results, steps } = search([{ key: '', operations }], by, plenty);
    const [result] = results;
    expect(result?.verdict).toBe('valid');
    expect(result?.verdict === 'valid' && flawOf(result.order, operations, by)).toBeNull();
    expect(steps).toBeLessThan(300_000);
  });
});
