/** How the objects behave one operation at a time, which model fits which actions, and a model of a user. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/history/history.js';
import { search } from '../../src/checkers/linearizable/search/search.js';
import { judge } from '../../src/checkers/consistency/judge.js';
import { isReadOnly, type Asked, type Model } from '../../src/checkers/models/model.js';
import { register } from '../../src/checkers/models/register.js';
import { answersOf } from '../../src/checkers/models/answers.js';
import { modelFor, modelNamed, models } from '../../src/checkers/models/registry.js';
import { flawOf } from '../support/verify-linearization.js';
import { ask, historyOf, model, unsure } from './search/small-histories.js';

/** The description of the state after these operations; null when one of them cannot have been answered so. */
function after(name: string, operations: readonly Asked[]): string | null {
  const by = model(name);
  let state = by.initial();
  for (const operation of operations) {
    const next = by.step(state, operation);
    if (next === undefined) return null;
    state = next;
  }
  return by.describe(state);
}

const read = (output: Value): Asked => ask('read', null, output);

describe.each<[string, readonly Asked[], string | null]>([
  ['register', [read(null), ask('write', 1), read(1), ask('write', { a: [1] })], '{"a":[1]}'],
  ['register', [ask('write', { a: 1, b: [2] }), read({ b: [2], a: 1 })], '{"a":1,"b":[2]}'],
  ['register', [ask('write', 1), read('1')], null],
  ['register', [ask('write', 1), unsure('read')], '1'],
  ['cas-register', [ask('write', 1), ask('cas', [1, 2], true), read(2)], '2'],
  ['cas-register', [ask('write', 1), ask('cas', [2, 3], true)], null],
  ['cas-register', [ask('write', 1), ask('cas', [2, 3], false), read(1)], '1'],
  ['cas-register', [ask('write', 1), ask('cas', [1, 3], false)], null],
  ['cas-register', [ask('write', [1]), unsure('cas', [[1], 2]), unsure('cas', [3, 4])], '2'],
  ['list', [read(null), read([]), ask('append', 1), ask('append', 2), read([1, 2])], '[1,2]'],
  ['list', [ask('append', 1), ask('write', 2), ask('append', 3), read([2, 3])], '[2,3]'],
  ['list', [ask('append', 1), ask('write', null), read([]), ask('append', 2), read([2])], '[2]'],
  ['list', [ask('append', 1), ask('append', 2), read([2, 1])], null],
  ['set', [read([]), ask('add', 2), ask('add', 10), ask('add', 2), read([10, 2])], '{10, 2}'],
  ['set', [ask('add', 1), ask('remove', 1), ask('remove', 1), read(null)], '{}'],
  ['set', [ask('add', 1), read([1, 1])], null],
  ['set', [ask('add', 1), read([])], null],
  ['counter', [read(0), ask('add', 5), ask('add', -7), read(-2)], '-2'],
  ['counter', [ask('add', 1), read(2)], null],
  ['queue', [ask('enqueue', 1), ask('enqueue', 2), ask('dequeue', null, 1)], '[2]'],
  ['queue', [ask('dequeue'), ask('enqueue', 1), ask('dequeue', null, 1), ask('dequeue')], '[]'],
  ['queue', [ask('enqueue', 1), ask('dequeue')], null],
  ['queue', [ask('enqueue', 1), ask('enqueue', 2), ask('dequeue', null, 2)], null],
  ['queue', [unsure('dequeue'), ask('enqueue', 1), unsure('dequeue'), ask('dequeue')], '[]'],
  ['kv', [ask('get', null, ''), ask('append', 'a'), ask('append', 'b')], '"ab"'],
  ['kv', [ask('append', 'a'), ask('put', 'b'), ask('get', null, 'b')], '"b"'],
  ['kv', [ask('append', 'a'), ask('get', null, '')], null],
])('a %s', (name, operations, state) => {
  const words = operations.map(({ action, input, output }) =>
    [action, ...(input === null ? [] : [JSON.stringify(input)]), JSON.stringify(output)].join(' '),
  );
  it(`${state === null ? 'cannot answer' : `is ${state} after`} ${words.join(', ')}`, () => {
    expect(after(name, operations)).toBe(state);
  });
});

describe('models', () => {
  it('describe long states by both ends', () => {
    const text = after('kv', [ask('put', `begin${'-'.repeat(500)}end`)]) ?? '';
    expect(text).toMatch(/^"begin-+ … -+end"$/u);
    expect(text.length).toBeLessThan(90);
  });

  it('refuse what they cannot read', () => {
    expect(model('cas-register').refuses?.('cas', [1])).toMatch(/list of two/u);
    expect(model('cas-register').refuses?.('cas', [1, 2])).toBeNull();
    expect(model('cas-register').refuses?.('write', 1)).toBeNull();
    expect(model('counter').refuses?.('add', 'x')).toMatch(/takes a number/u);
    expect(model('counter').refuses?.('add', 1)).toBeNull();
    expect(model('queue').refuses?.('enqueue', null)).toMatch(/null cannot be/u);
    expect(model('queue').refuses?.('enqueue', 1)).toBeNull();
    expect(model('kv').refuses?.('append', 1)).toMatch(/takes a text/u);
    expect(model('kv').refuses?.('get', null)).toBeNull();
  });

  it('know which answers leave every state as it is', () => {
    const readOnly = (name: string, asked: Asked): boolean => isReadOnly(model(name), asked);
    expect(readOnly('cas-register', ask('cas', [1, 2], false))).toBe(true);
    expect(readOnly('cas-register', ask('cas', [1, 2], true))).toBe(false);
    expect(readOnly('cas-register', unsure('cas', [1, 2]))).toBe(false);
    expect(readOnly('queue', ask('dequeue'))).toBe(true);
    expect(readOnly('queue', ask('dequeue', null, 1))).toBe(false);
    expect(readOnly('counter', ask('add', 0))).toBe(true);
    expect(readOnly('kv', ask('get', null, ''))).toBe(true);
  });

  it('are found by name', () => {
    for (const one of models) expect(modelNamed(one.name)).toBe(one);
    expect(modelNamed('table')).toBeNull();
  });

  it.each([
    [['read'], 'register'],
    [['write', 'read'], 'register'],
    [['write', 'cas'], 'cas-register'],
    [['append', 'read'], 'list'],
    [['append', 'write', 'read'], 'list'],
    [['add', 'read'], 'set'],
    [['remove'], 'set'],
    [['dequeue', 'enqueue'], 'queue'],
    [['get', 'append'], 'kv'],
    [['enqueue', 'read'], null],
  ])('that know %j: the weakest is %s', (actions, name) => {
    expect(modelFor(new Set(actions))?.name ?? null).toBe(name);
  });
});

describe('adds', () => {
  const adding: readonly Asked[] = [ask('add', 5), unsure('add', 2), unsure('read')];

  it.each<[string, readonly Asked[], string]>([
    ['nothing', adding, 'set'],
    ['lists', [...adding, read([5])], 'set'],
    ['null', [...adding, read(null)], 'set'],
    ['numbers', [...adding, read(5), read(null)], 'counter'],
    ['numbers and lists', [...adding, read(5), read([5])], 'set'],
    ['numbers, beside what no counter knows', [...adding, read(5), ask('remove', 5)], 'set'],
  ])('beside reads that answer %s', (_answers, operations, name) => {
    const actions = new Set(operations.map(({ action }) => action));
    expect(modelFor(actions, answersOf(operations))?.name).toBe(name);
  });

  it('make a difference only where there are some', () => {
    expect(modelFor(new Set(['read']), 'numbers')?.name).toBe('register');
  });
});

describe('operations of unknown outcome', () => {
  /** Of these, the places of the unknown ones that somebody may have noticed. */
  function noticed(name: string, operations: readonly Asked[]): readonly number[] {
    const isNoticed = model(name).noticed?.(
      operations.map((one) => ({ ...one, outcome: one.output === undefined ? 'info' : 'ok' })),
    );
    return [...operations.keys()].filter((place) => {
      const operation = operations[place] as Asked;
      return operation.output === undefined && isNoticed?.(operation);
    });
  }

  it.each<[string, readonly Asked[], readonly number[]]>([
    ['register', [unsure('write', 1), unsure('write', 2), read(2)], [1]],
    ['cas-register', [unsure('write', 1), unsure('write', 2), ask('cas', [2, 3], true)], [1]],
    ['cas-register', [unsure('cas', [1, 2]), unsure('cas', [2, 3]), read(1)], [0]],
    ['cas-register', [unsure('write', 1), ask('cas', [2, 3], false)], [0]],
    ['list', [unsure('append', 1), unsure('write', 2), read([2])], [1]],
    ['list', [ask('append', 1), unsure('write', null), read([])], [1]],
    ['set', [unsure('add', 1), unsure('add', 2), read([2])], [1]],
    ['set', [unsure('remove', 1), unsure('remove', 2), read([2]), read([1, 2])], [0]],
    ['counter', [unsure('add', 1)], []],
    ['counter', [unsure('add', 1), read(5)], [0]],
    ['queue', [unsure('enqueue', 1), unsure('dequeue'), ask('enqueue', 2)], [1]],
    ['queue', [unsure('enqueue', 1), ask('dequeue', null, 1)], [0]],
    ['kv', [unsure('put', 'b'), unsure('append', 'b'), ask('get', null, 'ab')], [1]],
  ])('of a %s are left out when nobody noticed them: %j', (name, operations, expected) => {
    expect(noticed(name, operations)).toEqual(expected);
  });
});

describe('a dequeue that happened, of which nobody knows what it took', () => {
  it('may have taken an element of which nobody knows whether it was enqueued', () => {
    const inTurn = [unsure('enqueue', 1), ask('enqueue', 2), unsure('dequeue')];
    const operations = historyOf(
      [...inTurn, ask('dequeue', null, 2)],
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
      ],
    ).map((one) => (one.index === 2 ? { ...one, outcome: 'ok' as const, end: 5 } : one));
    const [result] = judge({ operations, model: null }, { levels: ['linearizable'] });
    expect(result?.verdict).toBe('valid');
    expect([...(result?.order?.values() ?? [])]).toEqual([[0, 1, 2, 3]]);
  });
});

describe('a model of a user', () => {
  /** A lock that names its holder. It brings nothing but what a model must have. */
  const lock: Model<string | null> = {
    name: 'lock',
    actions: ['acquire', 'release'],
    readOnly: [],
    perKey: true,
    initial: () => null,
    step: (holder, { action, input }) => {
      if (action === 'acquire') return holder === null ? (input as string) : undefined;
      return holder === input ? null : undefined;
    },
    identity: (holder) => holder ?? '',
    describe: (holder) => (holder === null ? 'free' : `held by ${holder}`),
  };
  const inTurn = (operations: readonly Asked[]) =>
    historyOf(
      operations,
      operations.map((_, place) => [2 * place, 2 * place + 1] as const),
    );

  it('is searched like the others', () => {
    const operations = inTurn([
      ...[unsure('release', 'a'), ask('acquire', 'a'), ask('acquire', 'b')],
      ask('release', 'b'),
    ]);
    const { results } = search([{ key: '', operations }], lock, { steps: 1_000 });
    expect(results).toEqual([{ key: '', verdict: 'valid', order: [1, 0, 2, 3] }]);
    expect(flawOf([1, 0, 2, 3], operations, lock)).toBeNull();
  });

  it('is explained like the others', () => {
    const operations = inTurn([
      ...[ask('acquire', 'a'), ask('release', 'a'), ask('acquire', 'a'), ask('acquire', 'b')],
    ]);
    const { results } = search([{ key: '', operations }], lock, { steps: 10_000 });
    expect(results[0]).toMatchObject({
      verdict: 'invalid',
      violation: {
        because: expect.arrayContaining([
          { rule: 'not possible', operation: 3, states: ['held by a'] },
        ]) as unknown,
      },
    });
  });

  it('that changes the state where it says that it does not is found out', () => {
    const stack: Model<readonly number[]> = {
      name: 'stack',
      actions: ['push', 'pop'],
      readOnly: ['pop'],
      perKey: true,
      initial: () => [],
      step: (state, { action, input, output }) => {
        if (action === 'push') return [...state, input as number];
        return output === (state.at(-1) ?? null) ? state.slice(0, -1) : undefined;
      },
      identity: String,
      describe: (state) => `[${state.join()}]`,
    };
    const operations = inTurn([ask('push', 1), ask('pop', null, 1), ask('pop', null, 1)]);
    expect(() => search([{ key: '', operations }], stack, { steps: 1_000 })).toThrow(
      'the model stack says by readOnly or leavesState that pop leaves the state as it is, ' +
        'but its step makes [] of [1]: correct one of them',
    );
  });

  it('is not taken for one of ours that has its name', () => {
    const zero: Model<Value> = { ...register, initial: () => 0 };
    const operations = inTurn([ask('read', null, 0), ask('write', 1), ask('read', null, 1)]);
    const levels = ['linearizable', 'causal'] as const;
    const results = judge({ operations, model: null }, { levels, model: zero });
    expect(results.map(({ verdict }) => verdict)).toEqual(['valid', 'unknown']);
  });
});
