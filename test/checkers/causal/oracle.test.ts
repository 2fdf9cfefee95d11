/** Agreement with the definitions, read literally, on small random histories. */
import { it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { causal } from '../../../src/checkers/causal/causal.js';
import { isCausal, isCausallyConvergent } from './brute-force.js';
import { tinyHistories, type Shape } from './tiny-histories.js';

const mixtures: readonly (readonly [string, Shape])[] = [
  ['registers', { kinds: ['write'] }],
  ['lists', { kinds: ['append'] }],
  ['one list', { kinds: ['append'], keys: 1 }],
  ['sets', { kinds: ['add'] }],
  ['all kinds', {}],
];

const verdictOf = (isRight: boolean): string => (isRight ? 'valid' : 'invalid');

describe.each(mixtures)('the patterns agree with the definition on %s', (_, shape) => {
  it.prop([tinyHistories(5, shape)], { numRuns: 1500 })('of causal consistency', (history) => {
    expect(causal(history, 'causal').verdict).toBe(verdictOf(isCausal(history.operations)));
  });

  it.prop([tinyHistories(5, shape)], { numRuns: 1500 })('of causal convergence', (history) => {
    const expected = verdictOf(isCausallyConvergent(history.operations));
    expect(causal(history, 'causallyConvergent').verdict).toBe(expected);
  });
});

describe('where values repeat, what is said is true', () => {
  const repeating = tinyHistories(5, { repeats: true });

  it.prop([repeating], { numRuns: 1500 })('of both levels', ({ operations, model }) => {
    const said = (['causal', 'causallyConvergent'] as const).map(
      (level) => causal({ operations, model }, level).verdict,
    );
    const expected = [isCausal(operations), isCausallyConvergent(operations)].map(verdictOf);
    for (const [place, verdict] of said.entries()) {
      if (verdict !== 'unknown') expect(verdict).toBe(expected[place]);
    }
  });
});
