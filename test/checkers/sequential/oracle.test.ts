/** Agreement with the definition on small random histories; certificates and witnesses stand alone. */
import { it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { restrictedTo, without } from '../../../src/checkers/causal/minimise.js';
import type { LevelResult } from '../../../src/checkers/consistency/result.js';
import { modelChoice } from '../../../src/checkers/models/choice.js';
import { sequential } from '../../../src/checkers/sequential/sequential.js';
import type { ObservedOperation } from '../../../src/history/history.js';
import { counted, explains, inSession, isSequential } from '../causal/brute-force.js';
import { tinyHistories, type Shape } from '../causal/tiny-histories.js';

const mixtures: readonly (readonly [string, Shape])[] = [
  ['registers', { kinds: ['write'] }],
  ['registers with repeated values', { kinds: ['write'], repeats: true }],
  ['lists', { kinds: ['append'] }],
  ['sets', { kinds: ['add'] }],
  ['all kinds', {}],
];

const model = modelChoice(null);

function judge(operations: readonly ObservedOperation[]): LevelResult {
  return sequential({ operations, model: null }, { model, budget: { steps: 1_000_000 } });
}

describe.each(mixtures)('sequential consistency of %s', (_, shape) => {
  it.prop([tinyHistories(7, shape)], { numRuns: 800 })('is what it says', ({ operations }) => {
    const expected = isSequential(operations) ? 'valid' : 'invalid';
    expect(judge(operations).verdict).toBe(expected);
  });

  it.prop([tinyHistories(10, shape)], { numRuns: 300 })('is certified', ({ operations }) => {
    const { order } = judge(operations);
    if (order === null) return;
    const inOrder = (order.get('') ?? []).map((index) => operations[index] as ObservedOperation);
    expect(explains(inOrder)).toBe(true);
    const isKept = inOrder.every((b, place) => !inOrder.slice(place).some((a) => inSession(a, b)));
    expect(isKept).toBe(true);
    const missing = counted(operations).filter((operation) => !inOrder.includes(operation));
    expect(missing.every(({ outcome }) => outcome === 'info')).toBe(true);
  });

  it.prop([tinyHistories(8, shape)], { numRuns: 300 })(
    'has witnesses of which nothing can be spared',
    ({ operations }) => {
      for (const violation of judge(operations).violations) {
        if (!violation.minimal) continue;
        const alone = restrictedTo(violation, (index) => operations[index] as ObservedOperation);
        expect(isSequential(alone)).toBe(false);
        for (const one of alone) expect(isSequential(without(alone, one))).toBe(true);
      }
    },
  );
});
