/** The rules of the stream: a state, a message, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import { admitFollower } from '../../../../src/databases/primary-replica/replication/follow.js';
import {
  receiveEntries,
  receiveKeepalive,
  receiveProgress,
  reportProgress,
  sendKeepalives,
  sendMissing,
  ship,
  asOf,
} from '../../../../src/databases/primary-replica/replication/replicate.js';
import { lastPosition } from '../../../../src/databases/primary-replica/state.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, kinds, notes, sent } from '../../../support/effects.js';
import {
  append,
  type Bench,
  client,
  follower,
  followerOf,
  primary,
  progress,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

const keepalive = (upTo: number, changes: object = {}) => {
  return { kind: 'keepalive', sent: upTo, epoch: 1, committed: 0, asOf: 0, ...changes } as const;
};

/** A primary that takes a write and flushes it; answers what it ships. */
function shipsWrite(bench: Bench, id: number, input: Input = {}) {
  bench.act(acceptWrite, requestOf('append', id, input), id);
  return sent(bench.flush(), 'append');
}

describe('shipping', () => {
  test('the primary ships what its own disk has, to each follower from where it is', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 2], n3: [1, 1] });
    bench.act(acceptWrite, requestOf('append', 9), client);
    const known = { committed: 2 };
    expect(sent(bench.act(ship))).toEqual([['n3', append(1, [2], known)]]);
    expect(sent(bench.flush())).toEqual([
      ['n2', append(2, [9], known)],
      ['n3', append(2, [9], known)],
    ]);
  });

  test('nothing is sent twice, and nothing to who is not there', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 0] });
    expect(bench.act(ship)).toEqual([]);
  });

  test('a long way behind, it ships in batches', () => {
    const log = Array.from({ length: 600 }, () => 1);
    const bench = primary('n1', 1, log);
    const follow = { kind: 'follow', epoch: 1, history: [] } as const;
    const batches = sent(bench.act(admitFollower, follow, 'n2'), 'append').map(([, message]) => {
      const { previous, entries } = message as ReturnType<typeof append>;
      return [previous, entries.length];
    });
    expect(batches).toEqual([
      [0, 256],
      [256, 256],
      [512, 88],
    ]);
  });

  test.each([
    ['received', { early: true, late: false }],
    ['buffered', { early: true, late: false }],
    ['flushed', { early: false, late: false }],
    ['applied', { early: false, late: true }],
  ])('%s: replicas are told that somebody waits for more than the flush: %j', (commit, mark) => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { acknowledge: 'any 1', commit });
    expect(shipsWrite(bench, 9)).toEqual([['n2', append(0, [9], mark)]]);
  });

  test.each([
    [{ early: true, late: false }],
    [{ early: false, late: true }],
    [{ early: false, late: false }],
  ])('a replica in between passes on what it was told: %j', (mark) => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.state.followers.set('n3', followerOf([1, 1]));
    bench.act(receiveEntries, append(1, [2], mark), 'n1');
    expect(sent(bench.flush(), 'append')).toEqual([['n3', append(1, [2], mark)]]);
    bench.act(receiveEntries, append(2, [3]), 'n1');
    expect(sent(bench.flush(), 'append')).toEqual([['n3', append(2, [3])]]);
  });

  test('serially: the next follower gets what the one before has flushed', () => {
    const input = { sending: 'serial', nodes: 4 };
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: [0, 0], n4: [0, 0] }, input);
    expect(shipsWrite(bench, 9).map(([to]) => to)).toEqual(['n2']);
    const second = bench.act(receiveProgress, progress('n2', 1), 'n2');
    expect(sent(second)).toEqual([['n3', append(0, [9])]]);
    const third = bench.act(receiveProgress, progress('n3', 1), 'n3');
    expect(sent(third).map(([to]) => to)).toEqual(['n4']);
    expect(sent(bench.act(receiveProgress, progress('n4', 1), 'n4'))).toEqual([]);
  });

  test('serially: a follower that is disconnected is passed over', () => {
    const input = { sending: 'serial', disconnect: '10s' };
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: { heardAt: 5_000_000 } }, input);
    expect(shipsWrite(bench, 9).map(([to]) => to)).toEqual(['n2']);
    bench.clock.now = 10_000_000;
    expect(sent(bench.expire('disconnect'))).toEqual([['n3', append(0, [9])]]);
  });

  test('in parallel: the word of one follower sends nothing to others', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: [0, 0] });
    expect(shipsWrite(bench, 9).map(([to]) => to)).toEqual(['n2', 'n3']);
    expect(sent(bench.act(receiveProgress, progress('n2', 1), 'n2'))).toEqual([]);
  });
});

describe('how the stream stands', () => {
  test('the primary’s time goes along when there is nothing more to send', () => {
    const { state, node, clock } = primary('n1', 1, [1, 1, 1]);
    clock.now = 500;
    state.committed = 2;
    expect(asOf(state, 3, node)).toBe(500);
    expect(asOf(state, 2, node)).toBe(0);
  });

  test('a replica in between passes on how fresh it is itself', () => {
    const { state, node, clock } = follower('n2', 'n1', 1, [1, 1]);
    clock.now = 500;
    state.freshAsOf = 300;
    expect(asOf(state, 2, node)).toBe(300);
    state.applied = 1;
    expect(asOf(state, 2, node)).toBe(0);
  });

  test('keepalives tell every follower how far it was sent; not those who follow somebody else', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [1, 0], n3: { via: 'n2' } });
    expect(sent(bench.act(sendKeepalives))).toEqual([['n2', keepalive(1)]]);
    bench.clock.now = 500;
    bench.state.followers.set('n2', followerOf([2, 0]));
    expect(sent(bench.act(sendKeepalives))).toEqual([['n2', keepalive(2, { asOf: 500 })]]);
  });
});

describe('taking entries', () => {
  test('a replica takes what continues its log, and says so when it is flushed', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    const effects = bench.act(receiveEntries, append(2, [3, 4]), 'n1');
    expect(kinds(effects)).toEqual(['stored', 'append', 'stored', 'append', 'flush']);
    expect(bench.flush()).toEqual([{ kind: 'send', to: 'n1', message: progress('n2', 4) }]);
  });

  test('entries that it has count as received; only what is new is taken', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    const known = bench.act(receiveEntries, append(0, [1, 2]), 'n1');
    expect(known).toEqual([{ kind: 'send', to: 'n1', message: progress('n2', 2) }]);
    const effects = bench.act(receiveEntries, append(1, [2, 3]), 'n1');
    const stored = effects.filter(({ kind }) => kind === 'stored');
    expect(stored).toEqual([{ kind: 'stored', write: 3, over: [] }]);
    expect(lastPosition(bench.state)).toBe(3);
  });

  test('early: it says what it has received before it has flushed it', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const effects = bench.act(receiveEntries, append(1, [2], { early: true }), 'n1');
    const word = progress('n2', 2, { flushed: 1, applied: 1 });
    expect(sent(effects)).toEqual([['n1', word]]);
    expect(sent(bench.flush())).toEqual([['n1', progress('n2', 2)]]);
  });

  test('late: it says so once more when it has applied it', () => {
    const bench = follower('n2', 'n1', 1, [1], { apply: { each: '10ms' } });
    bench.act(receiveEntries, append(1, [2, 3], { late: true }), 'n1');
    expect(sent(bench.flush())).toEqual([['n1', progress('n2', 3, { applied: 1 })]]);
    expect(sent(bench.expire('apply'))).toEqual([['n1', progress('n2', 3, { applied: 2 })]]);
    expect(sent(bench.expire('apply'))).toEqual([['n1', progress('n2', 3)]]);
    bench.act(receiveEntries, append(3, [4]), 'n1');
    bench.flush();
    expect(sent(bench.expire('apply'))).toEqual([]);
  });

  test('behind a gap nothing is taken; what is missing is asked for once, and again on each keepalive', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const missing = [['n1', { kind: 'missing', epoch: 1, from: 2 }]];
    const effects = bench.act(receiveEntries, append(2, [3]), 'n1');
    expect([sent(effects), notes(effects)]).toEqual([
      missing,
      [['entries are missing', { from: 2 }]],
    ]);
    expect(sent(bench.act(receiveEntries, append(3, [4]), 'n1'))).toEqual([]);
    expect(sent(bench.act(receiveKeepalive, keepalive(4), 'n1'))).toEqual(missing);
    expect(lastPosition(bench.state)).toBe(1);
  });

  test('it learns what a majority has, as far as it has it itself, and how fresh it is', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.act(receiveEntries, append(1, [2], { committed: 9 }), 'n1');
    expect([bench.state.committed, bench.state.freshAsOf]).toEqual([2, 0]);
    bench.act(receiveKeepalive, keepalive(2, { asOf: 70 }), 'n1');
    expect(bench.state.freshAsOf).toBe(0);
    bench.flush();
    expect(bench.state.freshAsOf).toBe(70);
    bench.act(receiveKeepalive, keepalive(2, { committed: 1, asOf: 90 }), 'n1');
    expect([bench.state.committed, bench.state.freshAsOf]).toEqual([2, 90]);
  });

  test('a keepalive that speaks of nothing new is answered with how far the replica is', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    const effects = bench.act(receiveKeepalive, keepalive(1), 'n1');
    expect(effects).toEqual([{ kind: 'send', to: 'n1', message: progress('n2', 2) }]);
  });

  test.each([
    ['of an older epoch', { epoch: 1 }, 'n1', {}],
    ['of somebody whom the replica does not follow', {}, 'n3', {}],
    ['while the replica does not follow yet', {}, 'n2', { following: false }],
    ['when somebody newer has its promise', {}, 'n2', { promised: 3 }],
  ])('entries and keepalives %s are not taken', (_which, changes, from, state) => {
    const bench = follower('n3', 'n2', 2, [1]);
    Object.assign(bench.state, state);
    const message = append(1, [2], { epoch: 2, ...changes });
    expect(bench.act(receiveEntries, message, from)).toEqual([]);
    const word = keepalive(5, { epoch: 2, ...changes });
    expect(bench.act(receiveKeepalive, word, from)).toEqual([]);
    expect(lastPosition(bench.state)).toBe(1);
  });

  test('the bug "ignore the epoch": it takes them although somebody newer has its promise', () => {
    const bench = follower('n3', 'n1', 1, [1], { bugs: ['ignore the epoch'] });
    bench.state.promised = 2;
    bench.act(receiveEntries, append(1, [2]), 'n1');
    expect(lastPosition(bench.state)).toBe(2);
  });
});

describe('what is missing', () => {
  const missing = (from: number, epoch = 1) => ({ kind: 'missing', epoch, from }) as const;

  test('is sent again', () => {
    const bench = primary('n1', 1, [1, 1, 1], { n2: [3, 1] });
    expect(sent(bench.act(sendMissing, missing(2), 'n2'))).toEqual([['n2', append(1, [2, 3])]]);
    expect(bench.state.followers.get('n2')).toEqual(followerOf([3, 1]));
  });

  test('is no reason to skip anything, when the word of it comes late', () => {
    const bench = primary('n1', 1, [1, 1, 1], { n2: [1, 1] });
    expect(sent(bench.act(sendMissing, missing(4), 'n2'))).toEqual([['n2', append(1, [2, 3])]]);
  });

  test.each([
    ['of another epoch', missing(1, 4), 'n2'],
    ['of a stranger', missing(1), 'n4'],
    ['of one who follows somebody else', missing(1), 'n3'],
  ])('is not sent when the word is %s', (_whose, message, from) => {
    const bench = primary('n1', 1, [1], { n2: [1, 0], n3: { via: 'n2' } }, { nodes: 4 });
    expect(bench.act(sendMissing, message, from)).toEqual([]);
  });
});

describe('the word of a follower', () => {
  test('is kept level by level, and taken back by none that comes late', () => {
    const bench = primary('n1', 1, [1, 1, 1], { n2: [3, 0] });
    const word = progress('n2', 3, { flushed: 2, applied: 1 });
    bench.act(receiveProgress, word, 'n2');
    bench.act(receiveProgress, progress('n2', 1), 'n2');
    const levels = { sent: 3, received: 3, flushed: 2, applied: 1 };
    expect(bench.state.followers.get('n2')).toEqual(followerOf(levels));
  });

  test.each([
    ['an older epoch', progress('n2', 2), 'n2'],
    ['somebody whom the primary has not admitted', progress('n3', 2, { epoch: 4 }), 'n3'],
  ])('does not count when it is of %s', (_which, message, from) => {
    const bench = primary('n1', 4, [1, 1], { n2: [2, 0] }, { acknowledge: 'any 1' });
    expect(bench.act(receiveProgress, message, from)).toEqual([]);
    expect([...bench.state.followers]).toEqual([['n2', followerOf([2, 0])]]);
  });

  test('acknowledges what it makes safe', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { acknowledge: 'any 1' });
    shipsWrite(bench, 9);
    expect(answers(bench.act(receiveProgress, progress('n2', 1), 'n2'))).toEqual([[9, 'ok']]);
  });

  test.each([
    ['follows nobody', { source: null }],
    ['has asked and has no answer yet', { following: false }],
  ])('is not given by who %s', (_who, change) => {
    const bench = follower('n2', 'n1', 1, [1]);
    Object.assign(bench.state, change);
    expect(bench.act(reportProgress)).toEqual([]);
  });
});
