/** The front door: what is left out, which method judges what, and what a whole history costs. */
import { describe, expect, it } from 'vitest';
import { linearizable } from '../../../src/checkers/linearizable/linearizable.js';
import type { LevelResult } from '../../../src/checkers/consistency/result.js';
import { casRegister } from '../../../src/checkers/models/cas-register.js';
import { counter } from '../../../src/checkers/models/counter.js';
import { list } from '../../../src/checkers/models/list.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { queue } from '../../../src/checkers/models/queue.js';
import { register } from '../../../src/checkers/models/register.js';
import { modelFor } from '../../../src/checkers/models/registry.js';
import { set } from '../../../src/checkers/models/set.js';
import type { History } from '../../../src/history/history.js';
import { flawOf } from '../../support/verify-linearization.js';
import {
  add,
  append,
  cas,
  dequeue,
  enqueue,
  failed,
  historyOf,
  read,
  unknown,
  write,
  type Written,
} from './histories.js';

const budget = { steps: 10_000 };

function judged(history: History, model?: Model): LevelResult {
  const choose = (actions: ReadonlySet<string>): Model => model ?? (modelFor(actions) as Model);
  return linearizable(history, { model: choose, budget });
}

const at = (key: string, one: Written): Written => ({ ...one, key });
const placed = (revision: number, one: Written): Written => ({ ...one, revision });

describe('what is left out', () => {
  it('is counted by reason', () => {
    const { scope } = judged(
      historyOf([
        write(1, [0, 1]),
        failed(write(2, [0, 1])),
        failed(read(1, [0, 1])),
        unknown(read(1, [0, 1])),
        { ...read(1, [0, 1]), output: undefined },
        unknown(write(3, [0, 1])),
        unknown(write(4, [0, 1])),
        read(4, [2, 3]),
      ]),
    );
    expect(scope).toEqual({
      operations: 3,
      keys: 1,
      leftOut: new Map([
        ['failed', 2],
        ['unknown reads', 2],
        ['unknown writes that nobody read', 1],
      ]),
      methods: ['zones'],
    });
  });

  it('is counted before a search, too', () => {
    const repeated = [write(1, [0, 1]), write(1, [2, 3]), unknown(write(2, [0, 1]))];
    const { scope } = judged(historyOf(repeated));
    expect(scope.methods).toEqual(['search']);
    expect(scope.leftOut).toEqual(new Map([['unknown writes that nobody read', 1]]));
  });

  it('can explain a value that nobody wrote', () => {
    const { violations } = judged(
      historyOf([failed(write(1, [0, 1])), failed(read(null, [0, 1])), read(1, [2, 3])]),
    );
    expect(violations).toEqual([
      {
        level: 'linearizable',
        kind: 'value that nobody wrote',
        key: 'x',
        operations: [2],
        minimal: true,
        because: [
          { rule: 'nobody wrote it', read: 2, value: 1 },
          {
            rule: 'fact',
            operations: [0],
            text: 'The write #0 of 1 failed: it surely had no effect.',
          },
        ],
      },
    ]);
  });
});

describe('the method', () => {
  it.each<[string, readonly Written[], Model, string]>([
    ['a register with different values', [write(1, [0, 1]), read(1, [2, 3])], register, 'zones'],
    ['a cas register without cas', [write(1, [0, 1]), read(1, [2, 3])], casRegister, 'zones'],
    ['a list without write', [append(1, [0, 1]), read([1], [2, 3])], list, 'one pass'],
    ['a set without remove', [add(1, [0, 1]), read([1], [2, 3])], set, 'one pass'],
    [
      'a queue with different elements',
      [enqueue(1, [0, 1]), dequeue(1, [2, 3]), dequeue(null, [2, 3])],
      queue,
      'pairs',
    ],
    ['a queue with equal elements', [enqueue(1, [0, 1]), enqueue(1, [2, 3])], queue, 'search'],
    [
      'a queue of a user with the name of a known one',
      [enqueue(1, [0, 1])],
      { ...queue },
      'search',
    ],
    ['a counter', [add(1, [0, 1]), read(1, [2, 3])], counter, 'search'],
    ['a register with a cas', [cas(null, 1, true, [0, 1]), read(1, [2, 3])], casRegister, 'search'],
    ['a list that is replaced', [append(1, [0, 1]), write(2, [2, 3])], list, 'search'],
    [
      'a model of a user with the name of a known one',
      [write(1, [0, 1])],
      { ...register },
      'search',
    ],
  ])('for %s', (_, operations, model, method) => {
    const history = historyOf(operations);
    const { verdict, scope, order } = judged(history, model);
    expect(verdict).toBe('valid');
    expect(scope.methods).toEqual([method]);
    expect(flawOf(order?.get('x') ?? [], history.operations, model)).toBeNull();
  });

  it('is chosen for every key', () => {
    const history = historyOf([
      at('search', write(1, [0, 1])),
      at('search', write(1, [2, 3])),
      at('list', append(1, [0, 1])),
      at('register', write(1, [0, 1])),
    ]);
    const { scope, order } = judged(history);
    expect(scope.methods).toEqual(['zones', 'one pass', 'search']);
    expect([...(order ?? [])]).toEqual([
      ['list', [1]],
      ['register', [2]],
      ['search', [0, 3]],
    ]);
  });

  it('takes a key that was only read, and answered with lists, for a list', () => {
    const empty = historyOf([read([], [0, 1])]);
    expect(judged(empty).verdict).toBe('valid');
    expect(judged(empty, register).verdict).toBe('invalid');
    expect(judged(historyOf([read([1], [0, 1])])).verdict).toBe('invalid');
  });

  it('judges the history as a whole when the model is not about keys', () => {
    const whole: Model = { ...register, perKey: false };
    const history = historyOf([at('b', write(1, [0, 1])), at('a', read(1, [2, 3]))]);
    expect(judged(history, whole)).toMatchObject({
      verdict: 'valid',
      scope: { keys: 1, operations: 2 },
      order: new Map([['', [0, 1]]]),
    });
    expect(judged(history, register).verdict).toBe('invalid');
  });
});

describe('replay', () => {
  const story = [
    placed(1, cas(null, 5, true, [0, 9])),
    placed(2, cas(5, 6, true, [1, 8])),
    placed(1, read(5, [2, 7])),
    placed(2, cas(7, 8, false, [3, 6])),
    unknown(cas(6, 7, true, [4, 5])),
  ];

  it('takes the order from the revisions, and reads after what made the revision', () => {
    const result = judged(historyOf(story));
    expect(result).toMatchObject({ verdict: 'valid', scope: { methods: ['replay'] } });
    expect(result.order?.get('x')).toEqual([0, 2, 1, 3]);
  });

  it.each<[string, readonly Written[]]>([
    ['do not fit the answers', story.with(2, placed(2, read(5, [2, 7])))],
    ['contradict real time', story.with(1, placed(2, cas(5, 6, true, [10, 11])))],
    ['are not all known', story.with(2, read(5, [2, 7]))],
  ])('leaves it to the search when they %s', (_, operations) => {
    expect(judged(historyOf(operations)).scope.methods).toEqual(['search']);
  });

  it('proves nothing by failing', () => {
    const operations = [placed(2, cas(null, 1, true, [0, 1])), placed(1, cas(1, 2, true, [2, 3]))];
    expect(judged(historyOf(operations))).toMatchObject({ verdict: 'valid' });
  });
});

describe('the result', () => {
  const bad = (key: string, start: number): readonly Written[] => [
    at(key, write(1, [start, start + 1])),
    at(key, read(null, [start + 2, start + 3])),
  ];

  it('lists violations by their first operations', () => {
    const { verdict, violations, order } = judged(historyOf([...bad('a', 2), ...bad('b', 0)]));
    expect([verdict, order]).toEqual(['invalid', null]);
    expect(violations.map(({ key, operations }) => [key, operations])).toEqual([
      ['b', [0, 2]],
      ['a', [1, 3]],
    ]);
  });

  it('is unknown, not valid, when the budget is spent', () => {
    const history = historyOf([
      at('a', cas(null, 1, true, [0, 1])),
      at('b', write(1, [0, 1])),
      at('c', cas(null, 1, true, [0, 1])),
    ]);
    const model = (): Model => casRegister;
    const result = linearizable(history, { model, budget: { steps: 0 } });
    expect(result).toMatchObject({ verdict: 'unknown', order: null });
    expect(result.undecided.map(({ part }) => part)).toEqual(['a', 'c']);
  });

  it('is found for one model when the search for another one does not end', () => {
    // Any of the sums of 30 powers of two may be the one that was read.
    const adds = Array.from({ length: 30 }, (_, power) => at('hard', add(2 ** power, [0, 9])));
    const sum = at('hard', read(0.5, [1, 8]));
    const easy = at('easy', cas(null, 1, true, [0, 1]));
    const history = historyOf([...adds, sum, easy]);
    const model = (actions: ReadonlySet<string>): Model =>
      actions.has('add') ? counter : casRegister;
    const result = linearizable(history, { model, budget: { steps: 1_000 } });
    expect(result).toMatchObject({ verdict: 'unknown', scope: { methods: ['search'] } });
    expect(result.undecided.map(({ part }) => part)).toEqual(['hard']);
    expect(result.steps).toBeLessThanOrEqual(1_000);
  });

  it('of no operations is valid', () => {
    const { verdict, scope } = judged({ operations: [], model: null });
    expect([verdict, scope.keys, scope.methods]).toEqual(['valid', 0, []]);
  });
});
