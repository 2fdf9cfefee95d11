/** What the elections of figure 16 are like: who can win, and how soon. */
import { describe, expect, it } from 'vitest';
import { elections } from '../../../src/experiments/reproduce/elections.js';
import type { Outcome } from '../../../src/experiments/reproduce/published.js';

function trialsOf(name: string, count: number): readonly Outcome[] {
  const series = elections.series.find((one) => one.name === name);
  return Array.from({ length: count }, (_, index) => series?.trial(index + 1) ?? missing);
}
const missing: Outcome = { kind: 'not exercised', why: 'no such series' };

describe('an election after a crash', () => {
  it('takes no less than the rest of the shortest timeout, a flush and three messages', () => {
    for (const outcome of trialsOf('150..300 ms', 30)) {
      // The crash comes up to 75 ms after a heartbeat left, which took 2 ms.
      const least = 150 - 75 + 2 + 10 + 2 * 2;
      expect(outcome.kind === 'measured' && outcome.values[0]).toBeGreaterThanOrEqual(least);
    }
  });

  it('does not come to an end without randomness', () => {
    for (const outcome of trialsOf('150..150 ms', 3)) {
      expect(outcome).toEqual({ kind: 'measured', values: [Infinity] });
    }
  });
});
