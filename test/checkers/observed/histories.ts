/**
 * Observed histories for tests: `history` takes operations in a few words, and the arbitraries draw
 * small ones in which operations overlap in all ways, answers are any, and outcomes too.
 */
import fc from 'fast-check';
import type { History, ObservedOperation, Value } from '../../../src/history/history.js';

export interface Told {
  readonly action: string;
  readonly input?: Value;
  readonly output?: Value;
  /** Default: ok. */
  readonly outcome?: 'ok' | 'fail' | 'info';
  readonly key?: string;
  /** In places, which are milliseconds as well; an unknown operation has no end. */
  readonly from: number;
  readonly to: number;
}

/** A history of these operations, in the order in which they begin. Without times if asked. */
export function history(told: readonly Told[], hasTimes = true): History {
  const operations = told
    .toSorted((a, b) => a.from - b.from)
    .map(({ action, input = null, output, outcome = 'ok', key = 'x', from, to }, index) => {
      const operation: ObservedOperation = {
        index,
        name: `${index}`,
        session: `${index}`,
        key,
        action,
        input,
        output: outcome === 'ok' ? output : undefined,
        outcome,
        start: from,
        end: outcome === 'info' ? Infinity : to,
        invokedAt: hasTimes ? from * 1000 : null,
        completedAt: hasTimes && outcome !== 'info' ? to * 1000 : null,
        revision: null,
      };
      return operation;
    });
  return { operations, model: null };
}

/** Short for operations of one key, ok unless told otherwise. */
export const read = (output: Value, from: number, to: number): Told => ({
  action: 'read',
  output,
  from,
  to,
});
export const write = (input: Value, from: number, to: number, outcome?: Told['outcome']): Told => ({
  action: 'write',
  input,
  from,
  to,
  ...(outcome === undefined ? {} : { outcome }),
});
export const cas = (
  expected: Value,
  next: Value,
  from: number,
  to: number,
  output = true,
): Told => ({
  action: 'cas',
  input: [expected, next],
  output,
  from,
  to,
});
export const add = (input: Value, from: number, to: number, outcome?: Told['outcome']): Told => ({
  ...write(input, from, to, outcome),
  action: 'add',
});

const span = fc.record({ from: fc.nat({ max: 14 }), takes: fc.nat({ max: 4 }) });
const outcome = fc.constantFrom(
  'ok' as const,
  'ok' as const,
  'ok' as const,
  'fail' as const,
  'info' as const,
);

function operation(of: fc.Arbitrary<Omit<Told, 'from' | 'to' | 'outcome'>>): fc.Arbitrary<Told> {
  return fc
    .tuple(of, span, outcome)
    .map(([told, { from, takes }, ended]) => ({ ...told, from, to: from + takes, outcome: ended }));
}

const value = fc.constantFrom<Value>(1, 2, 3, 4, 'a', null);
const answer = fc.oneof(value, fc.constantFrom<Value>(5, [1, 2], [3, 5], []));

const onRegister = fc.oneof(
  fc.record({ action: fc.constant('read'), output: answer }),
  fc.record({ action: fc.constant('write'), input: value }),
  fc.record({
    action: fc.constant('cas'),
    input: fc.tuple(value, value),
    output: fc.constantFrom<Value>(true, true, false),
  }),
);

const element = fc.constantFrom<Value>(1, 2, 3, 4);
const onCollection = fc.oneof(
  fc.record({
    action: fc.constant('read'),
    output: fc.oneof(
      { weight: 9, arbitrary: fc.array(fc.constantFrom<Value>(1, 2, 3, 4, 5), { maxLength: 5 }) },
      fc.constant(null),
    ),
  }),
  fc.record({ action: fc.constant('add'), input: element }),
);

/** Small histories of one register, of one set. */
export const registers = fc.array(operation(onRegister), { minLength: 1, maxLength: 10 });
export const collections = fc.array(operation(onCollection), { minLength: 1, maxLength: 10 });
