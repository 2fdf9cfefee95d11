/** The rules of a planned switchover, and the whole exchange on the table: nothing is lost. */
import { describe, expect, test } from 'vitest';
import {
  askForOffice,
  beginHandOver,
  handOverIfReady,
  isCaretaker,
  resumeOffice,
} from '../../../../src/databases/primary-replica/failover/switchover.js';
import { receiveProgress } from '../../../../src/databases/primary-replica/replication/replicate.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, armed, kinds, notes, sent } from '../../../support/effects.js';
import { blank, follower, primary, progress, requestOf } from '../../../support/primary-replica.js';
import { acknowledged, cluster, log } from '../../../support/primary-replica-table.js';

const handOver = (epoch = 1) => ({ kind: 'hand over', epoch }) as const;
const promote = { kind: 'promote', epoch: 2, after: 1, planned: true } as const;

describe('asking for the office', () => {
  test('an operator’s replica asks the primary', () => {
    const effects = follower('n2', 'n1', 1, [1]).act(askForOffice);
    expect(effects).toEqual([{ kind: 'send', to: 'n1', message: handOver() }]);
  });

  test.each([
    ['is primary', () => primary('n1', 1, []), 1],
    ['is an arbiter', () => follower('n3', 'n1', 1, [], { members: { n3: { arbiter: true } } }), 1],
    ['is blank', () => blank('n2'), 0],
    [
      'knows of no primary',
      () => {
        const bench = follower('n2', 'n1', 1, []);
        bench.state.primary = null;
        return bench;
      },
      1,
    ],
  ])('is not done by who %s', (_who, make, epoch) => {
    expect(make().act(askForOffice)).toEqual([
      { kind: 'note', text: 'cannot take over', fields: { epoch } },
    ]);
  });
});

describe('handing over', () => {
  test('a replica that has everything is primary from now on', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 2] });
    const effects = bench.act(beginHandOver, handOver(), 'n2');
    expect(sent(effects)).toEqual([['n2', promote]]);
    expect(notes(effects)).toEqual([
      ['handed over', { to: 'n2', position: 2 }],
      ['stepped down', { for: 'n2', epoch: 1 }],
    ]);
    expect([bench.state.role, bench.state.primary]).toEqual(['replica', 'n2']);
  });

  test('one that has not is waited for; meanwhile no writes are taken', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 1] });
    const effects = bench.act(beginHandOver, handOver(), 'n2');
    expect([sent(effects), armed(effects)]).toEqual([[], { 'hand over': 2_000_000 }]);
    const refused = bench.act(acceptWrite, requestOf('append', 9), 9);
    expect(answers(refused)).toEqual([[9, 'refused', 'handing over']]);
    bench.act(receiveProgress, progress('n2', 2), 'n2');
    expect(sent(bench.act(handOverIfReady))).toEqual([['n2', promote]]);
  });

  test('what was gathered is committed first, and what is not durable here is waited for', () => {
    const groupCommit = { size: 5 };
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { groupCommit });
    bench.act(acceptWrite, requestOf('append', 9), 9);
    expect(kinds(bench.act(beginHandOver, handOver(), 'n2'))).toContain('flush');
    bench.act(receiveProgress, progress('n2', 1), 'n2');
    expect(bench.act(handOverIfReady)).toEqual([]);
    const flushed = bench.flush();
    expect(answers(flushed)).toEqual([[9, 'ok']]);
    expect(sent(flushed, 'promote')).toEqual([['n2', promote]]);
  });

  test('it takes too long: the primary keeps its office', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 0] });
    bench.act(beginHandOver, handOver(), 'n2');
    expect(notes(bench.expire('hand over'))).toEqual([['keeps its office', { for: 'n2' }]]);
    expect(answers(bench.act(acceptWrite, requestOf('append', 9), 9))).toEqual([]);
    expect(bench.act(resumeOffice)).toEqual([]);
  });

  test('without failover it takes as long as four heartbeats', () => {
    const input = { failover: 'none', heartbeat: '1s' };
    const bench = primary('n1', 1, [1], { n2: [1, 0] }, input);
    expect(armed(bench.act(beginHandOver, handOver(), 'n2'))).toEqual({ 'hand over': 4_000_000 });
  });

  test.each([
    ['a replica', () => follower('n1', 'n3', 1, [1]), handOver(), 'n2'],
    ['a primary of another epoch', () => primary('n1', 4, [1], { n2: [1, 1] }), handOver(), 'n2'],
    ['to who is no follower', () => primary('n1', 1, [1], { n2: [1, 1] }), handOver(), 'n3'],
  ])('is not done by or %s', (_who, make, message, from) => {
    expect(make().act(beginHandOver, message, from)).toEqual([]);
  });

  test('is not done twice at a time', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 0], n3: [1, 1] });
    bench.act(beginHandOver, handOver(), 'n2');
    expect(bench.act(beginHandOver, handOver(), 'n3')).toEqual([]);
    expect(bench.state.handingOverTo).toBe('n2');
  });

  test('does not happen to a primary that nobody has asked', () => {
    expect(primary('n1', 1, [1], { n2: [1, 1] }).act(handOverIfReady)).toEqual([]);
  });
});

describe('a caretaker', () => {
  const input = { members: { n2: { priority: 0 }, n4: { priority: 0 } }, nodes: 4 };
  /** n2 has been elected because it alone had everything. */
  const caretaker = (followers: Parameters<typeof primary>[3], beganAt = 2) => {
    const bench = primary('n2', 2, [1, 2], followers, input);
    bench.state.beganAt = beganAt;
    return bench;
  };

  test('takes no writes, and hands over to the first that has everything and may stay', () => {
    const bench = caretaker({ n1: [2, 1], n3: [2, 1], n4: [2, 2] });
    const refused = bench.act(acceptWrite, requestOf('append', 9), 9);
    expect(answers(refused)).toEqual([[9, 'refused', 'handing over']]);
    expect(bench.act(handOverIfReady)).toEqual([]);
    bench.act(receiveProgress, progress('n3', 2, { epoch: 2 }), 'n3');
    const effects = bench.act(handOverIfReady);
    expect(sent(effects)).toEqual([['n3', { ...promote, epoch: 3, after: 2 }]]);
    expect(bench.state.primary).toBe('n3');
  });

  test.each([
    ['a primary that the scenario begins with', () => caretaker({ n1: [2, 2] }, 0), 'primary'],
    [
      'a primary that may stay',
      () => {
        const bench = primary('n3', 3, [1, 3], { n1: [2, 2] }, input);
        bench.state.beganAt = 2;
        return bench;
      },
      'primary',
    ],
    ['a replica', () => follower('n2', 'n1', 1, [1], input), 'replica'],
  ])('is not %s', (_who, make, role) => {
    const bench = make();
    expect(isCaretaker(bench.state, bench.node)).toBe(false);
    expect(bench.act(handOverIfReady)).toEqual([]);
    expect(bench.state.role).toBe(role);
  });
});

describe.each([
  ['none', {}],
  ['epoch', { fencing: 'epoch' }],
  ['lease', { fencing: 'lease' }],
])('the whole exchange, fencing %s', (_fencing, failover) => {
  test('every acknowledged write is there, and nobody rolls back', () => {
    const table = cluster({ failover });
    table.expire('n1', 'heartbeat');
    table.settle();
    const writes = [table.request('n1'), table.request('n1')];
    table.command('n2', 'switchover');
    table.settle();
    expect([table.state('n1').role, table.state('n2').role]).toEqual(['replica', 'primary']);
    expect(acknowledged(table)).toEqual(writes);
    const later = table.request('n2');
    table.settle();
    for (const id of ['n1', 'n2', 'n3']) expect(log(table, id)).toEqual([...writes, later]);
    expect(table.notes.filter((note) => note.includes('rolled back'))).toEqual([]);
    expect(acknowledged(table)).toEqual([...writes, later]);
  });

  test('a replica that does not catch up does not take over, and the primary goes on', () => {
    const table = cluster({ failover });
    table.expire('n1', 'heartbeat');
    table.settle();
    table.request('n1');
    table.command('n2', 'switchover');
    table.deliver({ kind: 'hand over' });
    table.flush('n1');
    table.drop({ kind: 'append', to: 'n2' });
    table.settle();
    expect(table.state('n1').role).toBe('primary');
    table.expire('n1', 'hand over');
    expect(table.notes.at(-1)).toBe('n1 keeps its office');
    const write = table.request('n1');
    table.settle();
    expect(acknowledged(table)).toContain(write);
  });
});
