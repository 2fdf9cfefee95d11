/**
 * The text report, from hand-made runs and reports: what it says, in which order, how wide and how
 * long.
 */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/simulation/run.js';
import { lostKinds, reportSchema, type Report } from '../../src/report/schema.js';
import type { Style } from '../../src/report/style.js';
import { textReport } from '../../src/report/text.js';

const same = (text: string): string => text;
const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };
const style: Style = { paint, unicode: true, width: 80 };
const commands = { reproduce: 'quorate run a.yaml --seed 7', explain: 'quorate explain a.yaml' };

const latency = { count: 0, meanMs: null, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null };
type KindCounts = Report['findings']['lostWrites']['byKind'];
const noKinds = Object.fromEntries(lostKinds.map((kind) => [kind, 0])) as KindCounts;
const noGuarantees = {
  readYourWrites: 0,
  monotonicReads: 0,
  monotonicWrites: 0,
  writesFollowReads: 0,
};
const none = { count: 0, items: [] };
const lostWrite = {
  write: 5,
  operation: 9,
  client: 'app.1',
  group: 'app',
  key: 'k1',
  value: 5,
  invokedMs: 9_000,
  completedMs: 9_001,
  kind: 'rolled back',
  evidence: 'traced',
  node: 'n1',
  vanishedMs: 15_000,
  fault: 'crash-n1',
  headline: 'Write k1 = 5 by app.1 is gone: rolled back when n1 followed n2.',
} as const;

/** A report in which nothing bad happened. */
function goodReport(): Report {
  return {
    formatVersion: 1,
    scenario: { name: 'A failover', digest: '0', file: 'a.yaml' },
    seed: '7',
    traceDigest: '0',
    events: 10,
    virtualTimeMs: 20_000,
    operations: { invoked: 1_500, ok: 1_495, fail: 1, info: 4, retries: 0 },
    fates: {
      acknowledged: 750,
      present: 10,
      superseded: 740,
      lost: 0,
      discardedInConflict: 0,
      keptAsSibling: 0,
      unknown: 0,
    },
    findings: {
      lostWrites: { count: 0, byKind: noKinds, items: [] },
      discardedInConflict: none,
      lostUpdates: none,
      staleReads: { count: 0, maxVersions: 0, maxAgeMs: 0, items: [] },
      recoveredWrites: none,
      zombieWrites: none,
      duplicateWrites: none,
      rolledBackWrites: { count: 0, acknowledged: 0, items: [] },
      dirtyReads: none,
      divergence: none,
      sessionViolations: { count: 0, byGuarantee: noGuarantees, items: [] },
      ...{ stalls: none, inversions: none },
      splitBrain: {
        ...{ count: 0, totalMs: 0, items: [] },
        ...{ believedCount: 0, believedMs: 0, servingCount: 0, servingMs: 0 },
      },
      invariantViolations: none,
    },
    verdicts: { converged: 'valid', noLostWrites: 'valid', noStaleReads: 'valid' },
    consistency: {},
    metrics: {
      latency: {
        write: { ...latency, count: 750, p50Ms: 12.34, p99Ms: 35.6 },
        append: latency,
        delete: latency,
        read: { ...latency, count: 745, p50Ms: 0.25, p99Ms: 1_250 },
      },
      throughput: { perSecond: 75, writesPerSecond: 37, readsPerSecond: 38 },
      availability: { all: 1, writes: 1, reads: 1 },
      messages: { sent: 3000, requests: 1495, replies: 1495, perOperation: 2 },
      unavailability: [],
      longestUnavailability: { writeMs: 0, appendMs: 0, deleteMs: 0, readMs: 0 },
      unavailabilityResolution: { writeMs: 0, appendMs: 0, deleteMs: 0, readMs: 0 },
      ...{ rpoMs: 0, rtoMs: null, recovery: null, replication: {}, settledAfterMs: 1 },
    },
    groups: {},
    coverage: { notes: {}, faults: {} },
    warnings: [],
    expectations: [{ path: 'lostWrites', expected: '0', actual: 0, met: true }],
    outcome: 'as-expected',
  };
}

function badReport(): Report {
  const report = goodReport();
  return {
    ...report,
    fates: { ...report.fates, lost: 50, unknown: 2 },
    findings: {
      ...report.findings,
      lostWrites: {
        count: 50,
        byKind: { ...report.findings.lostWrites.byKind, 'rolled back': 49, stranded: 1 },
        items: [lostWrite],
      },
      staleReads: { count: 1, maxVersions: 1, maxAgeMs: 120, items: [] },
    },
    verdicts: { converged: 'unknown' },
    metrics: {
      ...report.metrics,
      unavailability: [
        { kind: 'write', fromMs: 10_000, toMs: 10_100, lengthMs: 100 },
        { kind: 'write', fromMs: 12_000, toMs: null, lengthMs: 8_000 },
      ],
      rpoMs: 4_990,
      rtoMs: 2_600,
      recovery: { fault: 'crash-n1', detectionMs: 2_000, promotionMs: 500, rediscoveryMs: 100 },
    },
    warnings: [{ code: 'no-target', message: 'partition-1 matched no node' }],
    expectations: [
      { path: 'staleReads', expected: '> 0', actual: 1, met: true },
      { path: 'lostWrites', expected: '0', actual: 50, met: false },
    ],
    outcome: 'failed',
  };
}

const second = 1_000_000;

/**
 * A run with ten writes a second for twenty seconds, in vain from the tenth to the fifteenth, and a
 * failover.
 */
function failoverRun(faults: readonly object[] = []): Run {
  const operations = Array.from({ length: 200 }, (_, index) => {
    const invokedAt = (index * second) / 10 + 1_000;
    const isDown = index >= 100 && index < 150;
    const completedAt = invokedAt + (isDown ? 50_000 : 1_000);
    return { kind: 'write', outcome: isDown ? 'info' : 'ok', invokedAt, completedAt };
  });
  const chronicle = {
    operations,
    faults: [
      {
        fault: 'crash-n1',
        summary: 'crash n1',
        beganAt: 10 * second,
        endedAt: null,
      },
      ...faults,
    ],
    milestones: [{ event: 'promoted', node: 'n2', at: 12.5 * second }],
    clientsStoppedAt: 20 * second,
  };
  const spec = { database: { nodes: ['n1', 'n2'] } };
  return { chronicle, scenario: { spec }, stoppedEarly: null } as unknown as Run;
}

const text = (report: Report, run = failoverRun(), how = style): string =>
  textReport(run, report, how, commands);

describe('the text report', () => {
  it('stands on hand-made reports that the contract allows', () => {
    const problems = [goodReport(), badReport()].map((report) => {
      return reportSchema.safeParse(report).error?.message;
    });
    expect(problems).toEqual([undefined, undefined]);
  });

  it('begins with the scenario and its seed, then says what was lost, stale and different', () => {
    expect(text(goodReport()).split('\n').slice(0, 4)).toEqual([
      'A failover · seed 7',
      '✓ no acknowledged write lost (of 750 writes)',
      '✓ no stale read (of 745 reads)',
      '✓ all nodes that are up agree at the end',
    ]);
  });

  it('counts broken session guarantees and inversions, and keeps quiet where there are none', () => {
    const report = goodReport();
    const byGuarantee = { ...noGuarantees, readYourWrites: 1_200, monotonicReads: 34 };
    const findings = {
      ...report.findings,
      sessionViolations: { count: 1_234, byGuarantee, items: [] },
      inversions: { count: 1, items: [] },
    };
    const lines = text({ ...report, findings }).split('\n');
    expect(lines).toContain('✕ session guarantees broken 1,234 times');
    expect(lines).toContain('  (read-your-writes 1,200, monotonic reads 34)');
    expect(lines).toContain('✕ 1 read older than what had been read before');
    expect(text(report)).not.toContain('read before');
  });

  it('counts by kind what was lost, and never takes unknown for good', () => {
    const lines = text(badReport()).split('\n').slice(1, 5);
    expect(lines).toEqual([
      '✕ 50 acknowledged writes lost (rolled back 49, stranded 1)',
      '? the fate of 2 acknowledged writes is unknown',
      '✕ 1 stale read (of 745 reads; up to 1 version and 120 ms behind)',
      '? nobody can tell whether the nodes agree at the end',
    ]);
  });

  it('takes nothing for good that a run cut short did not show', () => {
    const report: Report = {
      ...goodReport(),
      verdicts: { converged: 'unknown', noLostWrites: 'unknown', noStaleReads: 'unknown' },
      outcome: 'unknown',
    };
    const lines = text(report, { ...failoverRun(), stoppedEarly: 'stopped after 9 events' });
    expect(lines).not.toContain('✓ no');
    expect(lines).toContain('? no acknowledged write is known to be lost (of 750 writes)\n');
    expect(lines).toContain('  ! The run was cut short: stopped after 9 events.\n');
  });

  it('tells the first finding and where its story is, but not that a write took effect', () => {
    const of = (finding: 'duplicateWrites' | 'recoveredWrites'): string => {
      const rows = { [finding]: { count: 1, items: [lostWrite] } };
      return text({ ...goodReport(), findings: { ...goodReport().findings, ...rows } });
    };
    const told = `  ${lostWrite.headline}\n  ${commands.explain}\n`;
    expect(text(badReport())).toContain(told);
    expect(of('duplicateWrites')).toContain(told);
    expect(of('recoveredWrites')).not.toContain(lostWrite.headline);
  });

  it('ends with the command that reproduces it when it fails, and only then', () => {
    expect(text(badReport()).endsWith('not met.\nquorate run a.yaml --seed 7\n')).toBe(true);
    expect(text(goodReport())).not.toContain('quorate run');
    expect(text({ ...goodReport(), outcome: 'unknown' })).toMatch(
      /quorate run a.yaml --seed 7\n$/u,
    );
  });

  it('names the numbers in fitting units', () => {
    const good = text(goodReport());
    expect(good).toContain('  operations  1,500: 1,495 ok, 1 failed, 4 unknown\n');
    expect(good).toContain('  writes      p50 12.3 ms, p99 35.6 ms\n');
    expect(good).toContain('  reads       p50 250 us, p99 1.25 s\n');
    expect(good).not.toContain('RTO');
  });

  it('names the longest outage, and what the failover cost with its phases', () => {
    const bad = text(badReport());
    expect(bad).toContain('unavailable 8 s from 12 s to the end (+1\n              shorter)\n');
    expect(bad).toContain('  RPO         4.99 s\n');
    expect(bad).toContain(
      '  RTO         2.6 s: detection 2 s, promotion 500 ms, rediscovery 100 ms\n',
    );
  });

  it('shows unmet expectations first, each with what came instead', () => {
    expect(text(badReport())).toContain('  ✕ lostWrites = 0  is 50\n  ✓ staleReads > 0  is 1\n');
  });

  it('folds expectations that were met, never those that were not', () => {
    const met = Array.from({ length: 20 }, (_, index) => ({
      path: `groups.g${index}.lostWrites`,
      expected: '0',
      actual: 0,
      met: true as const,
    }));
    const unmet = met.slice(0, 9).map((expectation) => ({ ...expectation, met: false as const }));
    const folded = text({ ...goodReport(), expectations: met });
    expect(folded).toContain('and 15 more, all met\n');
    const shown = text({ ...goodReport(), expectations: [...met, ...unmet] });
    expect(shown.match(/✕ groups/gu)).toHaveLength(9);
  });

  it('fits a screen: at most 24 lines for a failover, none wider than the terminal', () => {
    for (const width of [60, 80, 100]) {
      const lines = text(badReport(), failoverRun(), { ...style, width })
        .trimEnd()
        .split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
    const typical = { ...badReport(), warnings: [] };
    expect(text(typical).trimEnd().split('\n').length).toBeLessThanOrEqual(24);
  });

  it('keeps commands for terminals that stand in a scenario out of the terminal', () => {
    const report = goodReport();
    const hostile = { ...report, scenario: { ...report.scenario, name: 'a\u001b[2Jb\nc' } };
    expect(text(hostile)).not.toContain('\u001b');
    expect(text(hostile).split('\n')[0]).toMatch(/^a.*b.c · seed 7$/u);
  });
});

describe('the strip of the run', () => {
  const rows = (run = failoverRun(), how = style): string[] =>
    text(goodReport(), run, how)
      .split('\n')
      .filter((line) => /writes ok|crash|promoted|20 s/u.test(line));

  it('shows the outage as dots under the fault that made it, and the promotion', () => {
    const [axis = '', writes = '', crash = '', promotion = ''] = rows();
    const column = (at: number): number => 2 + Math.floor((at / 20) * 50);
    expect(axis.trimEnd()).toHaveLength(2 + 50);
    expect(writes[column(9.5)]).toBe('█');
    expect(writes.slice(column(10), column(15))).toMatch(/^·+$/u);
    expect(writes[column(15) + 1]).toBe('█');
    expect(crash.slice(column(9), column(12))).toBe('   ╳━━━━');
    expect(crash).toMatch(/━ {2}crash n1$/u);
    expect(promotion.indexOf('▲')).toBe(column(12.5));
    expect(promotion).toMatch(/n2 promoted$/u);
  });

  it('has a stand-in for every symbol where there is only ASCII, column for column', () => {
    const plain = text(badReport(), failoverRun(), { ...style, unicode: false });
    expect(plain).toMatch(/^[\u0000-\u007f]*$/u);
    const lengths = (report: string): number[] => report.split('\n').map((line) => line.length);
    expect(lengths(plain)).toEqual(lengths(text(badReport())));
  });

  it('shows four faults and counts the others', () => {
    const more = Array.from({ length: 6 }, (_, index) => ({
      fault: `pause-${index}`,
      summary: `pause n${index}`,
      beganAt: index * second,
      endedAt: (index + 1) * second,
    }));
    expect(text(goodReport(), failoverRun(more))).toContain('  and 3 more faults\n');
  });

  it('puts the occurrences of a repeating fault on one row', () => {
    const twice = [2, 6].map((at) => ({
      fault: 'pause-n2',
      summary: 'pause n2',
      beganAt: at * second,
      endedAt: (at + 1) * second,
    }));
    const row = text(goodReport(), failoverRun(twice))
      .split('\n')
      .find((line) => line.endsWith('pause n2 ×2'));
    expect(row).toMatch(/^ +╳━━ +╳━━ /u);
  });
});
