/** Twenty random faults come down to the one or two that matter. */
import { describe, expect, it } from 'vitest';
import { shrink } from '../../src/experiments/shrink/shrink.js';
import { report } from '../../src/report/report.js';
import { simulate } from '../../src/simulation/simulate.js';
import { twentyFaults } from '../experiments/shrink/twenty-faults.js';

describe('a scenario with twenty random faults that loses writes', () => {
  it.each([
    { seed: 1, runs: 73, faults: 1, operations: 1 },
    { seed: 2, runs: 328, faults: 1, operations: 1 },
    { seed: 3, runs: 163, faults: 1, operations: 1 },
    { seed: 4, runs: 180, faults: 2, operations: 1 },
    { seed: 6, runs: 101, faults: 1, operations: 1 },
    { seed: 7, runs: 373, faults: 1, operations: 1 },
  ])(
    'comes down to $faults of them with seed $seed, in $runs runs',
    ({ seed, runs, faults, operations }) => {
      const shrunk = shrink(twentyFaults(seed), seed);
      expect(shrunk).toMatchObject({
        fingerprint: 'lostWrites: rolled back',
        runs,
        isSmallest: true,
        before: { faults: 20, groups: 3, sessions: 9, nodes: 5 },
        after: { faults, operations, groups: 1, sessions: 1, nodes: 2 },
      });
      expect(report(simulate(shrunk.scenario)).outcome).toBe('as-expected');
      const again = shrink(shrunk.scenario, seed);
      expect(again).toMatchObject({ scenario: shrunk.scenario, steps: [] });
    },
  );
});
