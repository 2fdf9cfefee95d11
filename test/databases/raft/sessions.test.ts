/** Sessions: a write that is sent again applies once (§8 of the paper, §6.3 of the dissertation). */
import { describe, expect, test } from 'vitest';
import { acceptCommand } from '../../../src/databases/raft/machine/propose.js';
import { answers, kinds } from '../../support/effects.js';
import {
  append,
  appended,
  entry,
  follower,
  leader,
  requestOf,
  settledLeader,
  type Bench,
} from '../../support/raft.js';
import { answered, cluster, elect, log, served } from '../../support/raft-table.js';

type Effects = Parameters<typeof answers>[0];

const first = { id: 's', sequence: 7 };

/** The session's write 7 reaches a leader. */
function write(bench: Bench, handle: number, attempt: number, session = first): Effects {
  const request = requestOf('append', session.sequence, {}, { session, attempt });
  return bench.act(acceptCommand, request, handle);
}

/** Everybody has everything. */
function commit(bench: Bench): Effects {
  return [...bench.flush(), ...bench.receive(appended(bench), 'n2')];
}

describe('a retried write', () => {
  test('is not applied twice by any node, however often it is in the log', () => {
    const bench = follower('n2', 'n1', 1, []);
    const once = entry(1, 7, { session: 's', sequence: 7 });
    const entries = [once, entry(1, 8), { ...once, isRetry: true }];
    bench.receive(append(1, [0, 0], entries, { commit: 3 }), 'n1');
    expect(bench.state.store.get('k')).toEqual([7, 8]);
    expect(bench.state.sessions.get('s')).toEqual({ session: 's', sequence: 7, index: 1 });
  });

  test('without a key it is applied as often as it comes', () => {
    const bench = follower('n2', 'n1', 1, []);
    bench.receive(append(1, [0, 0], [entry(1, 7), entry(1, 7)], { commit: 2 }), 'n1');
    expect(bench.state.store.get('k')).toEqual([7, 7]);
  });

  test('that the log has already is not added again: both attempts wait for the same entry', () => {
    const bench = settledLeader('n1', 2, []);
    write(bench, 1, 1);
    const again = write(bench, 2, 2);
    expect(again).toEqual([]);
    expect(answers(commit(bench))).toEqual([
      [1, 'ok'],
      [2, 'ok'],
    ]);
    expect(bench.state.store.get('k')).toEqual([7]);
  });

  test('is answered in the order of the log, also behind later ones', () => {
    const bench = settledLeader('n1', 2, []);
    write(bench, 1, 1);
    write(bench, 2, 1, { id: 'other', sequence: 8 });
    write(bench, 3, 2);
    expect(answers(commit(bench)).map(([handle]) => handle)).toEqual([1, 3, 2]);
  });

  test('that was applied is answered at once, and told to the ledger once', () => {
    const bench = settledLeader('n1', 2, []);
    const effects = write(bench, 1, 1);
    expect(kinds(effects)).toContain('stored');
    commit(bench);
    const again = write(bench, 2, 2);
    expect(answers(again)).toEqual([[2, 'ok']]);
    expect(kinds(again)).toEqual(['reply']);
  });

  test('that an earlier leader has left in the log is waited for', () => {
    const bench = leader('n1', 2, []);
    const left = follower('n1', 'n2', 2, []);
    left.receive(append(2, [0, 0], [entry(2, 7, { session: 's', sequence: 7 })]), 'n2');
    expect(left.state.log.length).toBe(1);
    bench.receive(append(3, [0, 0], [entry(3, 7, { session: 's', sequence: 7 })]), 'n2');
    bench.flush();
    bench.clock.now += 5_000_000;
    bench.expire('election');
    bench.receive({ kind: 'pre-vote', term: 4, granted: true }, 'n3');
    bench.flush();
    bench.receive({ kind: 'vote', term: 4, granted: true }, 'n3');
    expect(bench.terms).toEqual([3, 4]);
    expect(write(bench, 2, 2)).toEqual([]);
    expect(answers(commit(bench))).toEqual([[2, 'ok']]);
  });
});

describe('a later write', () => {
  test('of the session is applied, and an earlier one that comes after it is not', () => {
    const bench = follower('n2', 'n1', 1, []);
    const of = (sequence: number) => entry(1, sequence, { session: 's', sequence });
    bench.receive(append(1, [0, 0], [of(7), of(9), of(8)], { commit: 3 }), 'n1');
    expect(bench.state.store.get('k')).toEqual([7, 9]);
  });
});

describe('forgetting', () => {
  const few = { sessions: 2 };
  const of = (session: string, sequence: number, isRetry = false) =>
    entry(1, sequence, { session, sequence, isRetry });

  test('the session that was served longest ago goes, the same on every node', () => {
    const bench = follower('n2', 'n1', 1, [], few);
    const entries = [of('a', 1), of('b', 2), of('a', 3), of('c', 4)];
    bench.receive(append(1, [0, 0], entries, { commit: 4 }), 'n1');
    expect([...bench.state.sessions.keys()]).toEqual(['a', 'c']);
  });

  test('a retry of a session that may be forgotten is not applied', () => {
    const bench = follower('n2', 'n1', 1, [], few);
    const entries = [of('a', 1), of('b', 2), of('c', 4), of('a', 1, true)];
    bench.receive(append(1, [0, 0], entries, { commit: 4 }), 'n1');
    expect(bench.state.store.get('k')).toEqual([1, 2, 4]);
  });

  test('while there is room, nothing was forgotten: it is applied', () => {
    const bench = follower('n2', 'n1', 1, [], few);
    bench.receive(append(1, [0, 0], [of('b', 2), of('a', 1, true)], { commit: 2 }), 'n1');
    expect(bench.state.store.get('k')).toEqual([2, 1]);
  });

  test('the leader says that it does not know, and adds nothing', () => {
    const bench = settledLeader('n1', 2, [], few);
    for (const [handle, id] of ['a', 'b', 's'].entries()) {
      write(bench, handle, 1, { id, sequence: handle + 1 });
    }
    commit(bench);
    const effects = write(bench, 9, 2, { id: 'a', sequence: 1 });
    expect(answers(effects)).toEqual([[9, 'unknown', 'the session is forgotten']]);
    expect(kinds(effects)).toEqual(['reply']);
  });
});

test('over a change of leaders a write that was left unknown applies once', () => {
  const table = cluster();
  const options = { session: { id: 's', sequence: 1 } };
  table.request('n1', { write: 1, options });
  table.deliver({ kind: 'append entries' });
  table.flush('n2');
  table.flush('n3');
  table.crash('n1');
  elect(table, 'n2');
  const again = table.request('n2', { write: 1, attempt: 2, options });
  table.settle();
  expect(answered(table)).toEqual([[again, 'ok']]);
  expect(log(table, 'n2')).toEqual(['t1', 1, 't2']);
  expect(served(table, 'n2')).toEqual([1]);
});
