/** What failover does in whole runs: instants that follow from the settings, who is promoted, what is lost. */
import { describe, expect, test } from 'vitest';
import type { Milestone } from '../../src/history/chronicle.js';
import { provenanceEntry } from '../../src/history/provenance.js';
import { inMilliseconds } from '../../src/kernel/time.js';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';

type Faults = NonNullable<ScenarioInput['faults']>;
type Clients = ScenarioInput['clients'];

const app: Clients = [{ name: 'app', workload: 'append', reads: 0, rate: '100/s', keys: 5 }];

/** Latency is 1 ms and a flush takes 1 ms, unless the scenario says otherwise. */
function run(database: object, faults: Faults, rest: Partial<ScenarioInput> = {}): Run {
  return simulate(
    scenario({
      name: 'failover',
      database: { kind: 'primary-replica', nodes: 3, ...database },
      clients: app,
      duration: '12s',
      faults,
      ...rest,
    } as ScenarioInput),
  );
}

function milestones({ chronicle }: Run, event: string): readonly Milestone[] {
  return chronicle.milestones.filter((milestone) => milestone.event === event);
}

/** `n2 at 7004`: who did it, and when in milliseconds. */
function told(run: Run, event: string): readonly string[] {
  return milestones(run, event).map(({ node, at }) => `${node} at ${String(inMilliseconds(at))}`);
}

/** When the first write was acknowledged after an instant, in milliseconds. */
function firstAcknowledged({ chronicle }: Run, after: number): number {
  const times = chronicle.operations.flatMap(({ outcome, completedAt }) =>
    outcome === 'ok' && completedAt !== null ? [inMilliseconds(completedAt)] : [],
  );
  return Math.min(...times.filter((time) => time > after));
}

describe('the timeline of a failover', () => {
  test.each([
    // Heartbeats at 0, 500, … The last one before the crash is heard a millisecond after it was sent.
    { crash: '5.2s', heartbeat: '500ms', detect: '2s', suspected: 7001 },
    { crash: '5.4s', heartbeat: '500ms', detect: '2s', suspected: 7001 },
    { crash: '5.6s', heartbeat: '500ms', detect: '2s', suspected: 7501 },
    { crash: '5.15s', heartbeat: '100ms', detect: '1s', suspected: 6101 },
    { crash: '5.25s', heartbeat: '100ms', detect: '1s', suspected: 6201 },
    { crash: '5.25s', heartbeat: '1s', detect: '3s', suspected: 8001 },
  ])(
    'crash at $crash, heartbeat $heartbeat, detect $detect: suspected at $suspected ms',
    ({ crash, heartbeat, detect, suspected }) => {
      const clients: Clients = [
        {
          ...{ name: 'app', workload: 'append', reads: 0, count: 3, think: '5ms' },
          ...{ timeout: '10s', patience: '20ms' },
          retry: { times: 1000, backoff: '5ms', unanswered: true },
        },
      ];
      const failed = run(
        { heartbeat, failover: { detect } },
        [{ at: crash, crash: 'n1', inFlight: 'deliver' }],
        { clients },
      );
      expect(told(failed, 'suspected')).toEqual([
        `n2 at ${String(suspected)}`,
        `n3 at ${String(suspected)}`,
      ]);
      // A poll, its answer, and the flush of the new epoch.
      expect(told(failed, 'promoted')).toEqual([`n2 at ${String(suspected + 3)}`]);
      // A write is retried within 25 ms, and flushed in one.
      const served = firstAcknowledged(failed, suspected);
      expect(served).toBeGreaterThan(suspected + 3);
      expect(served).toBeLessThanOrEqual(suspected + 3 + 20 + 5 + 1 + 1);
    },
  );

  test('a silent replica is waited for as long as a poll lasts', () => {
    const crashes: Faults = [
      { at: '2s', crash: 'n5' },
      { at: '5.2s', crash: 'n1' },
    ];
    const poll = (length: string): readonly string[] =>
      told(run({ nodes: 5, failover: { poll: length } }, crashes), 'promoted');
    expect(poll('500ms')).toEqual(['n2 at 7502']);
    expect(poll('100ms')).toEqual(['n2 at 7102']);
  });

  test('a primary that is back before it is missed is promoted again within a round trip', () => {
    const failed = run({}, [{ at: '5.2s', crash: 'n1', for: '300ms' }]);
    expect(told(failed, 'promoted')).toEqual(['n1 at 5503']);
    expect(report(failed).findings.lostWrites.count).toBe(0);
  });
});

describe('who is promoted', () => {
  const slow = { latencyByKind: { append: '800ms' } };

  test.each([
    ['n2', [{ between: ['n1', 'n3'] as [string, string], ...slow }]],
    ['n3', [{ between: ['n1', 'n2'] as [string, string], ...slow }]],
  ])('%s, when it is ahead of the other replica', (ahead, links) => {
    const failed = run({}, [{ at: '5.2s', crash: 'n1', inFlight: 'drop' }], { network: { links } });
    expect(milestones(failed, 'promoted').map(({ node }) => node)).toEqual([ahead]);
  });

  test('one of five: the most advanced, though it is not the first to miss the primary', () => {
    const links = ['n2', 'n3', 'n4'].map((node) => ({
      between: ['n1', node] as [string, string],
      ...slow,
    }));
    const far = { between: ['n1', 'n5'] as [string, string], latency: '30ms' };
    const failed = run({ nodes: 5 }, [{ at: '5.2s', crash: 'n1', inFlight: 'drop' }], {
      network: { links: [...links, far] },
    });
    expect(milestones(failed, 'promoted').map(({ node }) => node)).toEqual(['n5']);
  });

  test.each([
    { nodes: 3, watchers: 'majority', minority: ['n3'], promoted: 0 },
    { nodes: 3, watchers: 1, minority: ['n3'], promoted: 1 },
    { nodes: 5, watchers: 'majority', minority: ['n4', 'n5'], promoted: 0 },
    { nodes: 5, watchers: 2, minority: ['n4', 'n5'], promoted: 1 },
    { nodes: 4, watchers: 'majority', minority: ['n3', 'n4'], promoted: 1 },
    { nodes: 4, watchers: 3, minority: ['n3', 'n4'], promoted: 0 },
  ])(
    '$nodes nodes, watchers: $watchers, $minority cut off: $promoted promotions there',
    ({ nodes, watchers, minority, promoted }) => {
      const all = Array.from({ length: nodes }, (_, index) => `n${String(index + 1)}`);
      const majority = all.filter((node) => !minority.includes(node));
      const cut = run({ nodes, failover: { watchers } }, [
        { at: '5s', partition: [majority, minority] },
      ]);
      expect(milestones(cut, 'promoted')).toHaveLength(promoted);
    },
  );

  test('nobody, without failover: no write until the primary is back, and none is lost', () => {
    const failed = run({ failover: 'none' }, [{ at: '5.2s', crash: 'n1', for: '3s' }]);
    expect(milestones(failed, 'promoted')).toEqual([]);
    expect(firstAcknowledged(failed, 5202)).toBeGreaterThan(8200);
    expect(report(failed).findings.lostWrites.count).toBe(0);
  });

  test('whom an operator names; the primary that it replaces steps down', () => {
    const switched = run({ failover: 'none' }, [{ at: '5s', command: 'promote', node: 'n3' }]);
    expect(told(switched, 'promoted')).toEqual(['n3 at 5001']);
    expect(told(switched, 'stepped down')).toEqual(['n1 at 5002']);
  });
});

describe('what is lost', () => {
  test('rejoining rolls back exactly what the old primary had for itself', () => {
    const failed = run(
      {},
      [{ at: '5s', partition: [['n1'], ['n2', 'n3']], for: '4s', inFlight: 'drop' }],
      { clients: [{ ...app[0], name: 'app', timeout: '500ms' }] as Clients },
    );
    const { provenance } = failed.chronicle;
    const steppedDown = milestones(failed, 'stepped down')[0]?.at ?? 0;
    const onlyThere = new Set<number>();
    const rolledBack = new Set<number>();
    provenance.write.forEach((write, row) => {
      const { kind, node, at } = provenanceEntry(provenance, row);
      if (kind === 'rolled-back') rolledBack.add(write);
      else if (node === 'n1' && at < steppedDown) onlyThere.add(write);
      else onlyThere.delete(write);
    });
    expect(rolledBack.size).toBeGreaterThan(100);
    expect(rolledBack).toEqual(onlyThere);
    expect(milestones(failed, 'rolled back').map(({ node }) => node)).toEqual(['n1']);
    const { findings } = report(failed);
    expect(findings.lostWrites.byKind['rolled back']).toBe(findings.rolledBackWrites.acknowledged);
    expect(findings.divergence.count).toBe(0);
  });

  test.each([
    ['the primary', 'n1'],
    ['a replica', 'n2'],
  ])('nothing, when the disk of %s is wiped and another node has all', (_whose, node) => {
    const wiped = run({ acknowledge: 'all' }, [
      { at: '5.2s', crash: node, disk: 'wiped', for: '3s' },
    ]);
    const { findings, verdicts } = report(wiped);
    expect(findings.lostWrites.count).toBe(0);
    expect(findings.invariantViolations.count).toBe(0);
    expect(verdicts['converged']).toBe('valid');
  });

  test('a first node with a wiped disk does not rewind the others, however soon it is back', () => {
    const wiped = run({}, [{ at: '5.2s', crash: 'n1', disk: 'wiped', for: '10ms' }]);
    expect(told(wiped, 'promoted')).toEqual(['n2 at 7004']);
    expect(milestones(wiped, 'rolled back')).toEqual([]);
    const { fates } = report(wiped);
    expect(fates.present).toBeGreaterThan(500);
  });
});

describe('a retried append', () => {
  /** The primary answers after 100 ms; clients lose patience after 50. */
  const impatient = (unanswered: boolean): number => {
    const patient = run({ failover: 'none' }, [], {
      hosts: { disk: { flush: '100ms' } },
      clients: [
        {
          ...{ name: 'app', workload: 'append', reads: 0, rate: '10/s', patience: '50ms' },
          retry: { times: 5, backoff: '10ms', unanswered },
        },
      ],
    });
    return report(patient).findings.duplicateWrites.count;
  };

  test('is applied twice when the client retries what may have happened', () => {
    expect(impatient(true)).toBeGreaterThan(100);
  });

  test('is applied once when it retries only what surely did not', () => {
    expect(impatient(false)).toBe(0);
  });
});
