/** Small histories for every model: the operations to choose from, and ways to put them into time. */
import fc from 'fast-check';
import type { ObservedOperation, Value } from '../../../src/history/history.js';
import { modelNamed } from '../../../src/checkers/models/registry.js';
import type { Asked, Model } from '../../../src/checkers/models/model.js';

export type Times = readonly [start: number, end: number];

export function model(name: string): Model {
  const found = modelNamed(name);
  if (found === null) throw new Error(`no model ${name}`);
  return found;
}

export const ask = (action: string, input: Value = null, output: Value = null): Asked => ({
  action,
  input,
  output,
});

/** Knows neither whether it happened nor what it answered. */
export const unsure = (action: string, input: Value = null): Asked => ({
  action,
  input,
  output: undefined,
});

/** By model, operations that meet each other in few steps. Those without an output are of unknown outcome. */
export const alphabets: readonly (readonly [name: string, operations: readonly Asked[]])[] = [
  [
    'register',
    [
      ...[1, 2].flatMap((value) => [ask('write', value), ask('read', null, value)]),
      ...[ask('read'), unsure('write', 1), unsure('write', 2)],
    ],
  ],
  [
    'cas-register',
    [
      ...[ask('write', 1), ask('read', null, 1), ask('read', null, 2), unsure('write', 2)],
      ...[ask('cas', [1, 2], true), ask('cas', [1, 2], false), ask('cas', [2, 1], true)],
      unsure('cas', [1, 2]),
    ],
  ],
  [
    'list',
    [
      ...[ask('append', 1), ask('append', 2), ask('write', 1), unsure('append', 2)],
      ...[ask('read', null, [1]), ask('read', null, [1, 2]), ask('read', null, [2, 1])],
      unsure('write', 2),
    ],
  ],
  [
    'set',
    [
      ...[ask('add', 1), ask('add', 2), ask('remove', 1), unsure('add', 1), unsure('remove', 1)],
      ...[ask('read', null, []), ask('read', null, [1]), ask('read', null, [2, 1])],
    ],
  ],
  [
    'counter',
    [
      ...[ask('add', 1), ask('add', -1), unsure('add', 1), unsure('add', 2)],
      ...[0, 1, 2, 3].map((sum) => ask('read', null, sum)),
    ],
  ],
  [
    'queue',
    [
      ...[ask('enqueue', 1), ask('enqueue', 2), unsure('enqueue', 2), unsure('dequeue')],
      ...[ask('dequeue', null, 1), ask('dequeue', null, 2), ask('dequeue')],
    ],
  ],
  [
    'kv',
    [
      ...[ask('put', 'a'), ask('append', 'a'), ask('append', 'b'), unsure('append', 'b')],
      ...['', 'a', 'ab', 'ba'].map((text) => ask('get', null, text)),
      unsure('put', 'a'),
    ],
  ],
];

/** All ways in which operations can overlap when they are invoked one after the other: (2n - 1)!! of them. */
export function overlaps(count: number): readonly (readonly Times[])[] {
  if (count === 0) return [[]];
  // The first one is invoked first. Its completion falls before, between or after all events of the others.
  return overlaps(count - 1).flatMap((others) =>
    Array.from({ length: 2 * count - 1 }, (_, place): readonly Times[] => {
      const shifted = (time: number): number => time + (time < place ? 1 : 2);
      const rest = others.map(([start, end]): Times => [shifted(start), shifted(end)]);
      return [[0, place + 1], ...rest];
    }),
  );
}

/** Puts each operation into its time and numbers them by invocation. */
export function historyOf(
  operations: readonly Asked[],
  times: readonly Times[],
): readonly ObservedOperation[] {
  const placed = operations.map((asked, place) => ({ asked, times: times[place] ?? [0, 0] }));
  placed.sort((a, b) => a.times[0] - b.times[0]);
  return placed.map(({ asked, times: [start, end] }, index) => ({
    ...asked,
    index,
    name: `#${index}`,
    session: `s${index}`,
    key: '',
    outcome: asked.output === undefined ? 'info' : 'ok',
    start,
    end: asked.output === undefined ? Infinity : end,
    invokedAt: null,
    completedAt: null,
    revision: null,
  }));
}

/** Up to so many operations, close enough in time to overlap and to tie. */
export function histories(
  alphabet: readonly Asked[],
  longest: number,
): fc.Arbitrary<readonly ObservedOperation[]> {
  const placed = fc.record({
    asked: fc.constantFrom(...alphabet),
    start: fc.nat({ max: 10 }),
    length: fc.nat({ max: 5 }),
  });
  return fc.array(placed, { minLength: 1, maxLength: longest }).map((all) =>
    historyOf(
      all.map(({ asked }) => asked),
      all.map(({ start, length }) => [start, start + length] as const),
    ),
  );
}
