/**
 * The search against the definition: all histories of three operations, thousands of random ones that are
 * longer. Every order that it finds is replayed, every contradiction that it tells is checked.
 */
import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { ObservedOperation } from '../../../src/history/history.js';
import type { Violation } from '../../../src/checkers/consistency/result.js';
import { search, type PartResult } from '../../../src/checkers/linearizable/search/search.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { flawOf } from '../../support/verify-linearization.js';
import { isLinearizable } from '../linearizable/brute-force.js';
import { alphabets, histories, historyOf, model, overlaps } from './small-histories.js';

const budget = { steps: 100_000 };

function judge(operations: readonly ObservedOperation[], by: Model): PartResult {
  const { results } = search([{ key: '', operations }], by, budget);
  return results[0] as PartResult;
}

function optional(operation: ObservedOperation): ObservedOperation {
  return { ...operation, outcome: 'info', end: Infinity };
}

/** Whether one operation can be answered as it was, if the others do as they like. */
function isExplained(
  operation: ObservedOperation,
  others: readonly ObservedOperation[],
  by: Model,
): boolean {
  return isLinearizable([operation, ...others.filter((o) => o !== operation).map(optional)], by);
}

/** Without an operation and, one after the other, all that cannot be answered without it. */
function without(
  operations: readonly ObservedOperation[],
  left: ObservedOperation,
  by: Model,
): readonly ObservedOperation[] {
  const others = operations.filter((operation) => operation !== left);
  const unexplained = others.find((operation) => !isExplained(operation, others, by));
  return unexplained === undefined ? others : without(others, unexplained, by);
}

function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  return all.reduce<readonly (readonly T[])[]>(
    (found, one) => [...found, ...found.map((some) => [...some, one])],
    [[]],
  );
}

function expectSound(
  violation: Violation,
  operations: readonly ObservedOperation[],
  by: Model,
): void {
  const told = operations.filter(({ index }) => violation.operations.includes(index));
  const others = operations.filter((operation) => !told.includes(operation));
  // Whichever of the others took effect.
  for (const some of subsets(others)) expect(isLinearizable([...told, ...some], by)).toBe(false);
  expect(violation.because.some(({ rule }) => rule === 'not possible')).toBe(true);
  if (!violation.minimal) return;
  for (const operation of told) {
    expect(isLinearizable(without(told, operation, by), by)).toBe(true);
  }
}

/** What is wrong with the answer; null when nothing is. */
function mistakeOf(operations: readonly ObservedOperation[], by: Model): string | null {
  const result = judge(operations, by);
  const verdict = isLinearizable(operations, by) ? 'valid' : 'invalid';
  if (result.verdict !== verdict) return `${result.verdict}, but it is ${verdict}`;
  return result.verdict === 'valid' ? flawOf(result.order, operations, by) : null;
}

describe.each(alphabets)('the search for an order of a %s', (name, alphabet) => {
  const by = model(name);

  it('agrees with the definition on all histories of three operations', () => {
    const histories = alphabet.flatMap((a) =>
      alphabet.flatMap((b) =>
        alphabet.flatMap((c) => overlaps(3).map((times) => historyOf([a, b, c], times))),
      ),
    );
    const wrong = histories.find((operations) => mistakeOf(operations, by) !== null);
    expect(wrong).toBeUndefined();
  });

  test.prop([histories(alphabet, 6)], { numRuns: 400 })(
    'agrees with the definition on random histories of six operations, and tells why',
    (operations) => {
      expect(mistakeOf(operations, by)).toBeNull();
      const result = judge(operations, by);
      if (result.verdict === 'invalid') expectSound(result.violation, operations, by);
    },
  );
});
