/** What leaderless quorums take back and what not: values that were read, and values whose tombstones are thrown away. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { isGone } from '../../src/checkers/fates.js';
import { report } from '../../src/report/report.js';
import { simulate } from '../../src/simulation/simulate.js';
import { drawn, type Input } from '../support/quorum-drawn.js';

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 2);
const schemes = ['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'] as const;

describe('by default', () => {
  const setting = fc.constantFrom<Input>(
    ...[{}, { ask: 'all' }, { digests: true, ask: 'all' }, { speculate: '20ms' }],
    ...[{ versions: 'hybrid-clock' }, { versions: 'dotted' }, { replicas: 5 }],
  );

  // A replica tells of what it has before that is durable, so a crash can take back what was read.
  test.prop([setting, seeds], { numRuns: runs })(
    'what was read is not unread, by anybody, while nodes are up and clocks agree',
    (database, seed) => {
      const without = ['clock', 'crash', 'restart'] as const;
      const { findings, operations } = report(
        simulate(drawn({ database, client: { reads: '60%' }, without }, seed), { seed }),
      );
      expect(findings.inversions.items).toEqual([]);
      expect(operations.ok).toBeGreaterThan(0);
    },
  );
});

describe('with deletes, and tombstones that are soon thrown away', () => {
  const database = { tombstones: { grace: '500ms', every: '100ms' } };
  const client = { deletes: '20%' };

  // A value whose tombstone is gone may come back: so much of what is read is old. The delete is lost then, and with it counts as
  // lost what it alone had replaced.
  test.prop([fc.constantFrom(...schemes), seeds], { numRuns: runs })(
    'nothing that failed is there',
    (versions, seed) => {
      const given = { database: { ...database, versions }, client };
      const run = simulate(drawn(given, seed), { seed });
      expect(run.invariantViolations).toEqual([]);
      expect(report(run).findings.zombieWrites.count).toBe(0);
    },
  );

  test.prop([fc.constantFrom('version-vectors', 'dotted'), seeds], { numRuns: runs })(
    'with vectors no value is dropped but for a write whose writer knew of it',
    (versions, seed) => {
      const given = {
        database: { ...database, versions, antiEntropy: { every: '300ms' } },
        client,
      };
      const run = simulate(drawn(given, seed), { seed });
      const { findings, fates } = report(run);
      expect(fates.discardedInConflict).toBe(0);
      const { fates: fateOf } = check(run.chronicle);
      const undone = run.chronicle.operations.filter(
        ({ kind, write }) => kind === 'delete' && isGone(fateOf.get(write)),
      );
      const keys = new Set(undone.map(({ key }) => key));
      expect(findings.lostWrites.items.filter(({ key }) => !keys.has(key))).toEqual([]);
    },
  );
});
