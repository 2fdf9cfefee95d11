/** Commitment: §5.3, §5.4.2 and §8 of the paper; §10.2.1 of the dissertation for the leader's own disk. */
import { describe, expect, test } from 'vitest';
import { acceptCommand } from '../../../src/databases/raft/machine/propose.js';
import { answers } from '../../support/effects.js';
import {
  append,
  appended,
  client,
  entriesOf,
  follower,
  heartbeat,
  leader,
  requestOf,
} from '../../support/raft.js';
import { acknowledged, beat, cluster, elect, log, served } from '../../support/raft-table.js';

describe('counting', () => {
  test('an entry of the own term on a majority of disks is committed, and all before it', () => {
    const bench = leader('n1', 2, [1, 1]);
    bench.flush();
    expect(bench.state.commitIndex).toBe(0);
    bench.receive(appended(bench), 'n2');
    expect(bench.state).toMatchObject({ commitIndex: 3, lastApplied: 3 });
    expect(bench.state.store.get('k')).toEqual([1, 2]);
  });

  test('the own disk counts like any other: two followers are a majority before it', () => {
    const bench = leader('n1', 2, []);
    bench.receive(appended(bench), 'n2');
    expect(bench.state.commitIndex).toBe(0);
    bench.receive(appended(bench), 'n3');
    expect(bench.state.commitIndex).toBe(1);
  });

  test('the own disk may be what was missing', () => {
    const bench = leader('n1', 2, []);
    bench.receive(appended(bench), 'n2');
    bench.flush();
    expect(bench.state.commitIndex).toBe(1);
  });

  test('an entry of an earlier term is not committed by counting (figure 8), but with the bug', () => {
    for (const [bugs, commitIndex] of [
      [[], 0],
      [['commit an earlier term by counting'], 2],
    ] as const) {
      const bench = leader('n1', 4, [1, 2], { bugs });
      bench.receive(appended(bench, { match: 2 }), 'n2');
      expect(bench.state.commitIndex).toBe(commitIndex);
    }
  });

  test('without a no-op, earlier entries wait for the first write of the term', () => {
    const bench = leader('n1', 4, [1, 2], { noOp: false });
    bench.receive(appended(bench), 'n2');
    expect(bench.state.commitIndex).toBe(0);
    bench.act(acceptCommand, requestOf('append', 9), client);
    bench.flush();
    expect(answers(bench.receive(appended(bench), 'n2'))).toEqual([[client, 'ok']]);
    expect(bench.state.commitIndex).toBe(3);
  });

  test('it never goes back', () => {
    const bench = leader('n1', 2, [1]);
    bench.flush();
    bench.receive(appended(bench), 'n2');
    bench.receive(appended(bench, { match: 1 }), 'n2');
    expect(bench.state.commitIndex).toBe(2);
  });

  test('five voters need three', () => {
    const bench = leader('n1', 2, [], { nodes: 5 });
    bench.flush();
    bench.receive(appended(bench), 'n2');
    expect(bench.state.commitIndex).toBe(0);
    bench.receive(appended(bench), 'n5');
    expect(bench.state.commitIndex).toBe(1);
  });

  test('learners do not count', () => {
    const bench = leader('n1', 2, [], { members: { n3: { role: 'learner' } } });
    bench.flush();
    bench.receive(appended(bench), 'n3');
    expect(bench.state.commitIndex).toBe(0);
    bench.receive(appended(bench), 'n2');
    expect(bench.state.commitIndex).toBe(1);
  });
});

describe('a follower', () => {
  test('learns it with the next message', () => {
    const bench = follower('n2', 'n1', 3, [1, 3]);
    bench.receive(heartbeat(3, [2, 3], { commit: 2 }), 'n1');
    expect(bench.state).toMatchObject({ commitIndex: 2, lastApplied: 2 });
  });

  test('believes it only as far as its log is known to be the leader’s', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    bench.receive(append(4, [1, 1], entriesOf([2], 2)), 'n3');
    bench.receive(heartbeat(5, [1, 1], { commit: 2 }), 'n1');
    expect(bench.state.commitIndex).toBe(1);
    bench.receive(append(5, [1, 1], entriesOf([5], 7), { commit: 2 }), 'n1');
    expect(bench.state.commitIndex).toBe(2);
    expect(bench.state.store.get('k')).toEqual([1, 7]);
  });

  test('knows nothing of its log any more when it misses the leader and finds it again', () => {
    const bench = follower('n2', 'n1', 3, [1, 2]);
    bench.expire('election');
    bench.receive(heartbeat(3, [1, 1], { commit: 2 }), 'n1');
    expect(bench.state).toMatchObject({ verified: 1, commitIndex: 1 });
  });

  test('with the bug it applies whatever it has', () => {
    const bench = follower('n2', 'n1', 3, [1], { bugs: ['apply beyond commit'] });
    bench.receive(append(3, [1, 1], entriesOf([3], 2)), 'n1');
    expect(bench.state.lastApplied).toBe(2);
  });
});

describe('a cluster', () => {
  test('acknowledges what two of three disks have, whichever they are', () => {
    const table = cluster();
    const write = table.request('n1');
    table.deliver({ kind: 'append entries' });
    table.flush('n2');
    table.flush('n3');
    table.deliver({ kind: 'appended', from: 'n2' });
    expect(acknowledged(table)).toEqual([]);
    table.deliver({ kind: 'appended', from: 'n3' });
    expect(acknowledged(table)).toEqual([write]);
    table.crash('n1');
    elect(table, 'n2');
    expect(log(table, 'n2')).toEqual(['t1', write, 't2']);
  });

  test('tells its clients nothing of what is not committed, and unknown when it steps down', () => {
    const table = cluster();
    const write = table.request('n1');
    table.settle('n1');
    elect(table, 'n2', 'n1');
    table.expire('n2', 'heartbeat');
    table.settle();
    expect(table.replies.map(({ client: to, reply }) => [to, reply.kind, reply.reason])).toEqual([
      [write, 'unknown', 'no longer leader'],
    ]);
    expect(log(table, 'n1')).toEqual(['t1', 't2']);
  });

  test('figure 8: what a leader of a later term overwrites was never acknowledged', () => {
    const table = cluster({ nodes: 5, election: { preVote: false } });
    // (a) n1 has entry 2 on n2 alone.
    const first = table.request('n1');
    table.settle('n1', 'n3', 'n4', 'n5');
    table.crash('n1');
    // (b) n5 leads term 2 with the votes of n3 and n4, and has another entry 2 for itself.
    table.wait(3_000_000);
    table.expire('n5', 'election');
    table.deliver({ kind: 'request vote', to: 'n3' });
    table.deliver({ kind: 'request vote', to: 'n4' });
    for (const id of ['n3', 'n4', 'n5']) table.flush(id);
    table.deliver({ kind: 'vote' });
    expect(table.state('n5').role).toBe('leader');
    table.crash('n5');
    // (c) n1 leads again and replicates its old entry to a majority: n1, n2, n3.
    table.boot('n1');
    table.settle('n5');
    for (let times = 0; times < 3 && table.state('n1').role !== 'leader'; times += 1) {
      elect(table, 'n1', 'n4', 'n5');
    }
    expect(table.state('n3').commitIndex).toBeLessThanOrEqual(table.state('n1').commitIndex);
    expect(log(table, 'n3').slice(0, 2)).toEqual(['t1', first]);
    // Its own no-op is on a majority, too: only now the old entry is committed, and stays.
    expect(table.state('n1').commitIndex).toBe(3);
    beat(table, 'n1', 'n4', 'n5');
    expect(served(table, 'n3')).toEqual([first]);
  });
});
