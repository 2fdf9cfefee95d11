/** What must not be lost, missed or brought back by a change of the ring. */
import { describe, expect, test } from 'vitest';
import { listsFor, replicasOf } from '../../../src/databases/quorum/membership/ring.js';
import type { Membership } from '../../../src/databases/quorum/message.js';
import {
  Bench,
  client,
  notesIn,
  requestOf,
  sentIn,
  tombstone,
  value,
  type Letter,
} from '../../support/quorum.js';
import { all, at, changed, joining, names } from '../../support/quorum-rings.js';

const four = names.slice(0, 4);
const some = Array.from({ length: 999 }, (_, place) => `k${String(place)}`);

function step(version: number, phase: Membership['phase'], more: Partial<Membership> = {}) {
  const ring = { members: four, next: names, gone: [], ...more };
  return { kind: 'ring', version, by: 'n5', phase, ...ring } as const;
}

describe('keys of a node that is gone', () => {
  const zones = { a: 'eu', b: 'eu', g: 'eu', d: 'us', h: 'us', x: 'us' };
  const nodes = ['b', 'd', 'h', 'x', 'g', 'a'];
  const input = { nodes, replicas: { eu: 2, us: 1 }, members: { x: { role: 'none' } } };

  test('come from all that are left, also where a node that is there loses its part, too', () => {
    const bench = new Bench('a', input, undefined, zones);
    const members = nodes.filter((id) => id !== 'x');
    const next = nodes.filter((id) => id !== 'g');
    const ring = { by: 'x', members, next, gone: ['g'] };
    bench.receive(step(3, 'fetching', ring), 'x');
    // {a, g, h} becomes {a, b, x}: what a and g alone have acknowledged only a can hand on.
    const key = some.find((one) => {
      const [before = [], after = []] = listsFor(bench.state, one);
      return ['a', 'g', 'h'].every((id) => before.includes(id)) && after.includes('x');
    });
    bench.holds({ [key ?? '']: value(1) });
    for (const to of ['b', 'x']) {
      const effects = bench.receive({ kind: 'fetch', version: 3, after: '' }, to);
      expect(sentIn(effects)).toMatchObject([[to, { kind: 'keys', keys: [key] }]]);
    }
  });

  test('of a zone are not too few', () => {
    const leave = new Bench(
      'd',
      { ...input, nodes: ['a', 'b', 'd'], members: {} },
      undefined,
      zones,
    );
    expect(notesIn(leave.command('leave'), 'cannot change the ring')).toEqual([
      { why: 'too few would be left in us' },
    ]);
    const other = new Bench(
      'h',
      { ...input, nodes: ['a', 'b', 'd', 'h'], members: {} },
      undefined,
      zones,
    );
    expect(notesIn(other.command('leave'), 'cannot change the ring')).toEqual([]);
  });
});

describe('readers that are behind', () => {
  function answerAt(version: number, phase: Membership['phase']): string | undefined {
    const bench = new Bench('n1', joining);
    bench.receive(step(version, phase), 'n5');
    const read = { kind: 'read', ring: 3, ask: 5, key: 'k', isDigest: false } as const;
    return sentIn(bench.receive(read, 'n9'))[0]?.[1].kind;
  }

  test('and read from the old replicas are not served once somebody may write to the new ones alone', () => {
    expect(answerAt(4, 'reading new')).toBe('value');
    // A step before the one in which the old ring is forgotten.
    expect(answerAt(5, 'leaving old')).toBe('ring');
  });

  test('read from the new ones in both steps, which are written to as the old ones are', () => {
    const bench = new Bench('n1', joining);
    bench.receive(step(3, 'fetching'), 'n5');
    const key = some.find((one) => listsFor(bench.state, one)[1]?.includes('n5')) ?? '';
    expect(replicasOf(bench.state, key)).not.toContain('n5');
    for (const [version, phase] of [
      [4, 'reading new'],
      [5, 'leaving old'],
    ] as const) {
      bench.receive(step(version, phase), 'n5');
      expect(replicasOf(bench.state, key)).toContain('n5');
      expect(listsFor(bench.state, key)).toHaveLength(2);
    }
  });

  test('do not suspect who has told them of another ring instead of an answer', () => {
    const bench = new Bench('n1', { ...joining, timeout: '1s' });
    bench.request(requestOf('write', 9), client);
    const ask = String([...bench.state.asks.keys()][0]);
    bench.clock.now = 1000;
    bench.receive(step(3, 'fetching'), 'n2');
    bench.clock.now = 1_000_000;
    bench.expire('timeout', ask);
    expect([...bench.state.down.keys()]).not.toContain('n2');
    expect(bench.state.down.size).toBeGreaterThan(0);
  });
});

describe('keys that a node has lost', () => {
  test('are forgotten when it is to hold them again, in memory and on the disk', () => {
    const bench = new Bench('n1', joining);
    const mine = some.filter((key) => replicasOf(bench.state, key).includes('n1'));
    bench.holds(Object.fromEntries(mine.map((key, place) => [key, value(place + 1)])));
    for (const [version, phase] of [
      [2, 'writing both'],
      [3, 'fetching'],
      [4, 'reading new'],
      [5, 'leaving old'],
    ] as const) {
      bench.receive(step(version, phase), 'n5');
    }
    expect(bench.cells).toHaveLength(mine.length);
    bench.receive(step(6, 'steady', { members: names, next: four }), 'n5');
    const leave = step(7, 'writing both', { members: names, next: four });
    const effects = bench.receive(leave, 'n5');
    const kept = bench.cells.map(([key]) => key);
    const held = mine.filter((key) => listsFor(bench.state, key)[0]?.includes('n1'));
    expect(kept).toEqual(held.toSorted());
    const forgotten = effects.flatMap((one) => (one.kind === 'append' ? [one.record] : []));
    const lost = mine.filter((key) => !held.includes(key));
    expect(lost.length).toBeGreaterThan(5);
    expect(forgotten).toEqual(lost.map((key) => ({ kind: 'forget', key })));
    const [first = ''] = lost;
    const log = [
      { kind: 'cell', key: first, cell: value(1) },
      { kind: 'forget', key: first },
    ] as const;
    expect(new Bench('n1', joining, { log, snapshots: [], wiped: false }).cells).toEqual([]);
  });

  test('do not come back after they were deleted and the tombstones thrown away', () => {
    const benches = all();
    const loser = at(benches, 'n1');
    const key = some.find((one) => {
      const bench = new Bench('n1', joining);
      bench.receive(step(2, 'writing both'), 'n5');
      const [before = [], after = []] = listsFor(bench.state, one);
      return before.includes('n1') && !after.includes('n1');
    });
    const name = key ?? '';
    for (const id of replicasOf(loser.state, name)) at(benches, id).holds({ [name]: value(1) });
    changed(benches, 'n5', 'join');
    for (const id of replicasOf(loser.state, name)) {
      at(benches, id).holds({ [name]: tombstone(2) });
      at(benches, id).clock.now = 1e12;
      at(benches, id).expire('purge');
      expect(at(benches, id).cells).toEqual([]);
    }
    changed(benches, 'n5', 'leave');
    expect(replicasOf(loser.state, name)).toContain('n1');
    expect(loser.cells).toEqual([]);
  });
});

describe('messages of another time', () => {
  const isFetched = ({ message }: Letter): boolean => message.kind === 'fetched';

  test('that all was fetched in a change before does not count', () => {
    const benches = all();
    changed(benches, 'n5', 'join', isFetched);
    const driver = at(benches, 'n5');
    expect(driver.state.membership).toMatchObject({ version: 3, phase: 'fetching' });
    for (const id of four) driver.receive({ kind: 'fetched', version: 2 }, id);
    expect(driver.state.membership.phase).toBe('fetching');
    for (const id of four) driver.receive({ kind: 'fetched', version: 3 }, id);
    expect(driver.state.membership.phase).toBe('reading new');
  });

  test('a batch counts if it is the one that was asked for', () => {
    const bench = new Bench('n5', joining);
    bench.receive(step(3, 'fetching', { by: 'n1' }), 'n1');
    bench.flush();
    expect(bench.state.fetching).toMatchObject({ from: 'n1', after: '' });
    const batch = { kind: 'keys', version: 3, keys: ['k7'], cells: [value(1)] } as const;
    // It was asked before it crashed, and has begun anew since.
    bench.receive({ ...batch, after: 'k4', isLast: true }, 'n1');
    expect(bench.state.fetching).toMatchObject({ from: 'n1', after: '' });
    bench.receive({ ...batch, after: '', isLast: false }, 'n1');
    expect(bench.state.fetching).toMatchObject({ from: 'n1', after: 'k7' });
  });
});

describe('a driver', () => {
  test('tells others of a step when it is on its disk, and nobody before', () => {
    const bench = new Bench('n5', joining);
    expect(sentIn(bench.command('join'))).toEqual([]);
    expect(sentIn(bench.expire('tell the ring'))).toEqual([]);
    const read = { kind: 'read', ring: 0, ask: 5, key: 'k', isDigest: false } as const;
    expect(sentIn(bench.receive(read, 'n1'))).toEqual([]);
    const told = sentIn(bench.flush()).map(([to, { kind }]) => [to, kind]);
    expect(told).toEqual(four.map((id) => [id, 'ring']));
  });

  test('that hears of a step of its own which it has forgotten drives it again', () => {
    const bench = new Bench('n5', joining);
    bench.receive(step(3, 'fetching'), 'n2');
    expect(bench.state.drive).toMatchObject({ known: [], fetched: [] });
    const told = sentIn(bench.flush()).flatMap(([to, { kind }]) => (kind === 'ring' ? [to] : []));
    expect(told).toEqual(four);
  });

  test('is confirmed by a node that is told again and again while it is busy', () => {
    const bench = new Bench('n1', joining);
    bench.request(requestOf('write', 9), client);
    const before = String([...bench.state.asks.keys()][0]);
    bench.receive(step(2, 'writing both'), 'n5');
    bench.request(requestOf('write', 10), client);
    bench.receive(step(2, 'writing both'), 'n5');
    bench.flushed(bench.state.confirming?.mark ?? 0);
    const effects = bench.expire('timeout', before);
    expect(sentIn(effects)).toContainEqual(['n5', { kind: 'ring known', version: 2 }]);
  });

  test('of a change that lost to another one at the same step does not confirm that by its own flush', () => {
    const two = { nodes: 5, members: { n4: { role: 'none' }, n5: { role: 'none' } } };
    const bench = new Bench('n4', two);
    bench.command('join');
    const own = bench.state.confirming?.mark ?? 0;
    const members = names.slice(0, 3);
    const rival = step(2, 'writing both', { members, next: [...members, 'n5'] });
    bench.receive(rival, 'n5');
    expect(sentIn(bench.flushed(own))).toEqual([]);
    expect(sentIn(bench.flush())).toEqual([['n5', { kind: 'ring known', version: 2 }]]);
  });
});
