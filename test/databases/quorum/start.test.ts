/** Boot: what the disk kept is there again, and what was in memory alone is not. */
import { describe, expect, test } from 'vitest';
import type { Recovered } from '../../../src/databases/database.js';
import { quorum } from '../../../src/databases/quorum/family.js';
import type { DiskRecord, Membership } from '../../../src/databases/quorum/message.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import {
  armedIn,
  Bench,
  client,
  collection,
  requestOf,
  sentIn,
  tombstone,
  value,
} from '../../support/quorum.js';

function disk(log: readonly DiskRecord[], snapshots: readonly DiskRecord[] = []) {
  return { log, snapshots, wiped: false } satisfies Recovered<DiskRecord>;
}

/** What a node has written down, as its disk would give it back. */
function kept(effects: readonly Effect[]): Recovered<DiskRecord> {
  const log = effects.flatMap((one) => (one.kind === 'append' ? [one.record as DiskRecord] : []));
  const snapshots = effects.flatMap((one) =>
    one.kind === 'snapshot' ? [one.record as DiskRecord] : [],
  );
  return disk(log, snapshots.slice(-1));
}

function restarted(bench: Bench, effects: readonly Effect[], input: Input = {}): Bench {
  return new Bench(bench.node.id, input, kept(effects));
}

const ring = (changes: Partial<Membership>): DiskRecord => ({
  ...{ kind: 'ring', version: 3, by: 'n2', phase: 'steady' },
  ...{ members: ['n1', 'n2'], next: ['n1', 'n2', 'n3'], gone: [] },
  ...changes,
});

describe('a node that boots', () => {
  test('has every cell that it merged, and merged them as then', () => {
    const effects: Effect[] = [];
    const bench = new Bench('n2');
    const cells = [value(5), value(3), collection([1, 4]), collection([2], [[1, 9, 9]])];
    for (const [place, cell] of cells.entries()) {
      const sent = { ring: 1, ask: place, key: place < 2 ? 'a' : 'b', cell, hintFor: '' };
      effects.push(...bench.receive({ kind: 'write', ...sent, write: 0 }, 'n1'));
    }
    const again = restarted(bench, effects);
    expect(again.cells).toEqual([
      ['a', value(5)],
      ['b', collection([2, 4], [[1, 9, 9]])],
    ]);
    expect(again.cells).toEqual(bench.cells);
  });

  test('is new when the disk is empty, and asks nobody for anything', () => {
    const bench = new Bench('n1');
    expect(bench.cells).toEqual([]);
    expect(sentIn(bench.booted)).toEqual([]);
    expect(bench.state.membership).toMatchObject({ version: 1, phase: 'steady' });
  });

  test('knows its tombstones, so that they end', () => {
    const bench = new Bench('n1', {}, disk([{ kind: 'cell', key: 'k', cell: tombstone(2) }]));
    expect([...bench.state.tombstones.keys()]).toEqual(['k']);
    expect(armedIn(bench.booted).map(([timer]) => timer)).toEqual(['purge']);
  });

  test('has forgotten what it coordinated, and who was down', () => {
    const bench = new Bench('n1');
    const effects = bench.request(requestOf('write', 9), client);
    const again = restarted(bench, effects);
    expect([again.state.asks.size, again.state.down.size]).toEqual([0, 0]);
    expect(again.cells.map(([key]) => key)).toEqual(['k']);
  });
});

describe('after a crash nothing is numbered twice', () => {
  test.each(['nextAsk', 'nextHint'] as const)('%s goes on behind all of before', (name) => {
    const bench = new Bench('n1');
    for (let write = 1; write < 4; write += 1) {
      bench.clock.now += 10;
      bench.request(requestOf('write', write), client);
    }
    const state = quorum.start(kept([]), bench.node) as Bench['state'];
    expect(state[name]).toBeGreaterThan(bench.state[name] - 1);
  });

  test('versions of another life have another name', () => {
    const bench = new Bench('n1');
    bench.clock.now = 70;
    const state = quorum.start(kept([]), bench.node) as Bench['state'];
    expect([bench.state.actor, state.actor]).toEqual(['n1', 'n1.70']);
  });
});

describe('the ring', () => {
  test('is the one of the scenario where nothing was written', () => {
    const bench = new Bench('n1', { members: { n3: { role: 'none' } }, replicas: 2 });
    expect(bench.state.membership.members).toEqual(['n1', 'n2']);
    expect(bench.state.ring.members.map(({ node }) => node)).toEqual(['n1', 'n2']);
    expect(bench.state.nextRing).toBe(null);
  });

  test('is the last one that the node has gone by', () => {
    const bench = new Bench('n1', { replicas: 2 }, disk([], [ring({ phase: 'fetching' })]));
    expect(bench.state.membership).toMatchObject({ version: 3, phase: 'fetching', by: 'n2' });
    expect(bench.state.nextRing?.members).toHaveLength(3);
    expect(bench.state.drive).toBe(null);
    expect(armedIn(bench.booted)).toEqual([]);
  });

  test('is driven on by the node that has begun to change it', () => {
    const bench = new Bench('n2', { replicas: 2 }, disk([], [ring({ phase: 'reading new' })]));
    expect(armedIn(bench.booted)).toEqual([['tell the ring', '', 1_000_000]]);
    const told = sentIn(bench.expire('tell the ring')).map(([to, { kind }]) => [to, kind]);
    expect(told).toEqual([
      ['n1', 'ring'],
      ['n3', 'ring'],
    ]);
  });

  test('when steady is told to everybody once more by whoever changed it last', () => {
    const bench = new Bench('n2', { replicas: 2 }, disk([], [ring({})]));
    expect(sentIn(bench.expire('tell the ring'))).toHaveLength(2);
  });
});
