/** What the settings of the primary/replica family promise, under any faults that the promise covers. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import { faults, type FaultInput } from '../support/faults.js';
import { operations, settings, type DatabaseInput } from '../support/settings.js';

const seed = fc.integer({ min: 1, max: 1_000_000 });
const few = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 5);

type ClientInput = NonNullable<ScenarioInput['clients']>[number];

function described(
  database: DatabaseInput,
  schedule: FaultInput[],
  asked: Partial<ClientInput> = {},
): Scenario {
  const own = { timeout: '2s', patience: '300ms', ...asked };
  return scenario({
    name: 'any settings, any faults',
    database,
    network: { latency: '1ms..20ms' },
    hosts: { disk: { flush: '1ms..10ms' } },
    clients: [
      { name: 'writers', count: 3, keys: 4, rate: '30/s', reads: 0.4, ...own },
      { name: 'lists', count: 2, keys: 2, rate: '10/s', workload: 'append', ...own },
    ],
    duration: '13s',
    faults: schedule,
  });
}

/** Clocks that run fast or slow: leases are only as good as they are. */
const isHonest = (fault: FaultInput): boolean => !('clock' in fault);

describe('any settings', () => {
  test.prop([settings, operations, faults, seed], { numRuns: few })(
    'hold all invariants at every step, and run the same in both modes',
    (database, asked, schedule, s) => {
      const chosen = described(database, schedule, asked);
      const plain = simulate(chosen, { seed: s });
      const recorded = simulate(chosen, { seed: s, record: true, freeze: true });
      expect(recorded.digest).toBe(plain.digest);
      expect(recorded.invariantViolations).toEqual([]);
    },
  );

  test.prop([settings, operations, faults, seed])(
    'have no zombies, and converge once the faults are over',
    (database, asked, schedule, s) => {
      const { findings, verdicts } = report(
        simulate(described(database, schedule, asked), { seed: s }),
      );
      expect(findings.zombieWrites.count).toBe(0);
      expect(verdicts['converged']).toBe('valid');
    },
  );
});

const fenced = fc
  .tuple(settings, fc.constantFrom('epoch' as const, 'lease' as const))
  .map(([database, fencing]): DatabaseInput => ({
    ...database,
    tooFew: 'block',
    commit: 'flushed',
    failover: { detect: '1s', poll: '200ms', fencing },
  }));

describe('fencing', () => {
  test.prop([fenced, operations, faults, seed])(
    'with acknowledgement by a majority loses nothing, while a majority is left',
    (database, asked, schedule, s) => {
      const chosen = described({ ...database, acknowledge: 'majority' }, schedule, asked);
      const { findings, fates } = report(simulate(chosen, { seed: s }));
      expect(findings.lostWrites.count).toBe(0);
      expect(fates.unknown).toBe(0);
    },
  );

  test.prop([fenced, operations, faults, seed])(
    'and reads of what a majority has never show what is rolled back',
    (database, asked, schedule, s) => {
      const chosen = described(database, schedule, { ...asked, level: 'majority' });
      expect(report(simulate(chosen, { seed: s })).findings.dirtyReads.count).toBe(0);
    },
  );

  test.prop([fenced, faults, seed])(
    'and reads that a majority confirms are never stale',
    (database, schedule, s) => {
      const chosen = described({ ...database, acknowledge: 'majority' }, schedule, {
        read: 'primary',
        level: 'linearizable',
      });
      const { findings, operations: counts } = report(simulate(chosen, { seed: s }));
      expect(findings.staleReads.count).toBe(0);
      expect(counts.ok).toBeGreaterThan(0);
    },
  );
});

describe('a lease', () => {
  const leased = settings.map((database): DatabaseInput => ({
    ...database,
    failover: { detect: '1s', poll: '200ms', fencing: 'lease', promote: 'priority' },
  }));

  test.prop([leased, operations, faults.map((all) => all.filter(isHonest)), seed])(
    'never lets two nodes acknowledge in the same interval, whatever they wait for',
    (database, asked, schedule, s) => {
      const { findings } = report(simulate(described(database, schedule, asked), { seed: s }));
      expect(findings.splitBrain.items).toEqual([]);
    },
  );
});

describe('an idempotency key', () => {
  test.prop([settings, faults, seed])(
    'applies a write once, however often it is tried',
    (database, schedule, s) => {
      const chosen = described(database, schedule, {
        idempotencyKey: true,
        retry: { times: 5, unanswered: true },
      });
      expect(report(simulate(chosen, { seed: s })).findings.duplicateWrites.count).toBe(0);
    },
  );
});
