/** What must be durable before it is told, and what a crash takes back: Figure 2 of the paper, §3.8 of the dissertation. */
import { describe, expect, test } from 'vitest';
import { kinds, sent } from '../../support/effects.js';
import { append, Bench, entriesOf, follower, heartbeat, restarted } from '../../support/raft.js';
import { acknowledged, beat, cluster, elect, leaders, log } from '../../support/raft-table.js';

const matchIn = (effects: Parameters<typeof sent>[0]): unknown =>
  sent(effects, 'appended').map(([, message]) => (message as { match: number }).match);

describe('confirming entries', () => {
  test('only what is durable is confirmed, also when a heartbeat comes in between', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    bench.receive(append(3, [1, 1], entriesOf([3, 3], 2)), 'n1');
    expect(matchIn(bench.receive(heartbeat(3, [3, 3]), 'n1'))).toEqual([1]);
    expect(matchIn(bench.flush())).toEqual([3]);
  });

  test('entries that come twice are not confirmed before the first flush', () => {
    const bench = follower('n2', 'n1', 3, []);
    const message = append(3, [0, 0], entriesOf([3]));
    bench.receive(message, 'n1');
    expect(matchIn(bench.receive(message, 'n1'))).toEqual([0]);
  });

  test('flushes that overtake each other: the later one covers the earlier one', () => {
    const bench = follower('n2', 'n1', 3, []);
    bench.receive(append(3, [0, 0], entriesOf([3])), 'n1');
    const first = bench.state.nextMark - 1;
    bench.receive(append(3, [1, 3], entriesOf([3], 2)), 'n1');
    expect(matchIn(bench.flush())).toEqual([2]);
    expect(bench.flushed(first)).toEqual([]);
    expect(bench.state.flushes.size).toBe(0);
  });

  test('a flush from before a cut covers nothing of what came after it', () => {
    const bench = follower('n2', 'n1', 2, [1]);
    bench.receive(append(2, [1, 1], entriesOf([2, 2, 2], 2)), 'n1');
    const before = bench.state.nextMark - 1;
    bench.receive(append(3, [2, 2], entriesOf([3, 3], 8)), 'n3');
    expect(bench.state.flushed).toBe(1);
    expect(matchIn(bench.flushed(before))).toEqual([2]);
    expect(matchIn(bench.flush())).toEqual([4]);
  });

  test('what was durable before a cut does not count behind it', () => {
    const bench = follower('n2', 'n1', 2, [1, 2, 2]);
    expect(bench.state.flushed).toBe(3);
    const effects = bench.receive(append(3, [1, 1], entriesOf([3], 8)), 'n3');
    expect(bench.state.flushed).toBe(1);
    expect(matchIn(effects)).toEqual([]);
  });

  test('a mark that nobody knows claims nothing', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    expect(bench.flushed(999)).toEqual([]);
    expect(bench.state.flushed).toBe(1);
  });

  test('entries of a former leader are not confirmed to the next one', () => {
    const bench = follower('n2', 'n1', 2, [1]);
    bench.receive(append(2, [1, 1], entriesOf([2], 2)), 'n1');
    bench.receive(heartbeat(3, [1, 1]), 'n3');
    expect(matchIn(bench.flush())).toEqual([1]);
  });
});

describe('a restart', () => {
  test('finds term, vote and log, and knows of no commitment', () => {
    const bench = restarted('n2', 5, [1, 1, 4], {}, { votedFor: 'n3' });
    expect(bench.state).toMatchObject({ currentTerm: 5, votedFor: 'n3', flushed: 3 });
    expect(bench.state).toMatchObject({ role: 'follower', leader: null, commitIndex: 0 });
    expect(bench.terms).toEqual([1, 1, 4]);
  });

  test('a crash takes back what was not flushed, and the leader sends it again', () => {
    const table = cluster();
    const write = table.request('n1');
    table.deliver({ kind: 'append entries', to: 'n2' });
    table.crash('n2');
    table.boot('n2');
    expect(log(table, 'n2')).toEqual(['t1']);
    table.settle();
    beat(table, 'n1');
    expect(log(table, 'n2')).toEqual(['t1', write]);
  });

  test('a cut that was not flushed comes back, and is cut again', () => {
    const table = cluster();
    const gone = table.request('n1');
    table.flush('n1');
    table.drop({ kind: 'append entries' });
    elect(table, 'n2', 'n1');
    table.expire('n2', 'heartbeat');
    for (let times = 0; times < 3; times += 1) {
      table.deliver({ kind: 'append entries', to: 'n1' });
      if (table.letters({ from: 'n1', to: 'n2' }).length > 0) table.deliver({ from: 'n1' });
      if (!log(table, 'n1').includes(gone)) break;
    }
    expect(log(table, 'n1')).toEqual(['t1', 't2']);
    table.crash('n1');
    table.boot('n1');
    expect(log(table, 'n1')).toEqual(['t1', gone]);
    table.settle();
    beat(table, 'n2');
    beat(table, 'n2');
    expect(log(table, 'n1')).toEqual(['t1', 't2']);
  });

  test('a vote that was not flushed was not given either', () => {
    const table = cluster({ firstLeader: 'none', election: { preVote: false } });
    table.wait(3_000_000);
    table.expire('n1', 'election');
    table.deliver({ kind: 'request vote', to: 'n3' });
    expect(table.letters({ kind: 'vote' })).toEqual([]);
    table.crash('n3');
    table.boot('n3');
    table.wait(3_000_000);
    expect(table.state('n3')).toMatchObject({ currentTerm: 0, votedFor: null });
    table.crash('n1');
    elect(table, 'n2');
    expect(leaders(table)).toEqual(['n2']);
  });

  test('all nodes at once: what was acknowledged is still there', () => {
    const table = cluster();
    const write = table.request('n1');
    table.settle();
    for (const id of ['n1', 'n2', 'n3']) table.crash(id);
    for (const id of ['n1', 'n2', 'n3']) table.boot(id);
    elect(table, 'n3');
    expect(acknowledged(table)).toEqual([write]);
    expect(log(table, 'n3')).toEqual(['t1', write, 't2']);
    expect(table.state('n3').store.get('k')).toEqual([write]);
  });
});

describe('a new database', () => {
  const empty = { log: [], snapshots: [], wiped: false };

  test('has a leader of term 1, for whom all have voted', () => {
    for (const [id, role] of [
      ['n1', 'candidate'],
      ['n2', 'follower'],
    ] as const) {
      const bench = new Bench(id, empty);
      expect(bench.state).toMatchObject({ role, currentTerm: 1, votedFor: 'n1', leader: 'n1' });
    }
  });

  test('the first leader leads once its vote is durable, and no earlier', () => {
    const bench = new Bench('n1', empty);
    expect(kinds(bench.node.effects.take())).toEqual(['snapshot', 'flush', 'arm']);
    expect(bench.state.role).toBe('candidate');
    bench.flush();
    expect(bench.state.role).toBe('leader');
  });

  test('so that it never begins the same term twice, however early it crashes', () => {
    const table = cluster();
    table.crash('n1');
    table.boot('n1');
    expect(table.state('n1')).toMatchObject({ role: 'follower', currentTerm: 1 });
  });

  test('of the highest priority, or named, or none', () => {
    const leaderIn = (input: Readonly<Record<string, unknown>>) =>
      new Bench('n2', empty, input).state.leader;
    expect(leaderIn({ members: { n3: { priority: 1 } } })).toBe('n3');
    expect(leaderIn({ firstLeader: 'n2' })).toBe('n2');
    expect(leaderIn({ members: { n1: { role: 'learner' } } })).toBe('n2');
    const nobody = new Bench('n2', empty, { firstLeader: 'none' });
    expect(nobody.state).toMatchObject({ leader: null, currentTerm: 0, votedFor: null });
  });
});
