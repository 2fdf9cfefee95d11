/** What is claimed of a contradiction that was made small. */
import { describe, expect, it } from 'vitest';
import { minimised, type Contradiction } from '../../../src/checkers/causal/minimise.js';
import type { Violation } from '../../../src/checkers/consistency/result.js';
import type { ObservedOperation } from '../../../src/history/history.js';
import { historyOf } from './notation.js';

const { operations } = historyOf({ a: 'x=1 y=1', b: 'y:1 x:-' });

function violationOf(some: readonly ObservedOperation[]): Violation {
  const indexes = some.map(({ index }) => index);
  const about = { level: 'sequential', kind: 'planted', key: 'x', because: [] } as const;
  return { ...about, operations: indexes, minimal: false };
}

/** A judge for whom these operations contradict each other, and who gives up on fewer. */
const hasty =
  (needed: readonly number[], rest: null | 'unknown'): Contradiction =>
  (some) =>
    needed.every((index) => some.some((one) => one.index === index)) ? violationOf(some) : rest;

describe('a contradiction', () => {
  it('is minimal when without any of its operations nothing is wrong', () => {
    const [least] = minimised([violationOf(operations)], operations, hasty([0, 3], null));
    expect(least).toMatchObject({ operations: [0, 3], minimal: true });
  });

  it('is not called minimal when nobody found out what is left without one of them', () => {
    const [least] = minimised([violationOf(operations)], operations, hasty([0, 3], 'unknown'));
    expect(least).toMatchObject({ operations: [0, 3], minimal: false });
  });
});
