/** Log compaction: §7 of the paper, §5 of the dissertation. */
import { describe, expect, test } from 'vitest';
import type { Message, MessageOf, SnapshotRecord } from '../../../src/databases/raft/message.js';
import { kinds, notes, sent } from '../../support/effects.js';
import {
  append,
  appended,
  change,
  entriesOf,
  entry,
  follower,
  heartbeat,
  leader,
  rejected,
  restarted,
  type Bench,
} from '../../support/raft.js';
import {
  acknowledged,
  beat,
  cluster,
  elect,
  type Table,
  members,
  served,
} from '../../support/raft-table.js';

type Chunk = MessageOf<'install snapshot'>;

const taken = (term: number, index: number, next: number): Message => {
  return { kind: 'chunk taken', term, index, next };
};

/** The chunks that a rule sends: from which key on, and how many keys. */
function chunksIn(effects: Parameters<typeof sent>[0]): readonly unknown[] {
  return sent(effects, 'install snapshot').map(([to, message]) => {
    const { index, offset, held, isLast } = message as Chunk;
    return [to, index, offset, held.length, isLast];
  });
}

/** A leader whose log begins behind a snapshot of three keys; nobody has answered yet. */
function compacted(keep = 0): Bench {
  const input = { snapshot: { every: 3, chunk: 1, keep } };
  const first = entriesOf([1, 1, 1]).map((one, place) => ({ ...one, key: `k${String(place)}` }));
  const bench = restarted('n1', 1, [], input);
  bench.receive(append(1, [0, 0], first, { commit: 3 }), 'n2');
  bench.expire('election');
  bench.receive({ kind: 'pre-vote', term: 2, granted: true }, 'n2');
  bench.receive({ kind: 'vote', term: 2, granted: true }, 'n2');
  bench.flush();
  expect(bench.state).toMatchObject({ role: 'leader', snapshot: { index: 3, base: 3 - keep } });
  return bench;
}

describe('compaction', () => {
  test('after so many applied entries a snapshot takes the place of the log', () => {
    const bench = follower('n2', 'n1', 1, [], { snapshot: { every: 2, keep: 1 } });
    const effects = bench.receive(append(1, [0, 0], entriesOf([1, 1, 1]), { commit: 3 }), 'n1');
    expect(bench.state.snapshot).toMatchObject({ index: 3, term: 1, base: 2, baseTerm: 1 });
    expect(bench.terms).toEqual([1]);
    expect(notes(effects)).toContainEqual(['snapshot taken', { index: 3, keys: 1 }]);
    expect(
      kinds(effects).filter((kind) => ['snapshot', 'discard', 'flush'].includes(kind)),
    ).toEqual(['snapshot', 'discard', 'flush', 'flush']);
  });

  test('it holds the members that count at its end, not those of a later change', () => {
    const bench = follower('n2', 'n1', 1, [], { snapshot: { every: 2 } });
    const entries = [entry(1, 1), change(1, 'n1 n2'), change(1, 'n1 n2 n3')];
    bench.receive(append(1, [0, 0], entries, { commit: 2 }), 'n1');
    expect(bench.state.snapshot).toMatchObject({ index: 2, members: 'n1 n2' });
    expect(bench.state.configurations.map(({ index }) => index)).toEqual([2, 3]);
  });

  test('not before, and never without the option', () => {
    for (const input of [{ snapshot: { every: 4 } }, {}]) {
      const bench = follower('n2', 'n1', 1, [], input);
      bench.receive(append(1, [0, 0], entriesOf([1, 1, 1]), { commit: 3 }), 'n1');
      expect(bench.state.snapshot.index).toBe(0);
      expect(bench.terms).toEqual([1, 1, 1]);
    }
  });

  test('what is not committed stays in the log', () => {
    const bench = follower('n2', 'n1', 1, [], { snapshot: { every: 2 } });
    bench.receive(append(1, [0, 0], entriesOf([1, 1, 1]), { commit: 2 }), 'n1');
    expect(bench.state.snapshot.index).toBe(2);
    expect(bench.terms).toEqual([1]);
  });

  test('a restart begins with it: store, sessions, members, and the log behind it', () => {
    const snapshot: SnapshotRecord = {
      kind: 'snapshot',
      ...{ index: 4, term: 2, members: 'n1 n2 | learn n3', digest: 9 },
      ...{ base: 3, baseTerm: 2, baseDigest: 7 },
      held: [{ key: 'k', versions: [1, 2] }],
      served: [{ session: 's', sequence: 8, index: 4 }],
    };
    // The change at index 4 is in the snapshot already.
    const kept = [change(2, 'n1 n2 | learn n3'), entry(3, 5)];
    const bench = restarted('n1', 3, [], {}, { log: kept, snapshot });
    expect(bench.state).toMatchObject({ commitIndex: 4, lastApplied: 4, flushed: 5 });
    expect(bench.terms).toEqual([2, 3]);
    expect(bench.state.store.get('k')).toEqual([1, 2]);
    expect(bench.state.sessions.get('s')).toEqual({ session: 's', sequence: 8, index: 4 });
    expect(bench.state.configurations).toEqual([
      { index: 4, voters: ['n1', 'n2'], outgoing: [], learners: ['n3'] },
    ]);
    expect(bench.state.newest.get('k')).toBe(5);
  });

  test('after it the log still answers for its end: votes and the check at the base', () => {
    const bench = follower('n2', 'n1', 1, [], { snapshot: { every: 2 } });
    bench.receive(append(1, [0, 0], entriesOf([1, 1]), { commit: 2 }), 'n1');
    expect(bench.terms).toEqual([]);
    // An old message, from before what the snapshot stands for.
    bench.receive(append(1, [0, 0], entriesOf([1, 1, 1])), 'n1');
    expect(bench.terms).toEqual([1]);
    expect(bench.state.verified).toBe(3);
    bench.receive(heartbeat(1, [3, 1], { commit: 3 }), 'n1');
    expect(bench.state.commitIndex).toBe(3);
    expect(bench.state.store.get('k')).toEqual([1, 2, 3]);
  });
});

describe('sending a snapshot', () => {
  test('when the follower lacks what the log lost, in chunks, one after the other', () => {
    const bench = compacted();
    const seen = [
      bench.receive(rejected(bench, 3, [0, 1]), 'n3'),
      bench.receive(taken(2, 3, 1), 'n3'),
      bench.receive(taken(2, 3, 2), 'n3'),
    ];
    expect(seen.map(chunksIn)).toEqual([
      [['n3', 3, 0, 1, false]],
      [['n3', 3, 1, 1, false]],
      [['n3', 3, 2, 1, true]],
    ]);
    const effects = bench.receive(appended(bench, { match: 3 }), 'n3');
    expect(sent(effects, 'append entries')).toMatchObject([['n3', { previousIndex: 3 }]]);
  });

  test('the same answer again sends nothing again', () => {
    const bench = compacted();
    bench.receive(rejected(bench, 3, [0, 1]), 'n3');
    bench.receive(taken(2, 3, 1), 'n3');
    expect(bench.receive(taken(2, 3, 1), 'n3')).toEqual([]);
  });

  test('with every heartbeat the last chunk again: it may have been lost', () => {
    const bench = compacted();
    bench.receive(rejected(bench, 3, [0, 1]), 'n3');
    bench.receive(taken(2, 3, 1), 'n3');
    expect(chunksIn(bench.expire('heartbeat'))).toEqual([['n3', 3, 1, 1, false]]);
  });

  test('it begins anew when the follower has lost what it had, or belongs to an older snapshot', () => {
    for (const answer of [taken(2, 3, 0), taken(2, 2, 2)]) {
      const bench = compacted();
      bench.receive(rejected(bench, 3, [0, 1]), 'n3');
      bench.receive(taken(2, 3, 2), 'n3');
      expect(chunksIn(bench.receive(answer, 'n3'))).toEqual([['n3', 3, 0, 1, false]]);
    }
  });

  test('a follower that is a little behind gets entries as long as they are kept', () => {
    const bench = compacted(2);
    const effects = bench.receive(rejected(bench, 3, [0, 2]), 'n3');
    expect(chunksIn(effects)).toEqual([]);
    expect(sent(effects, 'append entries')).toMatchObject([['n3', { previousIndex: 1 }]]);
  });

  test('a leader of a later term hears nothing of an old answer', () => {
    const bench = leader('n1', 2, [1]);
    expect(bench.receive(taken(1, 3, 1), 'n3')).toEqual([]);
  });
});

describe('a cluster', () => {
  const tiny = { snapshot: { every: 4, chunk: 1 } };

  test('a follower that was down for long is brought up, whatever gets lost on the way', () => {
    const table = cluster(tiny);
    table.crash('n3');
    for (const key of ['a', 'b', 'c', 'k', 'k']) {
      table.request('n1', { key });
      table.settle();
    }
    table.boot('n3');
    table.expire('n1', 'heartbeat');
    for (let times = 0; times < 6; times += 1) {
      table.settle('n2', ...(times % 2 === 0 ? ['n3'] : []));
      table.expire('n1', 'heartbeat');
    }
    table.settle();
    beat(table, 'n1');
    expect([...table.state('n3').store]).toEqual([...table.state('n1').store]);
    expect(members(table, 'n3')).toBe('n1 n2 n3');
  });

  test('a crash before the flush of the snapshot takes it back, and it comes again', () => {
    // n3 holds entries that nobody else has, where the snapshot has others. What n1 still has in its log reaches back to them.
    const table = cluster({ snapshot: { every: 4, keep: 5, chunk: 9 }, firstLeader: 'n3' });
    for (let times = 0; times < 5; times += 1) table.request('n3');
    table.settle('n1', 'n2');
    elect(table, 'n1', 'n3');
    for (let times = 0; times < 6; times += 1) {
      table.request('n1');
      table.settle('n3');
    }
    expect(table.state('n1').snapshot).toMatchObject({ index: 8, base: 3 });
    expect(table.state('n3').log.length).toBe(6);
    installUnflushed(table);
    table.crash('n3');
    table.boot('n3');
    expect(table.state('n3').log.length).toBe(6);
    for (let times = 0; times < 4; times += 1) beat(table, 'n1');
    expect(served(table, 'n3')).toEqual(served(table, 'n1'));
    expect(acknowledged(table)).toHaveLength(6);
  });
});

/** n3 has installed what n1 has sent, and has not flushed it. */
function installUnflushed(table: Table): void {
  for (let times = 0; times < 9; times += 1) {
    table.expire('n1', 'heartbeat');
    for (let step = 0; step < 4 && table.letters().length > 0; step += 1) {
      table.deliver();
      if (table.notes.includes('n3 snapshot installed')) {
        // A heartbeat comes right behind it.
        table.expire('n1', 'heartbeat');
        table.deliver({ to: 'n3' });
        table.deliver({ from: 'n3' });
        return;
      }
    }
  }
  throw new Error('no snapshot');
}
