/** Sweeps: what is counted, when they stop, and that parts make the whole. */
import { describe, expect, it } from 'vitest';
import { sweepFile, sweepFrom } from '../../../src/experiments/sweep/file.js';
import { mergeSweeps } from '../../../src/experiments/sweep/merge.js';
import { sweepFileSchema, type SweepFile } from '../../../src/experiments/sweep/schema.js';
import { parseSeeds, type Shard } from '../../../src/experiments/sweep/seeds.js';
import { summaryOf } from '../../../src/experiments/sweep/summary.js';
import {
  beginSweep,
  countRuns,
  measureAll,
  noLimits,
  onlyShard,
  seedsLeft,
  type Limits,
  type Sweep,
  type SweepPlan,
} from '../../../src/experiments/sweep/sweep.js';
import { report } from '../../../src/report/report.js';
import { scenario } from '../../../src/scenario/build.js';
import { simulate } from '../../../src/simulation/simulate.js';

/** Loses a write in about every second run: the crash comes while a write may be on its way. */
function lossy(acknowledge: 'primary' | 'all') {
  return scenario({
    name: 'Now and then',
    database: { kind: 'primary-replica', nodes: 2, acknowledge, failover: { detect: '1s' } },
    network: { latency: '1ms..40ms' },
    clients: [{ name: 'app', rate: '20/s', keys: 500, reads: 0 }],
    duration: '5s',
    faults: [{ id: 'crash', at: '2.02s', crash: 'n1', inFlight: 'drop' }],
    expect: { lostWrites: 0 },
  });
}

const seeds = parseSeeds('1..24') ?? [];

function planOf(shard: Shard = onlyShard, extra: Partial<SweepPlan> = {}): SweepPlan {
  const variants = [{ name: 'lossy', scenario: lossy('primary') }];
  return { variants, seeds, shard, also: [], maxEvents: null, ...extra };
}

/** Runs what is left, at most so many seeds. */
function ran(sweep: Sweep, limits: Limits = noLimits, most = Infinity): Sweep {
  let count = 0;
  for (const seed of seedsLeft(sweep)) {
    if (count >= most || sweep.stopped !== null) break;
    countRuns(sweep, measureAll(sweep.plan, seed, []), limits);
    count += 1;
  }
  return sweep;
}

/** Through the text of a file and back. */
function written(sweep: Sweep): SweepFile {
  return sweepFileSchema.parse(JSON.parse(JSON.stringify(sweepFile(sweep, noLimits, '1'))));
}

const whole = ran(beginSweep(planOf()));
const summary = summaryOf(whole.tallies[0] ?? expect.fail());

describe('a sweep', () => {
  it('counts what the reports of its runs say', () => {
    const reports = Array.from({ length: 24 }, (_, place) =>
      report(simulate(lossy('primary'), { seed: place + 1 })),
    );
    const lost = reports.map(({ findings }) => findings.lostWrites.count);
    const failing = lost.flatMap((count, place) => (count > 0 ? [place + 1] : []));
    expect(failing.length).toBeGreaterThan(0);
    expect(failing.length).toBeLessThan(24);
    expect(summary.outcomes).toEqual({
      'as-expected': 24 - failing.length,
      failed: failing.length,
      unknown: 0,
    });
    expect(summary.failingSeeds).toEqual(failing.slice(0, 20));
    expect(summary.events).toBe(reports.reduce((sum, { events }) => sum + events, 0));
    const row = summary.numbers.find(({ path }) => path === 'findings.lostWrites.count');
    expect(row?.mean).toBeCloseTo(lost.reduce((sum, count) => sum + count, 0) / 24, 9);
    expect(row?.max).toBe(Math.max(...lost));
    expect(row?.maxSeed).toBe(lost.indexOf(Math.max(...lost)) + 1);
    expect(summary.faults).toEqual([{ name: 'crash', runs: 24, times: 24 }]);
  });

  it('has a row for every kind of finding, with its first seed', () => {
    const [row] = summary.findings.filter(({ fingerprint }) =>
      fingerprint.startsWith('lostWrites'),
    );
    expect(row?.fingerprint).toBe('lostWrites: stranded');
    expect(row?.firstSeed).toBe(summary.failingSeeds[0]);
    expect(row?.share.runs).toBe(summary.outcomes.failed);
  });

  it('stops at the first failure', () => {
    const stopped = ran(beginSweep(planOf()), { untilFailure: true, events: null });
    expect(stopped.stopped).toBe('failure');
    expect(stopped.done).toBe(summary.failingSeeds[0]);
  });

  it('stops when enough has happened', () => {
    const stopped = ran(beginSweep(planOf()), { untilFailure: false, events: summary.events / 2 });
    expect(stopped.stopped).toBe('event budget');
    expect(stopped.tallies[0]?.events).toBeGreaterThanOrEqual(summary.events / 2);
    expect(stopped.done).toBeLessThan(24);
  });

  it('does not take for well what was never put to the test', () => {
    const late = scenario({
      name: 'Too late',
      database: { kind: 'primary-replica', nodes: 2 },
      clients: [{ name: 'app', rate: '5/s' }],
      duration: '1s',
      faults: [{ id: 'never', when: { event: 'promoted' }, crash: 'n2' }],
      expect: { lostWrites: 0 },
    });
    const sweep = ran(
      beginSweep(planOf(onlyShard, { variants: [{ name: 'late', scenario: late }] })),
      noLimits,
      3,
    );
    const { outcome, outcomes, unexercised } = summaryOf(sweep.tallies[0] ?? expect.fail());
    expect(outcomes['as-expected']).toBe(3);
    expect(unexercised).toEqual(['fault never struck in no run']);
    expect(outcome).toBe('unknown');
  });
});

describe('parts of a sweep', () => {
  it('that stopped and goes on from its file is the whole', () => {
    const first = ran(beginSweep(planOf()), noLimits, 9);
    const resumed = ran(sweepFrom(written(first), planOf()));
    expect(written(resumed)).toEqual(written(whole));
  });

  it('that are shards are merged to the whole, in any order', () => {
    const shards = [3, 1, 2].map((index) => written(ran(beginSweep(planOf({ index, count: 3 })))));
    const merged = mergeSweeps(shards);
    if (merged.kind === 'refused') return expect.fail(merged.reason);
    expect(merged.missing).toEqual([]);
    expect(merged.file.tallies).toEqual(written(whole).tallies);
    expect(merged.file.parts.map(({ shard, done }) => [shard, done])).toEqual([
      [1, 8],
      [2, 8],
      [3, 8],
    ]);
    // A part of the shards, and then the rest.
    const some = mergeSweeps(shards.slice(0, 2));
    if (some.kind === 'refused') return expect.fail(some.reason);
    expect(some.missing).toEqual(['shard 2']);
    const rest = mergeSweeps([some.file, ...shards.slice(2)]);
    expect(rest.kind === 'merged' && rest.file.tallies).toEqual(merged.file.tallies);
  });

  it('that do not belong together are refused, with the reason', () => {
    const part = (index: number, plan: Partial<SweepPlan> = {}): SweepFile =>
      written(ran(beginSweep(planOf({ index, count: 2 }, plan)), noLimits, 1));
    const reasonOf = (...files: readonly SweepFile[]): string => {
      const merged = mergeSweeps(files);
      return merged.kind === 'refused' ? `${String(merged.at)}: ${merged.reason}` : 'merged';
    };
    const other = [{ name: 'lossy', scenario: lossy('all') }];
    expect(reasonOf(part(1), part(1))).toBe('1: shard 1 is there twice');
    expect(reasonOf(part(1), part(2, { variants: other }))).toBe(
      '1: it is about other scenarios than the first one',
    );
    expect(reasonOf(part(1), part(2, { seeds: parseSeeds('1..9') ?? [] }))).toBe(
      '1: its seeds are 1..9, those of the first one 1..24',
    );
    expect(reasonOf(part(1), { ...part(2), version: '2' })).toBe(
      '1: it was run by version 2, the first one by 1',
    );
    expect(reasonOf(part(1), part(2))).toBe('merged');
    const cut = mergeSweeps([part(1), part(2)]);
    expect(cut.kind === 'merged' && cut.missing).toEqual([
      'shard 1 from its run 2 on',
      'shard 2 from its run 2 on',
    ]);
  });
});

describe('variants of a sweep', () => {
  const variants = [
    { name: 'primary', scenario: lossy('primary') },
    { name: 'all', scenario: lossy('all') },
  ];
  const sweep = ran(beginSweep(planOf(onlyShard, { variants })), noLimits, 12);

  it('meet the same clients, and are counted in pairs', () => {
    const path = 'operations.invoked';
    const [none, invoked] = sweep.differences.map((samples) => samples.get(path));
    expect(none).toBeUndefined();
    expect([invoked?.lowest?.value, invoked?.highest?.value, invoked?.count]).toEqual([0, 0, 12]);
  });

  it('differ by the mean of their differences', () => {
    const path = 'findings.lostWrites.count';
    const means = sweep.tallies.map(({ numbers }) => {
      const { sum = 0n } = numbers.get(path) ?? {};
      return Number(sum);
    });
    expect(Number(sweep.differences[1]?.get(path)?.sum)).toBe((means[1] ?? 0) - (means[0] ?? 0));
  });
});

describe('marks of the protocol', () => {
  function raftSummary(faults: Parameters<typeof scenario>[0]['faults'] & {}) {
    const cluster = scenario({
      name: 'Marks',
      database: { kind: 'raft', nodes: 3 },
      clients: [{ name: 'app', rate: '20/s' }],
      duration: '6s',
      faults,
    });
    const variants = [{ name: 'raft', scenario: cluster }];
    const swept = ran(beginSweep(planOf(onlyShard, { variants, seeds: [{ from: 1, to: 2 }] })));
    return summaryOf(swept.tallies[0] ?? expect.fail());
  }

  it('are named when no run has them, and leave the outcome as it is', () => {
    const { unseen, notes, outcome } = raftSummary([]);
    expect(unseen).toEqual(['campaigns', 'cut the log']);
    expect(notes.map(({ name }) => name)).not.toContain('campaigns');
    expect(outcome).toBe('as-expected');
    expect(summary.unseen).toEqual([]);
  });

  it('are not named when a run has them', () => {
    const { unseen, notes } = raftSummary([{ at: '1s', isolate: 'n1', for: '4s' }]);
    expect(unseen).toEqual([]);
    expect(notes.map(({ name }) => name)).toContain('campaigns');
  });
});
