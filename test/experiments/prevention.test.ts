/** Bundled scenarios: which settings prevent what they show, how much of it is left, and what that costs. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Counterfactuals } from '../../src/experiments/counterfactual.js';
import { readScenario } from '../../src/scenario/read.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { counterfactualsOf, runOfInput } from '../support/planted-faults.js';

function bundled(number: string): Run {
  const file = readdirSync('scenarios').find((name) => name.startsWith(number)) ?? '';
  const { scenario } = readScenario(readFileSync(`scenarios/${file}`, 'utf8'), { file });
  if (scenario === null) throw new Error('it is not a scenario');
  return simulate(scenario);
}

/** Path, value, whether it prevents the finding, how many of its kind are left. */
function settings({ prevention }: Counterfactuals) {
  return prevention.map(({ path, to, prevents, withIt }) =>
    [path, to, prevents, withIt.count].join(' '),
  );
}

describe('what would have prevented a finding of a bundled scenario', () => {
  it('15: the partition loses the write, the crash does not; waiting for a replica prevents it', () => {
    const found = counterfactualsOf(bundled('15'), 'lostWrites');
    expect(found.count).toBe(78);
    expect(found.faults.map(({ summary, necessary }) => [summary, necessary])).toEqual([
      ['partition n1 | n2 n3', true],
      ['crash n2', false],
    ]);
    expect(settings(found)).toEqual([
      'database.acknowledge any 1 true 0',
      'database.acknowledge majority true 0',
      'database.acknowledge all true 0',
      'database.failover.lagLimit 0 false 78',
      'database.failover.fencing epoch false 78',
      'database.failover.fencing lease false 71',
      'database.failover none true 0',
    ]);
  });

  it('15: and the price stands beside it', () => {
    const { prevention } = counterfactualsOf(bundled('15'), 'lostWrites');
    const { cost, from } = prevention[0] ?? {};
    expect(from).toBe('primary');
    expect(cost?.before.writes.p50).toBe(1000);
    expect(cost?.after.writes.p50).toBe(7927);
    expect(cost?.before.writes.unavailable).toBeLessThan(cost?.after.writes.unavailable ?? 0);
    expect(cost?.before.writes.succeeded).toBeGreaterThan(cost?.after.writes.succeeded ?? 1);
    expect(cost?.before.reads.p50).toBe(0);
  });

  it('13: what is read before it is rolled back is not seen by majority reads', () => {
    const found = counterfactualsOf(bundled('13'), 'dirtyReads');
    expect(found.faults.map(({ necessary }) => necessary)).toEqual([true]);
    expect(settings(found)).toEqual([
      'database.failover.lagLimit 0 true 0',
      'database.failover none true 0',
      'clients.auditor.level majority true 0',
    ]);
  });

  it('14: a script says in one step where it reads, and that step is changed', () => {
    const found = counterfactualsOf(bundled('14'), 'staleReads');
    expect(found.withoutAny?.found).toBe(true);
    expect(settings(found)).toEqual([
      'database.acknowledge any 1 true 0',
      'database.acknowledge majority true 0',
      'database.acknowledge all true 0',
      'clients.replica-at-once.script.1.read primary true 1446',
      'clients.replica-at-once.token {} true 1446',
      'clients.replica-at-once.sticky 10s true 1446',
      'clients.replica-at-once.freshness { entries: 0 } false 2292',
    ]);
    const prices = found.prevention.map(({ concerns, cost }) => [concerns, cost.after.reads.p50]);
    expect(prices.slice(2, 5)).toEqual([
      ['all', 0],
      ['group', 0],
      ['group', 99_999],
    ]);
  });

  it('50: a key, or no retry, keeps a write from being applied twice', () => {
    const found = counterfactualsOf(bundled('50'), 'duplicateWrites');
    expect(settings(found)).toEqual([
      'clients.app.idempotencyKey true true 0',
      'clients.app.retry none true 0',
    ]);
    const [key, never] = found.prevention;
    expect(key?.cost.before.writes.p50).toBe(16_002_000);
    expect(key?.cost.after.writes.p50).toBe(16_000_000);
    expect(never?.cost.after.writes.succeeded).toBe(0);
  });

  it('41: a lease ends a split brain, epochs alone do not', () => {
    const found = counterfactualsOf(bundled('41'), 'splitBrain');
    expect(found.faults.map(({ necessary }) => necessary)).toEqual([true]);
    expect(settings(found)).toEqual([
      'database.acknowledge any 1 true 0',
      'database.acknowledge majority true 0',
      'database.failover.fencing epoch false 1',
      'database.failover.fencing lease true 0',
      'database.failover none true 0',
    ]);
  });

  it('68: an update of what the session itself wrote before is not lost when it reads that', () => {
    expect(settings(counterfactualsOf(bundled('68'), 'lostUpdates'))).toEqual([
      'database.acknowledge all true 0',
      'clients.from-replica.script.0.read primary true 0',
      'clients.from-replica.token {} true 0',
      'clients.from-replica.sticky 10s true 0',
    ]);
  });

  it('34 and 37: who says for itself whom it waits for is changed there, who does not is not', () => {
    const own = counterfactualsOf(bundled('34'), 'lostWrites');
    expect(own.subject).toMatchObject({ group: 'flushed' });
    expect(settings(own)[0]).toBe('clients.flushed.acknowledge any 1 true 4');
    const common = counterfactualsOf(bundled('37'), 'lostWrites');
    expect(common.subject).toMatchObject({ group: 'clicks' });
    expect(settings(common)[0]).toBe('database.acknowledge any 1 true 0');
  });
});

describe('what would have prevented a read that went back', () => {
  const nodes = ['n1', 'n2', 'n3'];
  const clients = [{ name: 'app', count: 5, keys: 2, reads: '50%', think: '20ms' }];
  /** Of those that help: path and value, how many findings of the kind are left. */
  const helpful = (found: Counterfactuals): readonly string[] =>
    settings(found).filter((text) => text.includes(' true '));

  it('is to wait for the replicas, or to read where the session wrote, where replicas lag', () => {
    const lagging = runOfInput({
      database: { kind: 'primary-replica', nodes },
      network: { latency: '40ms' },
      clients: clients.map((group) => ({ ...group, read: 'any' as const })),
      duration: '2s',
    });
    const everybodyHasIt = [
      'database.acknowledge any 1 true 0',
      'database.acknowledge majority true 0',
      'database.acknowledge all true 0',
      'clients.app.read primary true 0',
      'clients.app.token {} true 0',
      'clients.app.sticky 10s true 0',
    ];
    const broken = counterfactualsOf(lagging, 'sessionViolations');
    expect(broken.count).toBe(45);
    expect(helpful(broken)).toEqual(everybodyHasIt);
    const inverted = counterfactualsOf(lagging, 'inversions');
    expect(inverted.count).toBe(6);
    expect(helpful(inverted)).toEqual([
      ...everybodyHasIt,
      // This one is gone, but there are others then.
      'clients.app.level majority true 44',
    ]);
  });

  it('is to read nothing that can be rolled back, or to replace nobody, where a failover loses writes', () => {
    const lossy = runOfInput({
      seed: 4,
      database: { kind: 'primary-replica', nodes, failover: { detect: '1s', fencing: 'epoch' } },
      network: { latency: '5ms' },
      clients,
      duration: '5s',
      faults: [{ at: '1s', partition: [['n1'], ['n2', 'n3']], for: '3s' }],
    });
    expect(helpful(counterfactualsOf(lossy, 'sessionViolations'))).toEqual([
      'database.acknowledge any 1 true 3',
      'database.acknowledge majority true 3',
      'database.acknowledge all true 3',
      'database.failover none true 0',
      'clients.app.level linearizable true 1',
    ]);
    expect(helpful(counterfactualsOf(lossy, 'inversions'))).toEqual([
      'database.acknowledge any 1 true 7',
      'database.acknowledge majority true 7',
      'database.acknowledge all true 7',
      'database.failover none true 0',
      'clients.app.level majority true 0',
      'clients.app.level linearizable true 0',
    ]);
    expect(helpful(counterfactualsOf(lossy, 'dirtyReads'))).toEqual([
      'database.failover none true 0',
      'clients.app.level majority true 0',
      'clients.app.level linearizable true 0',
    ]);
  });
});
