/**
 * Random histories of queues in which every element is different, with dequeues that found nothing and unknown
 * outcomes on both sides: judged by pairs, by the definition, and by the search.
 */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationsIn } from '../../../src/checkers/consistency/because.js';
import type { LevelResult, Violation } from '../../../src/checkers/consistency/result.js';
import { linearizable } from '../../../src/checkers/linearizable/linearizable.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { queue } from '../../../src/checkers/models/queue.js';
import type { ObservedOperation, Value } from '../../../src/history/history.js';
import { flawOf } from '../../support/verify-linearization.js';
import { flawOfViolation } from '../../support/witness.js';
import { isLinearizable } from './brute-force.js';
import {
  dequeue,
  enqueue,
  failed,
  historyOf,
  overlaps,
  selections,
  unknown,
  type Times,
  type Written,
} from './histories.js';

type Operations = readonly ObservedOperation[];

/** What a dequeue may do wrong: not see the oldest element, or any; leave it there; make one up. */
type Mistake = 'none' | 'overtakes' | 'sees nothing' | 'leaves it' | 'makes one up';

/** One operation of a random history. */
interface Planned {
  readonly isEnqueue: boolean;
  readonly start: number;
  readonly takes: number;
  /** When it takes effect, in quarters of the time that it takes; an unknown one may be late. */
  readonly effect: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly happens: boolean;
  readonly mistake: Mistake;
}

const mistakes: readonly Mistake[] = [
  'overtakes',
  'overtakes',
  'sees nothing',
  'sees nothing',
  'leaves it',
  'makes one up',
];

/** Of `care` operations one has a mistake. */
const plans = (count: { least: number; most: number }, latest: number, care: number) =>
  fc.array(
    fc.record<Planned>({
      isEnqueue: fc.boolean(),
      start: fc.nat({ max: latest }),
      takes: fc.nat({ max: 8 }),
      effect: fc.nat({ max: 4 }),
      outcome: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'fail', 'info', 'info'),
      happens: fc.boolean(),
      mistake: fc.oneof(
        { arbitrary: fc.constant<Mistake>('none'), weight: care - 1 },
        { arbitrary: fc.constantFrom(...mistakes), weight: 1 },
      ),
    }),
    { minLength: count.least, maxLength: count.most, size: 'max' },
  );

/** Lets the operations take effect one after another and writes down what their clients were told. */
function played(plan: readonly Planned[]): Operations {
  const held: number[] = [];
  const inEffect = plan
    .map((one, place) => {
      const slowness = one.outcome === 'info' ? 3 : 1;
      return { ...one, value: place + 1, at: one.start + (one.takes * one.effect * slowness) / 4 };
    })
    .toSorted((a, b) => a.at - b.at);
  const operations = inEffect.map((one): Written => {
    const times: Times = [one.start, one.start + one.takes];
    const isEffective = one.outcome === 'ok' || (one.outcome === 'info' && one.happens);
    if (isEffective && one.isEnqueue) held.push(one.value);
    const told = isEffective && !one.isEnqueue ? answer(held, one) : null;
    const operation = one.isEnqueue ? enqueue(one.value, times) : dequeue(told, times);
    return one.outcome === 'ok'
      ? operation
      : (one.outcome === 'fail' ? failed : unknown)(operation);
  });
  return historyOf(operations).operations;
}

/** Takes an element out of what the queue holds. */
function answer(held: number[], { mistake, value }: Planned & { readonly value: number }): Value {
  switch (mistake) {
    case 'none':
      return held.shift() ?? null;
    case 'overtakes':
      return held.splice(1, 1)[0] ?? null;
    case 'sees nothing':
      return null;
    case 'leaves it':
      return held[0] ?? null;
    case 'makes one up':
      return value;
  }
}

function judged(operations: Operations, model: Model): LevelResult {
  const options = { model: () => model, budget: { steps: 1_000_000 } };
  return linearizable({ operations, model: null }, options);
}

/** What is wrong with the order or the witness of a result; null when nothing is. */
function flawOfResult(
  { verdict, order, violations }: LevelResult,
  operations: Operations,
  flawOfWitness: (violation: Violation, all: Operations, model: Model) => string | null,
): string | null {
  if (verdict === 'valid') return flawOf(order?.get('x') ?? [], operations, queue);
  const [violation] = violations;
  if (violation === undefined) return 'no violation';
  const named = violation.because.flatMap(operationsIn);
  const stranger = named.find((index) => !violation.operations.includes(index));
  // A model of its own is left to the search.
  const flaw = flawOfWitness(violation, operations, { ...queue });
  return stranger === undefined ? flaw : `a fact about ${stranger}, which is not in the witness`;
}

/**
 * What is wrong with a witness of a small history, by the definition. Whatever the other operations did, even
 * if they took effect later or never, it stays a contradiction.
 */
function flawByDefinition({ operations, minimal }: Violation, all: Operations): string | null {
  const witness = operations.map((index) => all[index] as ObservedOperation);
  if (isLinearizable(witness, queue)) return 'no contradiction by itself';
  const others = all.filter(
    ({ index, outcome }) => outcome !== 'fail' && !operations.includes(index),
  );
  const optional = others.map((other) => ({ ...other, outcome: 'info' as const, end: Infinity }));
  if (isLinearizable([...witness, ...optional], queue)) return 'no contradiction beside the others';
  const spare = witness.find((one) => !isLinearizable(without(one, witness), queue));
  if (spare === undefined) return minimal ? null : 'it is minimal after all';
  return minimal ? `a contradiction without ${spare.index}, too` : null;
}

/** Without an operation, and without the dequeues that it explains. */
function without(left: ObservedOperation, operations: Operations): Operations {
  const isOfIt = ({ action, output }: ObservedOperation): boolean =>
    left.action === 'enqueue' && action === 'dequeue' && output === left.input;
  return operations.filter((one) => one !== left && !isOfIt(one));
}

describe('agrees', () => {
  test.prop([plans({ least: 2, most: 7 }, 12, 2)], { numRuns: 600 })(
    'with the definition on small histories',
    (plan) => {
      const operations = played(plan);
      const result = judged(operations, queue);
      expect(result.scope.methods).toEqual(['pairs']);
      expect(result.verdict).toBe(isLinearizable(operations, queue) ? 'valid' : 'invalid');
      expect(flawOfResult(result, operations, flawByDefinition)).toBeNull();
    },
  );

  test.prop([plans({ least: 8, most: 30 }, 60, 8)], { numRuns: 200 })(
    'with the search on longer histories',
    (plan) => {
      const operations = played(plan);
      const searched = judged(operations, { ...queue });
      const result = judged(operations, queue);
      expect(result.scope.methods).toEqual(['pairs']);
      if (searched.verdict !== 'unknown') expect(result.verdict).toBe(searched.verdict);
      expect(result.scope.leftOut).toEqual(searched.scope.leftOut);
      expect(flawOfResult(result, operations, flawOfViolation)).toBeNull();
    },
  );
});

it('agrees with the definition on all histories of four operations', () => {
  const choices: readonly ((times: Times) => Written)[] = [
    ...[1, 2].map((value) => (times: Times) => enqueue(value, times)),
    ...[1, 2].map((value) => (times: Times) => unknown(enqueue(value, times))),
    ...[null, 1, 2].map((value) => (times: Times) => dequeue(value, times)),
    (times) => unknown(dequeue(null, times)),
  ];
  const asked = choices.map((choice) => choice([0, 0]).input);
  // Elements are enqueued once, for symmetry in the order 1, 2.
  const isCanonical = (chosen: readonly number[]): boolean =>
    chosen.flatMap((one) => asked[one] ?? []).every((value, place) => value === place + 1);
  const selected = selections([...choices.keys()], 4, isCanonical);
  const tally = { valid: 0, invalid: 0 };
  const wrong: unknown[] = [];
  for (const times of overlaps(4)) {
    for (const chosen of selected) {
      const written = chosen.map((one, place) => choices[one]?.(times[place] as Times) as Written);
      const { operations } = historyOf(written);
      const result = judged(operations, queue);
      const expected = isLinearizable(operations, queue) ? 'valid' : 'invalid';
      tally[expected] += 1;
      const flaw =
        result.verdict === expected
          ? flawOfResult(result, operations, flawByDefinition)
          : `it is ${expected}`;
      if (flaw !== null) wrong.push([flaw, ...operations]);
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(tally).toEqual({ valid: 9334, invalid: 18_314 });
});
