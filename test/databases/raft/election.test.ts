/** Leader election: §5.2 and §5.4.1 of the paper; §4.2.3, §6.2 and §9.6 of the dissertation. */
import { describe, expect, test } from 'vitest';
import { armed, kinds, notes, sent } from '../../support/effects.js';
import {
  append,
  entriesOf,
  follower,
  heartbeat,
  requestVote,
  restarted,
} from '../../support/raft.js';
import { cluster, elect, leaders, log, longSilence } from '../../support/raft-table.js';

const noPreVote = { election: { preVote: false } };

/** Who is told what about a vote, in the order of the answers. */
function votesIn(effects: Parameters<typeof sent>[0]): readonly unknown[] {
  return sent(effects, 'vote').map(([to, message]) => [
    to,
    (message as { term: number }).term,
    (message as { granted: boolean }).granted,
  ]);
}

describe('standing for election (§5.2)', () => {
  test('raises the term, votes for itself and asks all voters', () => {
    const bench = restarted('n1', 3, [1, 2], noPreVote);
    const effects = bench.expire('election');
    expect(bench.state).toMatchObject({ role: 'candidate', currentTerm: 4, votedFor: 'n1' });
    expect(sent(effects)).toEqual([
      ['n2', requestVote(4, [2, 2])],
      ['n3', requestVote(4, [2, 2])],
    ]);
    const timeout = armed(effects)['election'] ?? 0;
    expect(timeout).toBeGreaterThanOrEqual(1_000_000);
    expect(timeout).toBeLessThanOrEqual(2_000_000);
  });

  test('the timeout is drawn anew each time', () => {
    const bench = restarted('n1', 3, [], noPreVote);
    const timeouts = [1, 2, 3].map(() => armed(bench.expire('election'))['election']);
    expect(new Set(timeouts).size).toBe(3);
  });

  test('a majority makes it leader, and the others hear of it at once', () => {
    const bench = restarted('n1', 3, [1], noPreVote);
    bench.expire('election');
    bench.flush();
    const effects = bench.receive({ kind: 'vote', term: 4, granted: true }, 'n3');
    expect(bench.state.role).toBe('leader');
    expect(notes(effects)).toEqual([['elected', { term: 4 }]]);
    expect(sent(effects, 'append entries').map(([to]) => to)).toEqual(['n2', 'n3']);
    expect(bench.terms).toEqual([1, 4]);
    expect(kinds(effects)).toContain('cancel');
  });

  test('its own vote counts like any other: once it is durable', () => {
    const bench = restarted('n1', 3, [], noPreVote);
    bench.expire('election');
    bench.receive({ kind: 'vote', term: 4, granted: true }, 'n3');
    expect(bench.state.role).toBe('candidate');
    bench.flush();
    expect(bench.state.role).toBe('leader');
  });

  test('its own vote of an earlier term does not count in a later one', () => {
    const bench = restarted('n1', 3, [], noPreVote);
    bench.expire('election');
    const earlier = bench.state.nextMark - 1;
    bench.expire('election');
    bench.receive({ kind: 'vote', term: 5, granted: true }, 'n3');
    bench.flushed(earlier);
    expect(bench.state.role).toBe('candidate');
    bench.flush();
    expect(bench.state).toMatchObject({ role: 'leader', currentTerm: 5 });
  });

  test('one voter says yes twice: that is one vote of five', () => {
    const bench = restarted('n1', 3, [], { nodes: 5, ...noPreVote });
    bench.expire('election');
    bench.flush();
    for (let times = 0; times < 2; times += 1) {
      bench.receive({ kind: 'vote', term: 4, granted: true }, 'n3');
    }
    expect(bench.state.role).toBe('candidate');
  });

  test.each([
    ['of an earlier term', { kind: 'vote', term: 3, granted: true }],
    ['that says no', { kind: 'vote', term: 4, granted: false }],
  ] as const)('a vote %s does not count', (_which, vote) => {
    const bench = restarted('n1', 3, [], noPreVote);
    bench.expire('election');
    bench.flush();
    bench.receive(vote, 'n2');
    expect(bench.state.role).toBe('candidate');
  });

  test('a later term ends it', () => {
    const bench = restarted('n1', 3, [], noPreVote);
    bench.expire('election');
    bench.receive({ kind: 'vote', term: 9, granted: false }, 'n2');
    expect(bench.state).toMatchObject({ role: 'follower', currentTerm: 9, votedFor: null });
  });

  test('a leader of the same term ends it, and its vote stays with itself', () => {
    const bench = restarted('n1', 3, [], noPreVote);
    bench.expire('election');
    bench.receive(heartbeat(4, [0, 0]), 'n2');
    expect(bench.state).toMatchObject({ role: 'follower', leader: 'n2', votedFor: 'n1' });
    bench.flush();
    bench.receive({ kind: 'vote', term: 4, granted: true }, 'n3');
    expect(bench.state.role).toBe('follower');
  });

  test('the only voter elects itself once its vote is durable', () => {
    const bench = restarted('n1', 3, [1], { nodes: 1 });
    bench.expire('election');
    expect(bench.state.role).toBe('candidate');
    bench.flush();
    expect(bench.state.role).toBe('leader');
  });

  test('learners and outsiders never stand, not even when an operator wants it', () => {
    const members = { n2: { role: 'learner' }, n3: { role: 'none' } };
    for (const id of ['n2', 'n3']) {
      const bench = restarted(id, 3, [], { members });
      expect([...bench.expire('election'), ...bench.command('campaign')]).toEqual([]);
      expect(bench.state).toMatchObject({ role: 'follower', currentTerm: 3 });
    }
  });
});

describe('voting (§5.2, §5.4.1)', () => {
  test('a vote is given once it is durable', () => {
    const bench = restarted('n1', 3, []);
    const effects = bench.receive(requestVote(4, [0, 0]), 'n2');
    expect(votesIn(effects)).toEqual([]);
    const record = { kind: 'vote', term: 4, votedFor: 'n2', isBlank: false };
    expect(effects).toContainEqual({ kind: 'snapshot', record });
    expect(votesIn(bench.flush())).toEqual([['n2', 4, true]]);
  });

  test('with the bug it is given before', () => {
    const bench = restarted('n1', 3, [], { bugs: ['answer before the flush'] });
    expect(votesIn(bench.receive(requestVote(4, [0, 0]), 'n2'))).toEqual([['n2', 4, true]]);
  });

  test('one vote a term: the second candidate gets none, the first one gets it again', () => {
    const bench = restarted('n1', 3, []);
    bench.receive(requestVote(4, [0, 0]), 'n2');
    expect(votesIn(bench.receive(requestVote(4, [9, 4]), 'n3'))).toEqual([['n3', 4, false]]);
    bench.receive(requestVote(4, [0, 0]), 'n2');
    expect(votesIn(bench.flush())).toEqual([['n2', 4, true]]);
  });

  test('the vote is still there after a restart, and gone with the bug', () => {
    const found = { votedFor: 'n2' };
    const bench = restarted('n1', 4, [], {}, found);
    expect(votesIn(bench.receive(requestVote(4, [0, 0]), 'n3'))).toEqual([['n3', 4, false]]);
    const broken = restarted('n1', 4, [], { bugs: ['forget the vote'] }, found);
    broken.receive(requestVote(4, [0, 0]), 'n3');
    expect(votesIn(broken.flush())).toEqual([['n3', 4, true]]);
  });

  test('votes of several terms wait for their own flushes, however those overtake each other', () => {
    const bench = restarted('n1', 3, []);
    bench.receive(requestVote(4, [0, 0]), 'n2');
    const first = bench.state.nextMark - 1;
    bench.receive(requestVote(5, [0, 0]), 'n3');
    expect(votesIn(bench.flush())).toEqual([['n3', 5, true]]);
    expect(votesIn(bench.flushed(first))).toEqual([['n2', 4, true]]);
    expect(bench.state.promises).toEqual([]);
  });

  test.each([
    ['a later term at its end', [1, 3], true],
    ['the same term, and as long', [3, 2], true],
    ['the same term, and longer', [4, 2], true],
    ['the same term, and shorter', [2, 2], false],
    ['an earlier term, however long', [9, 1], false],
  ] as const)('a candidate whose log has %s', (_what, last, granted) => {
    const bench = restarted('n1', 3, [1, 1, 2]);
    const effects = bench.receive(requestVote(4, last), 'n2');
    expect(votesIn([...effects, ...bench.flush()])).toEqual([['n2', 4, granted]]);
    expect(bench.state).toMatchObject({ currentTerm: 4, votedFor: granted ? 'n2' : null });
  });

  test('a candidate of an earlier term hears of the later one', () => {
    const bench = restarted('n1', 5, []);
    expect(votesIn(bench.receive(requestVote(4, [9, 4]), 'n2'))).toEqual([['n2', 5, false]]);
  });

  test('only who gives its vote begins to wait anew', () => {
    const refusing = restarted('n1', 3, [1, 2]);
    expect(armed(refusing.receive(requestVote(4, [1, 1]), 'n2'))).toEqual({});
    const giving = restarted('n1', 3, [1]);
    expect(armed(giving.receive(requestVote(4, [1, 1]), 'n2'))).toHaveProperty('election');
  });
});

describe('a cluster', () => {
  test('elects another leader, which has all that was committed', () => {
    const table = cluster();
    const write = table.request('n1');
    table.settle('n3');
    elect(table, 'n3', 'n1');
    expect(leaders(table)).toEqual(['n1']);
    elect(table, 'n2', 'n1');
    expect(leaders(table)).toEqual(['n1', 'n2']);
    expect(log(table, 'n3')).toEqual(['t1', write, 't2']);
    table.wait(longSilence);
    table.expire('n1', 'heartbeat');
    expect(leaders(table)).toEqual(['n2']);
  });

  test('splits its vote, and nobody leads that term', () => {
    const table = cluster({ nodes: 5, ...noPreVote });
    table.crash('n1');
    table.wait(longSilence);
    table.expire('n2', 'election');
    table.expire('n3', 'election');
    table.deliver({ from: 'n2', to: 'n4' });
    table.deliver({ from: 'n3', to: 'n5' });
    table.settle();
    expect(leaders(table)).toEqual([]);
    elect(table, 'n2');
    expect(leaders(table)).toEqual(['n2']);
    expect(table.state('n2').currentTerm).toBe(3);
  });

  test('a follower that took entries of a term gives no vote to a candidate of that term that lacks them', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    bench.receive(append(3, [1, 1], entriesOf([3], 2)), 'n1');
    expect(votesIn(bench.receive(requestVote(3, [1, 1]), 'n3'))).toEqual([['n3', 3, false]]);
  });
});
