/** The JSON report on runs written by hand: its form, its rows, its judgement of expectations. */
import { describe, expect, it } from 'vitest';
import { report } from '../../src/report/report.js';
import { reportSchema } from '../../src/report/schema.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';
import { plainScenario, runOf, samplesOf } from '../support/run.js';

const nodes = ['n1', 'n2', 'n3'];

/**
 * `count` writes to different keys at 10, 20, … ms; those that n1 alone had were cut when it
 * followed n2.
 */
function failover(count: number, lost: number): ChronicleBuilder {
  const story = chronicleOf({ nodes });
  story
    .fault('partition', nodes, 15_000, 20_000)
    .milestone('promoted', 'n2', 17_000)
    .stopped(10_000);
  for (let index = 0; index < count; index += 1) {
    const at = (index + 1) * 10;
    const write = story.write(`k${index}`, at, at + 2);
    story.stored(write, 'n1', at + 1);
    const isLost = index < lost;
    if (isLost) story.left('rolled-back', write, 'n1', 22_500);
    else story.stored(write, 'n2', at + 2);
    story.final(`k${index}`, isLost ? [] : [write]);
  }
  return story;
}

describe('the report', () => {
  it('has the form that its schema promises', () => {
    const run = runOf(failover(5, 2).read('k4', 5000, 5001, [], { by: 'n3' }).chronicle());
    const told = report(run);
    expect(reportSchema.parse(told)).toEqual(told);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });

  it('counts fates and findings', () => {
    const { fates, findings, verdicts } = report(runOf(failover(5, 2).chronicle()));
    expect(fates).toEqual({
      acknowledged: 5,
      present: 3,
      superseded: 0,
      lost: 2,
      discardedInConflict: 0,
      keptAsSibling: 0,
      unknown: 0,
    });
    expect(findings.lostWrites).toMatchObject({
      count: 2,
      byKind: { 'rolled back': 2, forgotten: 0, stranded: 0, clobbered: 0, conflict: 0 },
    });
    expect(findings.rolledBackWrites).toMatchObject({ count: 2, acknowledged: 2 });
    expect(verdicts).toEqual({
      converged: 'valid',
      noLostWrites: 'invalid',
      noStaleReads: 'valid',
      readYourWrites: 'valid',
      monotonicReads: 'valid',
      monotonicWrites: 'valid',
      writesFollowReads: 'valid',
    });
  });

  it('tells of a lost write in one sentence with names, value and times', () => {
    const { findings } = report(runOf(failover(1, 1).chronicle()));
    expect(findings.lostWrites.items).toEqual([
      {
        write: 1,
        operation: 1,
        client: 'app.1',
        group: 'app',
        key: 'k0',
        value: 1,
        invokedMs: 10,
        completedMs: 12,
        kind: 'rolled back',
        evidence: 'observed',
        node: 'n1',
        vanishedMs: 22_500,
        fault: 'partition-1',
        headline:
          'Write k0 = 1 by app.1 was acknowledged by n1 at 0.012 s and is gone from 22.500 s on: ' +
          'rolled back when n1 followed n2.',
      },
    ]);
  });

  it('tells of a stale read in one sentence', () => {
    const story = failover(2, 0).read('k1', 5000, 5001, [], { by: 'n3', client: 'app.2' });
    const { findings } = report(runOf(story.chronicle()));
    expect(findings.staleReads).toMatchObject({ count: 1, maxVersions: 1, maxAgeMs: 4978 });
    expect(findings.staleReads.items[0]?.headline).toBe(
      'Read of k1 by app.2 at 5.000 s was answered by n3 with nothing although 2 had been ' +
        'acknowledged: 1 version and 4.98 s behind.',
    );
  });

  it('lists the first hundred items, counts all, and lists all when asked', () => {
    const run = runOf(failover(150, 120).chronicle());
    expect(report(run).findings.lostWrites.items).toHaveLength(100);
    expect(report(run).findings.lostWrites.count).toBe(120);
    expect(report(run, { items: Infinity }).findings.lostWrites.items).toHaveLength(120);
  });

  it('has a row for every client group, idle ones included', () => {
    const story = failover(2, 0);
    story.read('k0', 300, 304, [1], { client: 'batch.1' });
    const input = {
      ...plainScenario,
      clients: [{ name: 'app' }, { name: 'batch' }, { name: 'idle' }],
    };
    const { groups } = report(runOf(story.chronicle(), { input }));
    expect([...new Map(Object.entries(groups)).keys()]).toEqual(['app', 'batch', 'idle']);
    expect(groups['app']?.operations.invoked).toBe(2);
    expect(groups['batch']?.latency.read.p50Ms).toBe(4);
    expect(groups['idle']?.operations.invoked).toBe(0);
  });

  it('measures throughput while clients ran', () => {
    const { throughput } = report(runOf(failover(5, 0).chronicle())).metrics;
    expect(throughput).toEqual({ perSecond: 0.5, writesPerSecond: 0.5, readsPerSecond: 0 });
  });

  it('measures the throughput of a group over the time in which the group ran', () => {
    const clients = [{ name: 'app', from: '2s', until: '6s' }];
    const { groups } = report(
      runOf(failover(5, 0).chronicle(), { input: { ...plainScenario, clients } }),
    );
    expect(groups['app']?.throughput.writesPerSecond).toBe(1.25);
  });

  it('counts how often operations were tried again, whole and per group', () => {
    const story = chronicleOf({ nodes });
    story.write('k0', 0, 10, { attempts: 3 });
    story.write('k0', 20, 30, { attempts: 1, outcome: 'info' });
    story.read('k0', 40, 50, [], { attempts: 2, client: 'batch.1' });
    // It never got so far as to send anything.
    story.write('k0', 60, null, { attempts: 0 });
    const input = { ...plainScenario, clients: [{ name: 'app' }, { name: 'batch' }] };
    const told = report(runOf(story.chronicle(), { input }));
    expect(told.operations).toEqual({ invoked: 4, ok: 2, fail: 0, info: 2, retries: 3 });
    expect(told.groups['app']?.operations.retries).toBe(2);
    expect(told.groups['batch']?.operations.retries).toBe(1);
  });

  it('tells how far behind the newest position every node was at each stage that was seen', () => {
    const replication = samplesOf(4, {
      newest: [10, 20, null, 30],
      behind: new Map([
        ['n1', [0, 0, null, 0]],
        ['n2', [null, null, null, null]],
      ]),
      sent: new Map([
        ['n1', [null, null, null, null]],
        ['n2', [10, 18, null, 5]],
      ]),
      positions: new Map([
        [
          'n1',
          new Map([
            ['written', [10, 20, null, 30]],
            ['log', [10, 20, null, 30]],
            ['visible', [1, null, null, 22]],
          ]),
        ],
      ]),
    });
    const { metrics } = report(runOf(chronicleOf({ nodes }).chronicle(), { replication }));
    expect(metrics.replication).toEqual({
      n1: {
        behind: { p50: 0, p99: 0, max: 0 },
        written: { p50: 0, p99: 0, max: 0 },
        visible: { p50: 8, p99: 9, max: 9 },
      },
      n2: {
        behind: { p50: null, p99: null, max: null },
        sent: { p50: 2, p99: 25, max: 25 },
      },
    });
  });

  it('lists split brains with their times, sides and headlines', () => {
    const story = failover(2, 1).milestone('promoted', 'n3', 25_000);
    story.write('k8', 30_000, 30_001, { by: 'n3' });
    story.write('k9', 30_010, 30_011);
    const { splitBrain } = report(runOf(story.chronicle())).findings;
    expect(splitBrain).toEqual({
      count: 1,
      totalMs: 0,
      // Nobody told n2, which had been promoted before, to step down.
      believedCount: 1,
      believedMs: 6_011,
      servingCount: 1,
      servingMs: 0,
      items: [
        {
          fromMs: 30_001,
          toMs: 30_001,
          sides: [
            { node: 'n1', acknowledged: 0, lost: 0 },
            { node: 'n3', acknowledged: 1, lost: 0 },
          ],
          headline: 'n1 and n3 both acknowledged writes from 30.001 s to 30.001 s: n1 0 and n3 1.',
        },
      ],
    });
  });

  it('counts faults that never struck', () => {
    const input = { ...plainScenario, faults: [{ id: 'late', at: '9s', crash: 'n1' }] };
    const { coverage } = report(runOf(chronicleOf({ nodes }).chronicle(), { input }));
    expect(coverage.faults).toEqual({ late: 0 });
  });
});

describe('expectations', () => {
  /** How the expectations on a run that lost two of five writes come out. */
  function judged(expected: Record<string, string | number>, stoppedEarly: string | null = null) {
    const run = runOf(failover(5, 2).chronicle(), {
      input: { ...plainScenario, expect: expected },
      stoppedEarly,
    });
    const { expectations, outcome } = report(run);
    return { met: expectations.map(({ met }) => met), outcome };
  }

  it('that are all met make a run that went as expected', () => {
    const expected = {
      lostWrites: '> 0',
      staleReads: 0,
      noLostWrites: 'invalid',
      'metrics.rpoMs': 0,
    };
    expect(report(runOf(failover(5, 2).chronicle())).outcome).toBe('as-expected');
    expect(judged({ ...expected, 'metrics.rpoMs': '> 1s' })).toEqual({
      met: [true, true, true, true],
      outcome: 'as-expected',
    });
  });

  it('that are unmet fail a run, even beside undecided ones', () => {
    expect(judged({ lostWrites: 0, 'latency.read.p50': '< 1s' })).toEqual({
      met: ['unknown', false],
      outcome: 'failed',
    });
  });

  it('about what nothing measured make it unknown', () => {
    expect(judged({ 'latency.read.p50': '< 1s' }).outcome).toBe('unknown');
    expect(judged({ 'replication.n2.flushed.max': '<= 10' }).outcome).toBe('unknown');
  });

  it('can name stages of replication, retries and split brains', () => {
    const positions = new Map([['n2', new Map([['flushed', [3, 12]]])]]);
    const replication = samplesOf(2, {
      newest: [10, 20],
      behind: new Map([['n2', [7, 8]]]),
      positions,
    });
    const expected = {
      'replication.n2.flushed.max': '<= 8',
      'replication.n2.flushed.p50': 7,
      splitBrain: 0,
      'splitBrain.total': '0ms',
      'operations.retries': 0,
      'groups.app.operations.retries': 0,
    };
    const input = { ...plainScenario, expect: expected };
    const { expectations } = report(runOf(failover(2, 0).chronicle(), { input, replication }));
    expect(expectations).toHaveLength(6);
    expect(expectations.filter(({ met }) => met !== true)).toEqual([]);
  });

  it('prove nothing on a run that was cut short', () => {
    expect(judged({ lostWrites: 0 }, 'it reached its event limit').outcome).toBe('unknown');
  });

  it('cannot be decided while unknown fates could still change the answer', () => {
    const story = failover(5, 2).final('k3', null).final('k4', null);
    const of = (expected: string): unknown => {
      const input = { ...plainScenario, expect: { lostWrites: expected } };
      return report(runOf(story.chronicle(), { input })).expectations[0]?.met;
    };
    expect([of('> 0'), of('> 2'), of('<= 4'), of('<= 3'), of('> 4'), of('= 3')]).toEqual([
      true,
      'unknown',
      true,
      'unknown',
      false,
      'unknown',
    ]);
  });

  it('of updates and dirty reads cannot be decided while nobody knows what lasted', () => {
    const story = chronicleOf({ nodes });
    const write = story.write('k', 10, 12);
    story.stored(write, 'n1', 11);
    for (const at of [20, 30, 40]) story.read('k', at, at + 1, [write]);
    story.final('k', null);
    const of = (path: string, expected: string): unknown => {
      const input = { ...plainScenario, expect: { [path]: expected } };
      return report(runOf(story.chronicle(), { input })).expectations[0]?.met;
    };
    expect([of('lostUpdates', '= 0'), of('lostUpdates', '<= 1')]).toEqual(['unknown', true]);
    // One write may turn out to be dirty in as many reads as returned it.
    expect([of('dirtyReads', '<= 2'), of('dirtyReads', '<= 3')]).toEqual(['unknown', true]);
  });

  it('do not matter when an invariant was violated', () => {
    const violation = { invariant: 'one primary an epoch', at: 5000, event: 7, message: 'two' };
    const told = report(
      runOf(chronicleOf({ nodes }).chronicle(), { invariantViolations: [violation] }),
    );
    expect(told.outcome).toBe('failed');
    expect(told.findings.invariantViolations).toEqual({
      count: 1,
      items: [{ invariant: 'one primary an epoch', atMs: 5, message: 'two' }],
    });
  });
});
