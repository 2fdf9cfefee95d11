/** Agreement with the definitions on small random histories, and witnesses that stand alone. */
import { it } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { restrictedTo, without } from '../../../src/checkers/causal/minimise.js';
import type { Guarantee } from '../../../src/checkers/sessions/guarantees.js';
import { sessionGuarantee } from '../../../src/checkers/sessions/sessions.js';
import type { History, ObservedOperation } from '../../../src/history/history.js';
import { tinyHistories, type Shape } from '../causal/tiny-histories.js';
import { guaranteeByBruteForce } from './brute-force.js';

const guarantees: readonly Guarantee[] = [
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
];

const mixtures: readonly (readonly [string, Shape])[] = [
  ['one register', { kinds: ['write'], keys: 1 }],
  ['one list', { kinds: ['append'], keys: 1 }],
  ['one set', { kinds: ['add'], keys: 1 }],
  ['all kinds', {}],
];

const cases = mixtures.flatMap(([name, shape]) =>
  guarantees.map((guarantee) => [guarantee, name, { ...shape, strangers: false }] as const),
);

/** Gives every write the place that a permutation says. */
const ranks = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 });

function withRevisions({ operations, model }: History, order: readonly number[]): History {
  const revised = operations.map((one, place): ObservedOperation => ({
    ...one,
    revision: order[place] ?? null,
  }));
  return { operations: revised, model };
}

describe.each(cases)('%s of %s', (guarantee, _, shape) => {
  it.prop([tinyHistories(8, shape)], { numRuns: 600 })(
    'is what it says',
    ({ operations, model }) => {
      const expected = guaranteeByBruteForce(operations, guarantee);
      expect(sessionGuarantee({ operations, model }, guarantee).verdict).toBe(expected);
    },
  );

  it.prop([tinyHistories(8, shape), ranks])('is what it says, by revisions', (history, order) => {
    const revised = withRevisions(history, order);
    const expected = guaranteeByBruteForce(revised.operations, guarantee);
    expect(sessionGuarantee(revised, guarantee).verdict).toBe(expected);
  });

  it.prop([tinyHistories(8, shape)])('has witnesses of which nothing can be spared', (history) => {
    const { operations, model } = history;
    for (const violation of sessionGuarantee(history, guarantee).violations) {
      expect(violation.minimal).toBe(true);
      const alone = restrictedTo(violation, (index) => operations[index] as ObservedOperation);
      expect(sessionGuarantee({ operations: alone, model }, guarantee).verdict).toBe('invalid');
      for (const one of alone) {
        const fewer = { operations: without(alone, one), model };
        expect(sessionGuarantee(fewer, guarantee).verdict).not.toBe('invalid');
      }
    }
  });
});
