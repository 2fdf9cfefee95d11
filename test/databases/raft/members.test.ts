/** Changes of members: §6 of the paper, §4 of the dissertation. */
import { describe, expect, test } from 'vitest';
import { sent } from '../../support/effects.js';
import {
  append,
  appended,
  change,
  follower,
  leader,
  restarted,
  settledLeader,
} from '../../support/raft.js';
import {
  beat,
  cluster,
  elect,
  leaders,
  log,
  members,
  served,
  type Table,
} from '../../support/raft-table.js';

const spare = { nodes: 5, members: { n4: { role: 'none' }, n5: { role: 'none' } } };

/** The configurations in the log of a node, in order. */
function changes(table: Table, id: string): readonly (number | string)[] {
  return log(table, id).filter((one) => String(one).startsWith('n'));
}

describe('joint consensus (§6)', () => {
  test('new members learn first, then both groups decide, then the new one alone', () => {
    const table = cluster(spare);
    table.command('n1', 'change', { add: ['n4', 'n5'], remove: ['n3'] });
    for (let times = 0; times < 4; times += 1) beat(table, 'n1');
    expect(changes(table, 'n1')).toEqual([
      'n1 n2 n3 | learn n4 n5',
      'n1 n2 n4 n5 | from n1 n2 n3',
      'n1 n2 n4 n5',
    ]);
    expect(table.notes).toContain('n1 members changed');
    expect(members(table, 'n4')).toBe('n1 n2 n4 n5');
  });

  test('in between, a majority of each group is needed, for entries as for votes', () => {
    const bench = settledLeader('n1', 2, [], spare);
    bench.receive({ kind: 'change members', add: 'n4 n5', learn: '', remove: 'n2 n3' }, 'n2');
    bench.flush();
    for (const id of ['n2', 'n3']) bench.receive(appended(bench), id);
    for (const id of ['n4', 'n5']) bench.receive(appended(bench), id);
    bench.flush();
    expect(bench.state.configurations.at(-1)?.outgoing).toEqual(['n1', 'n2', 'n3']);
    const before = bench.state.commitIndex;
    for (const id of ['n4', 'n5']) bench.receive(appended(bench), id);
    expect(bench.state.commitIndex).toBe(before);
    bench.receive(appended(bench), 'n3');
    expect(bench.state.commitIndex).toBe(before + 1);
  });

  test('a candidate needs both majorities, too', () => {
    const log = [change(1, 'n1 n4 n5 | from n1 n2 n3')];
    const bench = restarted('n1', 1, [], { ...spare, election: { preVote: false } }, { log });
    bench.expire('election');
    bench.flush();
    for (const id of ['n4', 'n5']) bench.receive({ kind: 'vote', term: 2, granted: true }, id);
    expect(bench.state.role).toBe('candidate');
    bench.receive({ kind: 'vote', term: 2, granted: true }, 'n2');
    expect(bench.state.role).toBe('leader');
  });

  test('whoever leads next finishes a change that its leader has left half done', () => {
    const table = cluster(spare);
    table.command('n1', 'change', { add: ['n4'] });
    for (let times = 0; times < 9 && changes(table, 'n2').length < 2; times += 1) {
      table.expire('n1', 'heartbeat');
      for (let step = 0; step < 9 && changes(table, 'n2').length < 2; step += 1) {
        if (table.letters().length > 0) table.deliver();
        for (const id of ['n1', 'n2', 'n3', 'n4']) table.flush(id);
      }
    }
    expect(members(table, 'n2')).toBe('n1 n2 n3 n4 | from n1 n2 n3');
    table.crash('n1');
    elect(table, 'n2');
    expect(leaders(table)).toEqual(['n2']);
    beat(table, 'n2');
    expect(members(table, 'n2')).toBe('n1 n2 n3 n4');
    expect(members(table, 'n3')).toBe('n1 n2 n3 n4');
  });
});

describe('single-server changes (dissertation §4.1)', () => {
  test('one voter at a time, each change committed before the next; those who join come first', () => {
    const table = cluster({ ...spare, membership: 'single' });
    table.command('n1', 'change', { add: ['n4', 'n5'], remove: ['n1', 'n2'] });
    for (let times = 0; times < 9 && table.state('n1').role === 'leader'; times += 1) {
      beat(table, 'n1');
    }
    expect(changes(table, 'n1')).toEqual([
      'n1 n2 n3 | learn n4 n5',
      'n1 n2 n3 n4 | learn n5',
      'n1 n2 n3 n4 n5',
      'n1 n3 n4 n5',
      // The leader removes itself last: it would not go on with the others.
      'n3 n4 n5',
    ]);
    elect(table, 'n3');
    expect(leaders(table)).toEqual(['n3']);
  });

  test('not before an entry of its own term is committed, but with the bug', () => {
    for (const [bugs, count] of [
      [[], 1],
      [['change members too early'], 2],
    ] as const) {
      const bench = leader('n1', 2, [], { membership: 'single', bugs });
      bench.command('change', { remove: ['n3'] });
      expect(bench.terms).toHaveLength(count);
    }
  });

  test('the change comes as soon as that is so', () => {
    const bench = leader('n1', 2, [], { membership: 'single' });
    bench.command('change', { remove: ['n3'] });
    bench.flush();
    bench.receive(appended(bench), 'n2');
    expect(bench.state.configurations.at(-1)).toMatchObject({ index: 2, voters: ['n1', 'n2'] });
  });
});

describe('new members', () => {
  test('wait as learners until they have what is committed', () => {
    const bench = settledLeader('n1', 2, [1, 1], spare);
    bench.command('change', { add: ['n4'] });
    bench.flush();
    for (const id of ['n2', 'n3']) bench.receive(appended(bench), id);
    expect(bench.state.configurations.at(-1)).toMatchObject({ learners: ['n4'] });
    bench.receive(appended(bench, { match: 3 }), 'n4');
    expect(bench.state.configurations.at(-1)).toMatchObject({ learners: ['n4'] });
    bench.receive(appended(bench), 'n4');
    expect(bench.state.configurations.at(-1)).toMatchObject({ voters: ['n1', 'n2', 'n3', 'n4'] });
  });

  test('a node may stay a learner: it has the log, and no vote', () => {
    const table = cluster(spare);
    const write = table.request('n1');
    table.command('n1', 'change', { learn: ['n5'] });
    for (let times = 0; times < 3; times += 1) beat(table, 'n1');
    expect(members(table, 'n5')).toBe('n1 n2 n3 | learn n5');
    expect(served(table, 'n5')).toEqual([write]);
    expect(table.hasTimer('n5', 'election')).toBe(false);
  });

  test('a node that becomes a voter misses its leader from then on', () => {
    const bench = follower('n4', 'n1', 1, [], spare);
    const effects = bench.receive(append(1, [0, 0], [change(1, 'n1 n2 n3 n4')]), 'n1');
    expect(effects.some((one) => one.kind === 'arm' && one.timer === 'election')).toBe(true);
  });
});

describe('removal', () => {
  test('a leader that removes itself leads until that is committed, and does not count itself', () => {
    const bench = settledLeader('n1', 2, [], { membership: 'single' });
    bench.command('change', { remove: ['n1'] });
    bench.flush();
    expect(bench.state.configurations.at(-1)?.voters).toEqual(['n2', 'n3']);
    bench.receive(appended(bench), 'n2');
    expect(bench.state.role).toBe('leader');
    bench.receive(appended(bench), 'n3');
    expect(bench.state).toMatchObject({ role: 'follower', leader: null });
    expect(bench.expire('election')).toEqual([]);
  });

  test('who is removed is not sent anything any more, and disturbs nobody', () => {
    const table = cluster();
    table.command('n1', 'change', { remove: ['n3'] });
    table.settle('n3');
    beat(table, 'n1');
    expect(members(table, 'n1')).toBe('n1 n2');
    expect(table.state('n1').peers.has('n3')).toBe(false);
    // It does not know, and misses its leader; the others hear theirs.
    table.expire('n3', 'election');
    table.settle();
    expect(table.state('n2').currentTerm).toBe(1);
    expect(leaders(table)).toEqual(['n1']);
  });

  test('of everybody is refused', () => {
    for (const membership of ['joint', 'single']) {
      const table = cluster({ membership });
      table.command('n1', 'change', { remove: ['n1', 'n2', 'n3'] });
      for (let times = 0; times < 5; times += 1) beat(table, 'n1');
      expect(leaders(table)).toEqual(['n1']);
      expect(members(table, 'n1')).toBe(membership === 'joint' ? 'n1 n2 n3' : 'n1');
      expect(table.notes).toContain('n1 cannot change members');
    }
  });

  test('and adding of the same node is a removal', () => {
    const table = cluster(spare);
    table.command('n1', 'change', { add: ['n3', 'n4'], remove: ['n3', 'n4'] });
    for (let times = 0; times < 4; times += 1) beat(table, 'n1');
    expect(members(table, 'n1')).toBe('n1 n2');
    expect(changes(table, 'n1')).toEqual(['n1 n2 | from n1 n2 n3', 'n1 n2']);
  });
});

describe('an operator', () => {
  test('may tell any node, which tells the leader', () => {
    const bench = follower('n2', 'n1', 1, [], spare);
    expect(sent(bench.command('change', { add: ['n5', 'n4'], learn: 'n3' }))).toEqual([
      ['n1', { kind: 'change members', add: 'n4 n5', learn: 'n3', remove: '' }],
    ]);
  });

  test.each([
    ['names nobody', { add: ['n9'] }, 'n1', 'no nodes'],
    ['comes when nobody leads', { add: ['n4'] }, null, 'no leader'],
  ])('gets nothing when the order %s', (_what, order, leading, why) => {
    const bench = restarted('n2', 1, [], spare);
    bench.state.leader = leading;
    expect(bench.command('change', order)).toEqual([
      { kind: 'note', text: 'cannot change members', fields: { why } },
    ]);
  });

  test('has several changes made one after the other', () => {
    const table = cluster({ ...spare, membership: 'single' });
    table.command('n1', 'change', { add: ['n4'] });
    table.command('n2', 'change', { remove: ['n3'] });
    for (let times = 0; times < 6; times += 1) beat(table, 'n1');
    expect(changes(table, 'n1')).toEqual(['n1 n2 n3 | learn n4', 'n1 n2 n3 n4', 'n1 n2 n4']);
  });
});
