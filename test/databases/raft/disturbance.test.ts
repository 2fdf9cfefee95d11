/** What keeps elections away while there is a leader, and leaders away without a majority: dissertation §9.6, §6.2, §4.2.3. */
import { describe, expect, test } from 'vitest';
import { kinds, notes, sent } from '../../support/effects.js';
import {
  appended,
  Bench,
  follower,
  leader,
  requestVote,
  restarted,
  settledLeader,
} from '../../support/raft.js';
import { beat, cluster, leaders, type Table } from '../../support/raft-table.js';

const noPreVote = { election: { preVote: false } };

/** A node that is cut off misses the leader, which the others hear. */
function missAlone(table: Table, id: string): void {
  table.expire(id, 'election');
  table.settle(id);
}

describe('pre-vote (dissertation §9.6)', () => {
  const yes = { kind: 'pre-vote', term: 4, granted: true } as const;

  test('asks whether it could win, and leaves the term as it is until then', () => {
    const bench = restarted('n1', 3, [1]);
    const effects = bench.expire('election');
    const asked = { ...requestVote(4, [1, 1]), kind: 'request pre-vote' };
    expect(sent(effects)).toEqual([
      ['n2', asked],
      ['n3', asked],
    ]);
    expect(kinds(effects)).not.toContain('flush');
    expect(bench.state.currentTerm).toBe(3);
    bench.receive(yes, 'n2');
    expect(bench.state).toMatchObject({ role: 'candidate', currentTerm: 4 });
  });

  test('the answer is a question of now: nothing is written down, and it does not bind', () => {
    const bench = restarted('n1', 3, [1]);
    for (const from of ['n2', 'n3']) {
      const effects = bench.receive({ ...requestVote(4, [1, 1]), kind: 'request pre-vote' }, from);
      expect(kinds(effects)).toEqual(['send']);
      expect(sent(effects)).toEqual([[from, yes]]);
    }
    expect(bench.state).toMatchObject({ currentTerm: 3, votedFor: null });
  });

  test('whoever hears a leader, or has the better log, or is in that term, says no', () => {
    const question = { ...requestVote(4, [1, 1]), kind: 'request pre-vote' } as const;
    const hearing = follower('n1', 'n3', 3, [1]);
    const better = restarted('n1', 3, [1, 2]);
    const later = restarted('n1', 4, [1]);
    const terms = [hearing, better, later].map((bench) => sent(bench.receive(question, 'n2')));
    expect(terms).toEqual(
      [3, 3, 4].map((term) => [['n2', { kind: 'pre-vote', term, granted: false }]]),
    );
  });

  test('a yes to an earlier question does not count', () => {
    const bench = restarted('n1', 4, [1]);
    bench.expire('election');
    bench.receive(yes, 'n2');
    expect(bench.state).toMatchObject({ role: 'pre-candidate', currentTerm: 4 });
  });

  test('who was cut off and comes back disturbs nobody', () => {
    const table = cluster();
    for (let times = 0; times < 3; times += 1) missAlone(table, 'n3');
    expect(table.state('n3').currentTerm).toBe(1);
    beat(table, 'n1');
    expect(table.state('n3')).toMatchObject({ role: 'follower', leader: 'n1' });
    expect(table.state('n1')).toMatchObject({ role: 'leader', currentTerm: 1 });
  });

  test('without it the term has grown, and the leader must go', () => {
    const table = cluster(noPreVote);
    for (let times = 0; times < 3; times += 1) missAlone(table, 'n3');
    expect(table.state('n3').currentTerm).toBe(4);
    beat(table, 'n1');
    expect(leaders(table)).toEqual([]);
    expect(table.state('n1').currentTerm).toBe(4);
  });
});

describe('check quorum and stickiness (dissertation §6.2, §4.2.3)', () => {
  test('a leader that hears no majority for the shortest timeout steps down', () => {
    const bench = settledLeader('n1', 2, []);
    bench.clock.now += 999_999;
    bench.expire('heartbeat');
    expect(bench.state.role).toBe('leader');
    bench.clock.now += 1;
    expect(notes(bench.expire('heartbeat'))).toEqual([['stepped down', { term: 2 }]]);
    expect(bench.state).toMatchObject({ role: 'follower', leader: null });
  });

  test('the time counts from when the round was sent that a majority has answered', () => {
    const bench = settledLeader('n1', 2, []);
    bench.clock.now += 600_000;
    bench.expire('heartbeat');
    bench.clock.now += 600_000;
    bench.receive(appended(bench), 'n3');
    bench.clock.now += 399_999;
    bench.expire('heartbeat');
    expect(bench.state.role).toBe('leader');
    bench.clock.now += 1;
    bench.expire('heartbeat');
    expect(bench.state.role).toBe('follower');
  });

  test('without it a leader stays in office', () => {
    const bench = leader('n1', 2, [], { election: { checkQuorum: false } });
    bench.clock.now += 60_000_000;
    bench.expire('heartbeat');
    expect(bench.state.role).toBe('leader');
  });

  test('a leader that was the only voter before a change still needs the old majority', () => {
    const bench = settledLeader('n1', 2, []);
    bench.command('change', { remove: ['n2', 'n3'] });
    expect(bench.state.configurations.at(-1)).toMatchObject({ voters: ['n1'] });
    bench.clock.now += 1_000_000;
    bench.expire('heartbeat');
    expect(bench.state.role).toBe('follower');
  });

  test('a voter that hears a leader takes part in no election, until it is over', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    bench.clock.now += 999_999;
    expect(bench.receive(requestVote(4, [5, 3]), 'n3')).toEqual([]);
    expect(bench.state.currentTerm).toBe(3);
    bench.clock.now += 1;
    bench.receive(requestVote(4, [5, 3]), 'n3');
    expect(bench.state).toMatchObject({ currentTerm: 4, votedFor: 'n3' });
  });

  test('a leader never does, and any voter does when the leader itself has asked for it', () => {
    const bench = leader('n1', 3, [1]);
    expect(bench.receive(requestVote(4, [5, 3]), 'n3')).toEqual([]);
    bench.receive(requestVote(4, [5, 3], { isTransfer: true }), 'n3');
    expect(bench.state).toMatchObject({ role: 'follower', currentTerm: 4, votedFor: 'n3' });
  });

  test('after a restart it may have heard one: it waits as long', () => {
    const bench = new Bench('n2', {
      log: [],
      snapshots: [{ kind: 'vote', term: 3, votedFor: null, isBlank: false }],
      wiped: false,
    });
    bench.node.effects.take();
    expect(bench.receive(requestVote(4, [5, 3]), 'n3')).toEqual([]);
    bench.clock.now += 1_000_000;
    expect(bench.receive(requestVote(4, [5, 3]), 'n3')).not.toEqual([]);
  });

  test('without check quorum every request with a later term is considered', () => {
    const bench = follower('n2', 'n1', 3, [1], { election: { checkQuorum: false } });
    bench.receive(requestVote(4, [5, 3]), 'n3');
    expect(bench.state).toMatchObject({ currentTerm: 4, votedFor: 'n3' });
  });
});
