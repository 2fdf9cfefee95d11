/** Nodes whose disk was wiped (dissertation §3.8): what they had confirmed is gone, and they do not know what it was. */
import { describe, expect, test } from 'vitest';
import { notes, sent } from '../../support/effects.js';
import {
  append,
  appended,
  blank,
  entriesOf,
  entry,
  heartbeat,
  leader,
  rejected,
  requestVote,
  settledLeader,
} from '../../support/raft.js';
import {
  acknowledged,
  beat,
  cluster,
  elect,
  leaders,
  log,
  longSilence,
  type Table,
} from '../../support/raft-table.js';

/** The disk of a node is wiped, and the node boots again. */
function wipe(table: Table, id: string): void {
  table.crash(id, 'wiped');
  table.boot(id);
}

describe('a blank node', () => {
  test('neither votes nor stands', () => {
    const bench = blank('n2');
    bench.clock.now = longSilence;
    expect(bench.state.isBlank).toBe(true);
    expect(sent(bench.receive(requestVote(4, [9, 3]), 'n3'))).toMatchObject([
      ['n3', { kind: 'vote', term: 4, granted: false }],
    ]);
    const question = { ...requestVote(5, [9, 3]), kind: 'request pre-vote' } as const;
    expect(sent(bench.receive(question, 'n3'))).toMatchObject([['n3', { granted: false }]]);
    expect([...bench.expire('election'), ...bench.command('campaign')]).toEqual([]);
    expect(bench.receive({ kind: 'timeout now', term: 4 }, 'n1')).toEqual([]);
  });

  test('says so with every answer', () => {
    const bench = blank('n2');
    expect(sent(bench.receive(heartbeat(3, [4, 3]), 'n1'))).toMatchObject([
      ['n1', { kind: 'rejected', conflictIndex: 1, isBlank: true }],
    ]);
    bench.receive(append(3, [0, 0], entriesOf([3])), 'n1');
    expect(sent(bench.flush())).toMatchObject([
      ['n1', { kind: 'appended', match: 1, isBlank: true }],
    ]);
  });

  test('is blank over further restarts', () => {
    const table = cluster();
    wipe(table, 'n3');
    table.arrive('n1', 'n3', append(1, [0, 0], [entry(1, 0)], { commit: 1 }));
    table.flush('n3');
    table.crash('n3');
    table.boot('n3');
    expect(table.state('n3')).toMatchObject({ currentTerm: 1, isBlank: true });
    expect(log(table, 'n3')).toEqual(['t1']);
  });
});

describe('a leader', () => {
  test('counts it neither for commitment nor for confirmation', () => {
    const bench = leader('n1', 2, []);
    bench.flush();
    bench.receive(appended(bench, { isBlank: true }), 'n2');
    expect(bench.state).toMatchObject({ commitIndex: 0, confirmedRound: 0 });
    bench.receive(appended(bench), 'n2');
    expect(bench.state).toMatchObject({ commitIndex: 1, confirmedRound: 0 });
    bench.expire('heartbeat');
    bench.receive(appended(bench), 'n2');
    expect(bench.state.confirmedRound).toBe(2);
  });

  test('forgets what it had confirmed before, and sends it again', () => {
    const bench = settledLeader('n1', 2, [1, 1]);
    const effects = bench.receive(rejected(bench, 3, [0, 1], { isBlank: true }), 'n2');
    expect(bench.state.peers.get('n2')).toMatchObject({ match: 0, mode: 'probe' });
    expect(sent(effects, 'append entries')).toMatchObject([['n2', { previousIndex: 0 }]]);
  });

  test('tells it how far the whole log goes, committed or not, once the others have confirmed it', () => {
    const bench = settledLeader('n1', 2, [1, 1]);
    bench.receive(rejected(bench, 3, [0, 1], { isBlank: true }), 'n2');
    bench.clock.now += 1;
    bench.receive({ kind: 'read index', term: 2, ask: 5, isBlank: true }, 'n2');
    expect(sent(bench.receive(appended(bench, { isBlank: true }), 'n2'), 'read from')).toEqual([]);
    expect(sent(bench.receive(appended(bench), 'n3'), 'read from')).toEqual([
      ['n2', { kind: 'read from', term: 2, ask: 5, index: 3 }],
    ]);
  });
});

describe('regaining the vote', () => {
  /** The number of the question that the rule asks. */
  function questionIn(effects: Parameters<typeof sent>[0]): number | undefined {
    return sent(effects, 'read index').map(([, message]) => (message as { ask: number }).ask)[0];
  }

  test('takes the whole log of a leader that others have confirmed', () => {
    const bench = blank('n2');
    const question = questionIn(bench.receive(append(3, [0, 0], entriesOf([3])), 'n1')) ?? 0;
    bench.receive({ kind: 'read from', term: 3, ask: question, index: 2 }, 'n1');
    expect(bench.state.isBlank).toBe(true);
    const effects = bench.receive(append(3, [1, 3], entriesOf([3], 2)), 'n1');
    expect(notes(effects)).toEqual([['regains its vote', { term: 3 }]]);
    expect(bench.state).toMatchObject({ isBlank: false, votedFor: 'n1' });
    expect(effects).toContainEqual({
      kind: 'snapshot',
      record: { kind: 'vote', term: 3, votedFor: 'n1', isBlank: false },
    });
  });

  test('it asks again after a heartbeat, not more often', () => {
    const bench = blank('n2');
    const first = questionIn(bench.receive(heartbeat(3, [0, 0]), 'n1'));
    expect(questionIn(bench.receive(heartbeat(3, [0, 0]), 'n1'))).toBeUndefined();
    bench.clock.now += 100_000;
    expect(questionIn(bench.receive(heartbeat(3, [0, 0]), 'n1'))).toBe((first ?? 0) + 1);
    bench.receive({ kind: 'read from', term: 3, ask: first ?? 0, index: 0 }, 'n1');
    expect(bench.state.isBlank).toBe(true);
  });

  test('an answer of another leader, of another term, or to another question is none', () => {
    const bench = blank('n2');
    const ask = questionIn(bench.receive(append(3, [0, 0], entriesOf([3])), 'n1')) ?? 0;
    for (const [from, term, number] of [
      ['n3', 3, ask],
      ['n1', 2, ask],
      ['n1', 3, ask - 1],
    ] as const) {
      bench.receive({ kind: 'read from', term, ask: number, index: 1 }, from);
      expect(bench.state.isBlank).toBe(true);
    }
    bench.receive(heartbeat(4, [1, 3]), 'n3');
    bench.receive({ kind: 'read from', term: 3, ask, index: 1 }, 'n1');
    expect(bench.state.isBlank).toBe(true);
  });

  test('an idle cluster gives it back, too, also by a snapshot', () => {
    for (const input of [{}, { snapshot: { every: 2, chunk: 1 } }, { noOp: false }]) {
      const table = cluster(input);
      table.request('n1');
      table.request('n1', { key: 'other' });
      table.settle();
      beat(table, 'n1');
      wipe(table, 'n3');
      for (let times = 0; times < 5; times += 1) {
        table.wait(100_000);
        beat(table, 'n1');
      }
      expect(table.state('n3').isBlank).toBe(false);
      expect([...table.state('n3').store]).toEqual([...table.state('n1').store]);
      expect(table.hasTimer('n3', 'election')).toBe(true);
    }
  });
});

describe('what could go wrong', () => {
  test('a leader that was voted out meets it: together they are no majority', () => {
    const table = cluster();
    elect(table, 'n2', 'n1');
    const write = table.request('n2');
    table.settle('n1');
    wipe(table, 'n3');
    // n1 does not know of term 2, nor does n3 any more.
    table.request('n1');
    table.settle('n2');
    table.arrive('n1', 'n3', append(1, [0, 0], [entry(1, 0)], { commit: 1 }));
    table.settle('n2');
    table.request('n1', { kind: 'read' });
    table.settle('n2');
    expect(table.state('n3')).toMatchObject({ leader: 'n1', isBlank: true });
    expect(acknowledged(table)).toEqual([write]);
  });

  test('an old message tells it that little is committed: it still has no vote', () => {
    const table = cluster();
    const early = append(1, [0, 0], [entry(1, 0)], { commit: 1 });
    const write = table.request('n1');
    table.settle('n2');
    wipe(table, 'n3');
    table.arrive('n1', 'n3', early);
    table.settle('n1');
    elect(table, 'n2', 'n1');
    expect(table.state('n2').role).toBe('pre-candidate');
    expect(acknowledged(table)).toEqual([write]);
  });

  test('a confirmation from before the wipe comes late: it counts, and the vote waits for it', () => {
    const table = cluster();
    const write = table.request('n1');
    table.deliver({ kind: 'append entries', to: 'n3' });
    table.drop({ kind: 'append entries', to: 'n2' });
    table.flush('n3');
    table.flush('n1');
    const [late] = table.drop({ kind: 'appended', from: 'n3' });
    wipe(table, 'n3');
    table.wait(1);
    table.arrive('n1', 'n3', append(1, [0, 0], [entry(1, 0)], { commit: 1 }));
    table.deliver({ kind: 'read index' });
    table.drop({ kind: 'append entries', to: 'n3' });
    table.deliver({ kind: 'append entries', to: 'n2' });
    table.deliver({ from: 'n2' });
    // The answer includes the write, which is not committed yet, and n3 has the no-op alone.
    expect(table.deliver({ kind: 'read from' })).toMatchObject([{ message: { index: 2 } }]);
    expect(table.state('n3')).toMatchObject({ isBlank: true, verified: 1 });
    table.arrive('n3', 'n1', late?.message ?? { kind: 'none' });
    expect(acknowledged(table)).toEqual([write]);
    table.crash('n1');
    elect(table, 'n2');
    expect(leaders(table)).toEqual([]);
  });
});

test('who was never a voter regains nothing, and is an ordinary learner', () => {
  const table = cluster({ nodes: 4, members: { n4: { role: 'learner' } } });
  wipe(table, 'n4');
  for (let times = 0; times < 4; times += 1) {
    table.wait(100_000);
    beat(table, 'n1');
  }
  expect(table.state('n4').isBlank).toBe(false);
  expect(table.hasTimer('n4', 'election')).toBe(false);
});
