/** Reads: §8 of the paper, §6.4 of the dissertation. */
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/databases/raft/message.js';
import { serveRead } from '../../../src/databases/raft/reading/read.js';
import { answers, sent } from '../../support/effects.js';
import {
  append,
  appended,
  client,
  entriesOf,
  follower,
  heartbeat,
  leader,
  read,
  requestOf,
  served,
  settledLeader,
  type Bench,
} from '../../support/raft.js';
import { answered, cluster, elect, log } from '../../support/raft-table.js';

describe('read index (§6.4)', () => {
  test('waits for a round that was sent after the read came', () => {
    const bench = settledLeader('n1', 2, [1]);
    const effects = read(bench);
    expect(answers(effects)).toEqual([]);
    expect(sent(effects, 'append entries').map(([to]) => to)).toEqual(['n2', 'n3']);
    const earlier = appended(bench, { round: bench.state.round - 1 });
    expect(answers(bench.receive(earlier, 'n3'))).toEqual([]);
    expect(answers(bench.receive(appended(bench), 'n3'))).toEqual(served(1));
  });

  test('reads of the same instant share a round', () => {
    const bench = settledLeader('n1', 2, [1]);
    read(bench);
    const second = bench.act(serveRead, requestOf('read'), client);
    expect(sent(second)).toEqual([]);
    expect(answers(bench.receive(appended(bench), 'n3'))).toHaveLength(2);
  });

  test('a refusal confirms the leader as well: its sender still follows', () => {
    const bench = settledLeader('n1', 2, [1]);
    read(bench);
    const { round, currentTerm: term } = bench.state;
    const conflict = { previousIndex: 9, conflictTerm: 0, conflictIndex: 2 };
    const no = { kind: 'rejected', term, ...conflict, isBlank: false, round } as const;
    expect(answers(bench.receive(no, 'n3'))).toEqual(served(1));
  });

  test('an answer of an earlier term confirms nothing', () => {
    const bench = settledLeader('n1', 2, [1]);
    read(bench);
    expect(answers(bench.receive(appended(bench, { term: 1 }), 'n3'))).toEqual([]);
  });

  test('before the first commit of its term a leader does not know what is committed', () => {
    const bench = leader('n1', 2, [1]);
    bench.flush();
    read(bench);
    // The round is confirmed, and the no-op is not on a majority yet.
    expect(answers(bench.receive(appended(bench, { match: 1 }), 'n3'))).toEqual([]);
    expect(answers(bench.receive(appended(bench), 'n3'))).toEqual(served(1));
  });

  test('a leader that steps down refuses those who wait', () => {
    const bench = settledLeader('n1', 2, [1]);
    read(bench);
    const effects = bench.receive(heartbeat(3, [0, 0]), 'n2');
    expect(answers(effects)).toEqual([[client, 'refused', 'no longer leader']]);
  });

  test('with the bug it asks nobody', () => {
    const bench = settledLeader('n1', 2, [1], { bugs: ['read without confirmation'] });
    expect(answers(read(bench))).toEqual(served(1));
  });

  test('the only voter confirms itself', () => {
    const bench = leader('n1', 2, [1], { nodes: 1 });
    bench.flush();
    expect(answers(read(bench))).toEqual(served(1));
  });

  test('a leader that was voted out serves nothing old', () => {
    const table = cluster();
    elect(table, 'n2', 'n1');
    const write = table.request('n2');
    table.settle('n1');
    const asked = table.request('n1', { kind: 'read' });
    table.settle();
    expect(answered(table)).toEqual([
      [write, 'ok'],
      [asked, 'refused'],
    ]);
  });
});

describe('through the log', () => {
  test('a read is an entry, and is answered when that is applied', () => {
    const table = cluster();
    const write = table.request('n1');
    const asked = table.request('n1', { kind: 'read', write: 0, options: { mode: 'log' } });
    table.settle();
    expect(answered(table)).toEqual([
      [write, 'ok'],
      [asked, 'ok', write],
    ]);
    expect(log(table, 'n2')).toEqual(['t1', write, 't1']);
  });
});

describe('stale', () => {
  test('any node answers with what it has', () => {
    for (const bench of [follower('n2', 'n1', 3, [1]), leader('n1', 2, [1])]) {
      expect(answers(read(bench, { mode: 'stale', read: 'any' }))).toEqual(served());
      bench.receive(heartbeat(9, [1, 1], { commit: 1 }), 'n3');
      expect(answers(read(bench, { mode: 'stale', read: 'any' }))).toEqual(served(1));
    }
  });
});

describe('a follower (§6.4)', () => {
  const any = { read: 'any' };

  /** A follower's question, with its number. */
  function ask(bench: Bench): number {
    const [[to, message] = []] = sent(read(bench, any), 'read index');
    expect(to).toBe('n1');
    return (message as { ask: number }).ask;
  }

  test('asks the leader, and serves once it has applied what that says', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    const number = ask(bench);
    const told = { kind: 'read from', term: 3, ask: number, index: 2 } as const;
    expect(answers(bench.receive(told, 'n1'))).toEqual([]);
    const entries = append(3, [1, 1], entriesOf([3], 2), { commit: 2 });
    expect(answers(bench.receive(entries, 'n1'))).toEqual(served(1, 2));
  });

  test('with the answer it also knows what is committed', () => {
    const bench = follower('n2', 'n1', 3, [1, 3]);
    const told = { kind: 'read from', term: 3, ask: ask(bench), index: 2 } as const;
    expect(answers(bench.receive(told, 'n1'))).toEqual(served(1, 2));
    expect(bench.state.commitIndex).toBe(2);
  });

  test('but not from who is not its leader now', () => {
    const bench = follower('n2', 'n1', 3, [1, 3]);
    const number = ask(bench);
    bench.receive(append(4, [1, 1], entriesOf([4], 8)), 'n3');
    bench.receive({ kind: 'read from', term: 3, ask: number, index: 2 }, 'n1');
    expect(bench.state.commitIndex).toBe(0);
  });

  test('refuses when no leader is known, or the one that was asked does not lead', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    const told = { kind: 'read from', term: 3, ask: ask(bench), index: 0 } as const;
    expect(answers(bench.receive(told, 'n1'))).toEqual([[client, 'refused', 'no leader']]);
    bench.expire('election');
    expect(answers(read(bench, any))).toEqual([[client, 'refused', 'no leader']]);
  });

  test('a question that is answered twice is served once', () => {
    const bench = follower('n2', 'n1', 3, [3]);
    const told = { kind: 'read from', term: 3, ask: ask(bench), index: 1 } as const;
    expect(answers(bench.receive(told, 'n1'))).toHaveLength(1);
    expect(answers(bench.receive(told, 'n1'))).toEqual([]);
  });

  test('other modes, and reads for the leader, are sent on', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    for (const input of [{}, { mode: 'lease' }, { mode: 'log' }, { mode: 'log', read: 'any' }]) {
      expect(answers(read(bench, input))).toEqual([[client, 'refused', 'not the leader']]);
    }
  });

  test('who does not lead says so, and a leader answers after a round', () => {
    const question = { kind: 'read index', term: 2, ask: 5, isBlank: false } as const;
    const other = follower('n2', 'n1', 3, [1]);
    const no = { kind: 'read from', term: 3, ask: 5, index: 0 };
    expect(sent(other.receive(question, 'n3'))).toEqual([['n3', no]]);
    const bench = settledLeader('n1', 2, [1]);
    bench.clock.now += 1;
    expect(sent(bench.receive(question, 'n3'), 'read from')).toEqual([]);
    const yes = { kind: 'read from', term: 2, ask: 5, index: 2 };
    expect(sent(bench.receive(appended(bench), 'n2'), 'read from')).toEqual([['n3', yes]]);
  });

  test('an answer from before a crash is none to a question after it', () => {
    const table = cluster();
    table.wait(1);
    table.request('n2', { kind: 'read', options: { read: 'any' } });
    table.deliver({ kind: 'read index' });
    table.deliver({ kind: 'append entries' });
    table.deliver({ kind: 'appended' });
    const [late] = table.drop({ kind: 'read from' });
    table.crash('n2');
    table.boot('n2');
    const write = table.request('n1');
    table.settle('n2');
    table.expire('n1', 'heartbeat');
    table.deliver({ kind: 'append entries', to: 'n3' });
    table.arrive('n1', 'n2', heartbeat(1, [1, 1], { commit: 1, round: 99 }));
    table.request('n2', { kind: 'read', options: { read: 'any' } });
    table.arrive('n1', 'n2', late?.message as Message);
    expect(answered(table)).toEqual([[write, 'ok']]);
  });
});
