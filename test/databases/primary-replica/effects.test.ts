/**
 * Settings of the primary/replica family that no bundled scenario is about: each changes a number. The first value is
 * that of the setting, the second one that of its absence.
 */
import { describe, expect, test } from 'vitest';
import { report } from '../../../src/report/report.js';
import type { Report } from '../../../src/report/schema.js';
import { scenario } from '../../../src/scenario/build.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { simulate } from '../../../src/simulation/simulate.js';

type Changes = Readonly<Record<string, unknown>>;

interface Case {
  readonly database?: Changes;
  readonly clients?: Changes;
  readonly faults?: readonly Changes[];
  readonly network?: Changes;
}

/** Three nodes with constant latencies, ten writes a second, ten seconds. */
function outcome({ database, clients, faults = [], network }: Case): Report {
  const described = scenario({
    name: 'effect',
    database: { kind: 'primary-replica', nodes: 3, failover: 'none', ...database },
    network: { latency: '10ms', ...network },
    hosts: { disk: { flush: '1ms' } },
    clients: [{ name: 'app', rate: '10/s', reads: 0, keys: { choose: 'fresh' }, ...clients }],
    duration: '10s',
    faults,
  } as unknown as ScenarioInput);
  return report(simulate(described));
}

const write = (one: Report): unknown => one.metrics.latency.write.p50Ms;
const read = (one: Report): unknown => one.metrics.latency.read.p50Ms;
const failed = (one: Report): unknown => one.operations.fail;
const promoted = (one: Report): unknown => one.coverage.notes['promoted'] ?? 0;
const lost = (one: Report): unknown => one.findings.lostWrites.count;
const stale = (one: Report): unknown => one.findings.staleReads.count;

/** Both, one after the other: with the change, and without it. */
function both(base: Case, change: Case, number: (one: Report) => unknown): unknown[] {
  const database = { ...base.database, ...change.database };
  const clients = { ...base.clients, ...change.clients };
  return [number(outcome({ ...base, ...change, database, clients })), number(outcome(base))];
}

const cutOff = { at: '5005ms', partition: [['n1'], ['n2', 'n3']] };
const dies = { at: '5005ms', crash: 'n1' };
const watched = { detect: '1s', poll: '100ms' };

describe('writing', () => {
  test('tooFew: refuse, once the replicas count as disconnected', () => {
    const base = { database: { acknowledge: 'any 1', disconnect: '2s' }, faults: [cutOff] };
    // Last heard at 4.922 s: the writes from 7.0 to 10.0 s, and none that waits in vain instead.
    expect(both(base, { database: { tooFew: 'refuse' } }, failed)).toEqual([31, 0]);
  });

  test('disconnect: how long the first of a list is waited for', () => {
    const waits = { acknowledge: 'first 1 [n3, n2]', heartbeat: '100ms' };
    const base = { database: waits, faults: [{ at: '2s', crash: 'n3' }] };
    const unknown = ({ operations }: Report): unknown => operations.info;
    // n3 was last heard at 1.922 s: the writes of one second wait longer than their clients do.
    expect(both(base, { database: { disconnect: '2s' } }, unknown)).toEqual([10, 80]);
  });

  test('sending: serial', () => {
    const base = { database: { acknowledge: 'all' } };
    expect(both(base, { database: { sending: 'serial' } }, write)).toEqual([43, 22]);
  });

  test('groupCommit: a commit waits for more', () => {
    const gathers = { groupCommit: { size: 10, wait: '30ms' } };
    expect(both({}, { database: gathers }, write)).toEqual([31, 1]);
  });

  test('commit: buffered', () => {
    expect(both({}, { database: { commit: 'buffered' } }, write)).toEqual([0, 1]);
  });

  test('commit: received', () => {
    const base = { database: { acknowledge: 'any 1' } };
    expect(both(base, { database: { commit: 'received' } }, write)).toEqual([21, 22]);
  });

  test('commit: applied', () => {
    const base = { database: { acknowledge: 'any 1', apply: { each: '7ms' } } };
    expect(both(base, { database: { commit: 'applied' } }, write)).toEqual([29, 22]);
  });

  test('apply: workers', () => {
    const base = { database: { apply: { each: '150ms' } } };
    const behind = ({ metrics }: Report): boolean =>
      (metrics.replication['n2']?.behind.max ?? 0) > 30;
    expect(both(base, { database: { apply: { each: '150ms', workers: 2 } } }, behind)).toEqual([
      false,
      true,
    ]);
  });
});

describe('failover', () => {
  test('promote: by-hand leaves it to an operator', () => {
    const base = { database: { failover: watched }, faults: [dies] };
    const byHand = { database: { failover: { ...watched, promote: 'by-hand' } } };
    expect(both(base, byHand, promoted)).toEqual([0, 1]);
  });

  test('watchers: how many must miss the primary', () => {
    const alone = [{ at: '5s', partition: [['n3'], ['n1', 'n2']], for: '3s' }];
    const base = { database: { failover: watched }, faults: alone };
    const hasty = { database: { failover: { ...watched, watchers: 1 } } };
    expect(both(base, hasty, promoted)).toEqual([1, 0]);
  });

  test('promote: nearest prefers the neighbour of the old primary to the longest log', () => {
    const links = [
      { between: ['n1', 'n2'], latency: '90ms' },
      { from: 'n3', to: 'n1', latency: '5ms' },
      { from: 'n1', to: 'n3', latency: '400ms' },
    ];
    const base = { database: { failover: watched }, faults: [dies], network: { links } };
    const nearest = { database: { failover: { ...watched, promote: 'nearest' } } };
    const crash = { ...dies, inFlight: 'drop' };
    // What is on its way to n3, 400 ms of writes, is lost instead of 90 ms.
    expect(both({ ...base, faults: [crash] }, nearest, lost)).toEqual([4, 1]);
  });

  test('members: a priority of 0', () => {
    const base = { database: { nodes: 2, failover: watched }, faults: [dies] };
    const never = {
      database: { nodes: 3, members: { n2: { priority: 0 }, n3: { arbiter: true } } },
    };
    expect(both(base, never, promoted)).toEqual([0, 1]);
  });

  test('members: a vote', () => {
    const fenced = { ...watched, fencing: 'epoch', watchers: 1 };
    const base = { database: { failover: fenced }, faults: [dies, { at: '2s', crash: 'n3' }] };
    const voteless = { database: { members: { n1: { votes: 0 }, n3: { votes: 0 } } } };
    expect(both(base, voteless, promoted)).toEqual([1, 0]);
  });

  test('heartbeat and detect: how long nobody is primary', () => {
    const rto = ({ metrics }: Report): number => Math.floor((metrics.rtoMs ?? 0) / 1000);
    const base = { database: { failover: { detect: '3s', poll: '100ms' } }, faults: [dies] };
    const retry = {
      clients: { timeout: '9s', patience: '100ms', retry: { times: 90, unanswered: true } },
    };
    expect(both({ ...base, ...retry }, { database: { failover: watched } }, rto)).toEqual([1, 3]);
  });
});

describe('reading', () => {
  const reads = { clients: { reads: 0.5, keys: 1, latency: '1ms' } };

  test('read: nearest', () => {
    const zones = {
      zones: { here: ['n3'], there: ['n1', 'n2'] },
      roundTrip: { here: { there: '80ms' } },
    };
    const base = { network: zones, clients: { reads: 0.5, zone: 'here', latency: 'zones' } };
    expect(both(base, { clients: { read: 'nearest' } }, read)).toEqual([20, 80]);
  });

  test('read: round-robin', () => {
    const base = { ...reads, network: { latencyByKind: { append: '300ms' } } };
    const number = (one: Report): boolean => Number(stale(one)) > 10;
    expect(both(base, { clients: { read: 'round-robin' } }, number)).toEqual([true, false]);
  });

  test('freshness: entries', () => {
    const base = { ...reads, network: { latencyByKind: { append: '300ms' } } };
    const replica = { ...base, clients: { ...base.clients, read: 'replica' } };
    const fresh = { clients: { freshness: { entries: 0 } } };
    const [limited, free] = both(replica, fresh, stale).map(Number);
    expect(limited).toBeLessThan(free ?? 0);
  });
});
