/** Observed findings on histories written by hand, and on those of runs, whose truth is known. */
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/checkers/check.js';
import { observedFindings } from '../../../src/checkers/observed/findings.js';
import { observedHistory } from '../../../src/history/observed.js';
import { scenario } from '../../../src/scenario/build.js';
import { simulate } from '../../../src/simulation/simulate.js';
import { add, cas, history, read, write, type Told } from './histories.js';

function found(told: readonly Told[]) {
  return observedFindings(history(told));
}

describe('definitely stale reads', () => {
  it('missed every write that was acknowledged before them and began after the one they show', () => {
    const told = [write(1, 0, 1), write(2, 2, 3), write(3, 4, 6), read(1, 7, 8)];
    expect(found(told).staleReads).toEqual([
      { key: 'x', read: 3, versionsBehind: 2, earliest: 1, age: 4000, places: 4 },
    ]);
  });

  it('count no write that overlaps the one they show, or themselves', () => {
    expect(found([write(1, 0, 3), write(2, 2, 4), read(1, 5, 6)]).staleReads).toEqual([]);
    expect(found([write(1, 0, 1), write(2, 2, 5), read(1, 5, 6)]).staleReads).toEqual([]);
    expect(found([write(1, 0, 1), write(2, 1, 2), read(1, 5, 6)]).staleReads).toEqual([]);
  });

  it('cannot be told where what they show may have been written at any time', () => {
    const unknown = [write(1, 0, 1, 'info'), write(2, 2, 3), read(1, 4, 5)];
    const failed = [write(1, 0, 1, 'fail'), write(2, 2, 3), read(1, 4, 5)];
    const again = [write(1, 0, 1), write(2, 2, 3), write(1, 2, 3), read(1, 4, 5)];
    for (const told of [unknown, failed, again]) expect(found(told).staleReads).toEqual([]);
  });

  it('of a key without a value missed all acknowledged writes', () => {
    expect(found([write(1, 0, 1), read(null, 2, 3)]).staleReads).toHaveLength(1);
    expect(found([write(1, 0, 1, 'info'), read(null, 2, 3)]).staleReads).toEqual([]);
  });

  it('of siblings missed what is newer than all of them', () => {
    const siblings = [write(1, 0, 1), write(2, 0, 5), write(3, 2, 3), write(4, 6, 7)];
    const [stale] = found([...siblings, read([1, 2], 8, 9)]).staleReads;
    expect(stale).toMatchObject({ versionsBehind: 1, earliest: 3 });
  });

  it('have no age where the history tells no times', () => {
    const told = history([write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)], false);
    expect(observedFindings(told).staleReads[0]).toMatchObject({ age: null, places: 1 });
  });

  it('are no matter of other keys', () => {
    const other = { ...write(2, 2, 3), key: 'y' };
    expect(found([write(1, 0, 1), other, read(1, 4, 5)]).staleReads).toEqual([]);
  });
});

describe('inversions', () => {
  it('show something older than an earlier read, also when nobody acknowledged the newer one', () => {
    const told = [write(1, 0, 1), write(2, 2, 3, 'info'), read(2, 4, 5), read(1, 6, 7)];
    expect(found(told).inversions).toEqual([{ key: 'x', read: 3, earlier: 2 }]);
    expect(found(told).staleReads).toEqual([]);
  });

  it('are none between reads that overlap, or of writes that do', () => {
    expect(
      found([write(1, 0, 1), write(2, 2, 9), read(2, 4, 6), read(1, 6, 7)]).inversions,
    ).toEqual([]);
    expect(
      found([write(1, 0, 3), write(2, 2, 9), read(2, 4, 5), read(1, 6, 7)]).inversions,
    ).toEqual([]);
  });
});

describe('values that should not be there', () => {
  it('nobody wrote, or only later', () => {
    const told = [read(7, 0, 1), write(7, 2, 3), read(7, 4, 5), read(8, 6, 7), read(8, 8, 9)];
    expect(found(told).phantoms).toEqual([
      { key: 'x', value: 7, read: 0, reads: 1 },
      { key: 'x', value: 8, read: 3, reads: 2 },
    ]);
  });

  it('were denied', () => {
    expect(found([write(1, 0, 1, 'fail'), read(1, 2, 3)]).zombies).toEqual([
      { key: 'x', value: 1, read: 1, reads: 1, writes: [0] },
    ]);
  });

  it('a cas that was answered no wrote nothing', () => {
    expect(found([write(1, 0, 1), cas(9, 2, 2, 3, false), read(2, 4, 5)]).phantoms).toHaveLength(1);
  });

  it('stand in a list twice', () => {
    const told = [add('a', 0, 1), add('b', 0, 1), read(['a', 'b', 'a'], 2, 3), read(['a'], 4, 5)];
    expect(found(told).duplicates).toEqual([{ key: 'x', value: 'a', read: 2, reads: 1, times: 2 }]);
    expect(found([add('a', 0, 1), add('a', 0, 1), read(['a', 'a'], 2, 3)]).duplicates).toEqual([]);
  });

  it('are compared in depth', () => {
    expect(found([write({ b: [1], a: 2 }, 0, 1), read({ a: 2, b: [1] }, 2, 3)]).phantoms).toEqual(
      [],
    );
  });
});

describe('lost updates', () => {
  it('are several cas that replaced the same value, though it was written once', () => {
    const told = [write(1, 0, 1), cas(1, 2, 2, 5), cas(1, 3, 3, 4), cas(1, 4, 6, 7, false)];
    expect(found(told).lostUpdates).toEqual([{ key: 'x', basis: 1, operations: [1, 2] }]);
  });

  it('are none where the value came back, or may have', () => {
    const back = [write(1, 0, 1), cas(1, 2, 2, 3), write(1, 4, 5), cas(1, 3, 6, 7)];
    const perhaps = [write(1, 0, 1), cas(1, 2, 2, 3), write(1, 4, 5, 'info'), cas(1, 3, 6, 7)];
    expect([...found(back).lostUpdates, ...found(perhaps).lostUpdates]).toEqual([]);
  });

  it('may be based on a key without a value', () => {
    expect(found([cas(null, 1, 0, 1), cas(null, 2, 2, 3)]).lostUpdates).toHaveLength(1);
    const deleted = [cas(null, 1, 0, 1), write(null, 2, 3), cas(null, 2, 4, 5)];
    expect(found(deleted).lostUpdates).toEqual([]);
  });
});

describe('elements', () => {
  it('are stable, lost, recovered, dropped, or nobody can tell', () => {
    const { elements } = found([
      add('stable', 0, 1),
      add('lost', 0, 1),
      add('recovered', 0, 1, 'info'),
      add('dropped', 0, 1, 'info'),
      add('denied', 0, 1, 'fail'),
      add('seen and gone', 0, 1, 'info'),
      read(['lost', 'seen and gone'], 2, 3),
      read(['lost', 'recovered'], 4, 5),
      read(['stable', 'recovered'], 8, 9),
      add('too late', 8, 9),
    ]);
    expect(elements).toMatchObject({ attempted: 6, stable: 2, neverRead: 1, dropped: 1 });
    expect(elements.recovered).toEqual([2]);
    expect(elements.lost).toEqual([
      { key: 'x', value: 'lost', added: 1, acknowledged: true, lastSeen: 7, missedBy: 8 },
      { key: 'x', value: 'seen and gone', added: 5, acknowledged: false, lastSeen: 6, missedBy: 8 },
    ]);
    // `stable` was known at 1 and missing in a read that began at 4; `recovered` was known when first seen.
    expect(elements.stableLatency).toMatchObject({ count: 2, p50: 0, max: 3000 });
    expect(elements.lostLatency).toMatchObject({ count: 2, p50: 0, max: 3000 });
  });

  it('of a history without reads are never read', () => {
    expect(found([add('a', 0, 1), add('b', 0, 1, 'info')]).elements).toMatchObject({
      ...{ attempted: 2, neverRead: 1, dropped: 1, stable: 0 },
    });
  });
});

describe('other objects', () => {
  it('are named, and not judged', () => {
    const { undecided, phantoms } = found([
      { action: 'enqueue', input: 1, from: 0, to: 1, key: 'queue' },
      { ...add(1, 0, 1), key: 'counter' },
      { ...read(7, 2, 3), key: 'counter' },
      { ...read(7, 2, 3), key: 'register' },
    ]);
    expect(undecided.map(({ part }) => part)).toEqual(['counter', 'queue']);
    expect(phantoms.map(({ key }) => key)).toEqual(['register']);
  });
});

describe('service', () => {
  const steady = Array.from({ length: 100 }, (_, index) => read(null, 10 * index, 10 * index + 2));
  const outage = steady.map((one) =>
    one.from >= 400 && one.from < 700 ? { ...one, outcome: 'info' as const } : one,
  );

  it('counts outcomes and measures latency by action', () => {
    const [reads, writes] = found([...steady, write(1, 5, 9), write(2, 6, 7, 'fail')]).service;
    expect(reads).toMatchObject({ action: 'read', invoked: 100, ok: 100, unavailability: [] });
    expect(reads?.latency).toMatchObject({ count: 100, p50: 2000, max: 2000 });
    expect(writes).toMatchObject({ action: 'write', invoked: 2, ok: 1, fail: 1, info: 0 });
    expect(writes?.latency.max).toBe(4000);
  });

  it('finds the windows in which nothing succeeded', () => {
    expect(found(outage).service[0]?.unavailability).toEqual([
      { kind: 'read', from: 400_000, to: 702_000, length: 302_000 },
    ]);
  });

  it('measures nothing where the history tells no times', () => {
    const [reads] = observedFindings(history(outage, false)).service;
    expect(reads).toMatchObject({ invoked: 100, ok: 70, info: 30, unavailability: [] });
    expect(reads?.latency).toMatchObject({ count: 0, max: null });
  });
});

describe('the history of a run', () => {
  const run = simulate(
    scenario({
      name: 'a lagging replica and a failover',
      database: { kind: 'primary-replica', nodes: 3, failover: { detect: '1s' } },
      network: { latency: '1ms', latencyByKind: { append: '100ms' } },
      clients: [
        { name: 'app', count: 3, keys: 3, rate: '100/s', read: 'any' },
        { name: 'list', workload: 'append', keys: { choose: 'fresh' }, rate: '20/s' },
      ],
      duration: '10s',
      faults: [{ at: '4s', crash: 'primary', for: '2s' }],
    }),
  );
  const observed = observedHistory(run.chronicle);
  const { staleReads, phantoms, zombies, duplicates } = observedFindings(observed);

  it('shows no value that nobody wrote', () => {
    expect([...phantoms, ...zombies, ...duplicates]).toEqual([]);
  });

  it('shows as stale only what was, or what missed a write that was lost later', () => {
    const truth = check(run.chronicle);
    const known = new Map(
      truth.staleReads.map(({ read: one, versionsBehind }) => [String(one.id), versionsBehind]),
    );
    let compared = 0;
    for (const { read: index, earliest, versionsBehind } of staleReads) {
      const missed = observed.operations[earliest]?.input as number;
      const fate = truth.fates.get(missed);
      if (fate === 'rolled back' || fate === 'forgotten') continue;
      compared += 1;
      const behind = known.get(observed.operations[index]?.name ?? '') ?? 0;
      expect(behind).toBeGreaterThanOrEqual(versionsBehind);
    }
    expect(compared).toBeGreaterThan(100);
  });
});
