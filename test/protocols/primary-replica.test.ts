/** What must hold for the primary/replica family under any faults. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { simulate } from '../../src/simulation/simulate.js';
import { faults, type FaultInput } from '../support/faults.js';

/** Recorded runs cost many times a plain one. */
const few = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 5);

const seed = fc.integer({ min: 1, max: 1_000_000 });

interface Setting {
  readonly order?: 'stream' | 'none';
  readonly nodes?: number;
  readonly watchers?: 'majority' | 1 | 'no failover';
}

function underFaults(
  schedule: FaultInput[],
  acknowledge: string,
  { order = 'stream', nodes = 3, watchers = 'majority' }: Setting = {},
): Scenario {
  return scenario({
    name: 'any faults',
    database: {
      kind: 'primary-replica',
      nodes,
      acknowledge,
      heartbeat: '200ms',
      failover: watchers === 'no failover' ? 'none' : { detect: '1s', poll: '200ms', watchers },
    },
    network: { latency: '1ms..20ms', order },
    hosts: { disk: { flush: '1ms..10ms' } },
    clients: [
      { name: 'writers', count: 3, keys: 4, rate: '40/s', reads: 0.2 },
      { name: 'lists', count: 2, keys: 2, rate: '10/s', workload: 'append', read: 'any' },
      { name: 'counters', count: 2, keys: 4, rate: '10/s', workload: 'update', read: 'any' },
    ],
    duration: '13s',
    faults: schedule,
  });
}

describe('both modes', () => {
  test.prop([faults, seed], { numRuns: few })(
    'give the same run, and no effect shares a reference',
    (schedule, s) => {
      const described = underFaults(schedule, 'any 1');
      const plain = simulate(described, { seed: s });
      const recorded = simulate(described, { seed: s, record: true, freeze: true });
      expect(recorded.digest).toBe(plain.digest);
      expect(recorded.events).toBe(plain.events);
      expect(recorded.invariantViolations).toEqual([]);
    },
  );
});

const setting: fc.Arbitrary<Setting> = fc.record({
  order: fc.constantFrom('stream' as const, 'none' as const),
  nodes: fc.constantFrom(3, 5),
  watchers: fc.constantFrom('majority' as const, 1 as const, 'no failover' as const),
});

describe('waiting for all', () => {
  test.prop([faults, seed, setting])(
    'never loses an acknowledged write, and converges once the faults are over',
    (schedule, s, chosen) => {
      const run = simulate(underFaults(schedule, 'all', chosen), { seed: s });
      const { findings, verdicts, fates } = report(run);
      expect(run.invariantViolations).toEqual([]);
      expect(findings.lostWrites.count).toBe(0);
      expect(findings.zombieWrites.count).toBe(0);
      expect(fates.unknown).toBe(0);
      expect(verdicts['converged']).toBe('valid');
    },
  );
});

/** One node after the other goes down, and is back for a second or more before the next one goes. */
const crashesInTurn = fc
  .array(
    fc.record({
      crash: fc.constantFrom('n1', 'n2', 'n3', 'primary'),
      disk: fc.constantFrom('kept' as const, 'wiped' as const),
      inFlight: fc.constantFrom('drop' as const, 'deliver' as const),
      delay: fc.integer({ min: 0, max: 800 }),
      lasts: fc.integer({ min: 1, max: 2200 }),
    }),
    { maxLength: 3 },
  )
  .map((crashes) =>
    crashes.map(({ delay, lasts, ...crash }, index): FaultInput => {
      const at = `${String(500 + 4000 * index + delay)}ms`;
      return { ...crash, at, for: `${String(lasts)}ms` };
    }),
  );

describe('waiting for any one', () => {
  test.prop([crashesInTurn, seed])(
    'never loses an acknowledged write while one node at a time is down, even if it comes back empty',
    (schedule, s) => {
      const run = simulate(underFaults(schedule, 'any 1'), { seed: s });
      const { findings, verdicts, fates } = report(run);
      expect(run.invariantViolations).toEqual([]);
      expect(findings.lostWrites.count).toBe(0);
      expect(findings.zombieWrites.count).toBe(0);
      expect(fates.unknown).toBe(0);
      expect(verdicts['converged']).toBe('valid');
    },
  );
});

describe('any acknowledgement', () => {
  test.prop([faults, seed, fc.constantFrom('primary', 'any 1')])(
    'accounts for every acknowledged write exactly once',
    (schedule, s, acknowledge) => {
      const { fates, findings, operations } = report(
        simulate(underFaults(schedule, acknowledge), { seed: s }),
      );
      const { acknowledged, present, superseded, lost, discardedInConflict, unknown } = fates;
      expect(present + superseded + lost + discardedInConflict + unknown).toBe(acknowledged);
      expect(lost).toBe(findings.lostWrites.count);
      expect(operations.ok + operations.fail + operations.info).toBe(operations.invoked);
    },
  );
});
