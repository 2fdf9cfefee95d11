/** What a primary knows of its followers: who is connected, who counts, how far behind each is. */
import { describe, expect, test } from 'vitest';
import {
  countedReplicas,
  isConnected,
  lagOf,
  leaveOutSlow,
  readmitFollowers,
  watchConnections,
} from '../../../../src/databases/primary-replica/replication/followers.js';
import { receiveProgress } from '../../../../src/databases/primary-replica/replication/replicate.js';
import { entryAt } from '../../../../src/databases/primary-replica/state.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, armed, notes } from '../../../support/effects.js';
import {
  acknowledgeOf,
  follower,
  progress,
  type Bench,
  followerOf,
  primary,
  requestOf,
} from '../../../support/primary-replica.js';

const input = { disconnect: '10s', heartbeat: '1s' };

describe('a connection', () => {
  test('lasts from one sign of life until nothing was heard for so long', () => {
    const { state, node, clock } = primary('n1', 1, [], { n2: [0, 0] }, input);
    clock.now = 9_999_999;
    expect(isConnected(state, 'n2', node)).toBe(true);
    clock.now = 10_000_000;
    expect(isConnected(state, 'n2', node)).toBe(false);
    state.followers.set('n2', { ...followerOf([0, 0]), heardAt: 1 });
    expect(isConnected(state, 'n2', node)).toBe(true);
  });

  test('is not there to who has not been admitted', () => {
    const { state, node } = primary('n1', 1, [], {}, input);
    expect(isConnected(state, 'n2', node)).toBe(false);
  });

  test('is looked at again when it ends before the next heartbeat', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: [0, 0] }, input);
    bench.clock.now = 8_999_999;
    expect(armed(bench.act(watchConnections))).toEqual({});
    bench.clock.now = 9_300_000;
    expect(armed(bench.act(watchConnections))).toEqual({ disconnect: 700_000 });
    bench.clock.now = 10_000_000;
    expect(armed(bench.act(watchConnections))).toEqual({});
  });

  test('is watched with every heartbeat', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    bench.clock.now = 9_200_000;
    expect(armed(bench.expire('heartbeat'))['disconnect']).toBe(800_000);
  });

  test('ends at that instant: who waits for the next of a list need not wait for a heartbeat', () => {
    const setting = { ...input, acknowledge: 'first 1 [n2, n3]' };
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: [0, 1] }, setting);
    bench.state.followers.set('n3', { ...followerOf([0, 1]), heardAt: 5_000_000 });
    bench.act(acceptWrite, requestOf('append', 9), 9);
    expect(answers(bench.flush())).toEqual([]);
    bench.clock.now = 10_000_000;
    expect(answers(bench.expire('disconnect'))).toEqual([[9, 'ok']]);
  });
});

describe('the replicas that count', () => {
  test.each([
    ['none', []],
    ['primary', []],
    ['any 1', ['n2', 'n3', 'n4']],
    ['any 1 [n4, n2]', ['n4', 'n2']],
    ['first 1 [n3, n2]', ['n3']],
    ['first 2 [n4, n3, n2]', ['n3', 'n2']],
    ['all', ['n2', 'n3']],
    // Whether they have a vote is asked of each.

    ['majority', ['n2', 'n3', 'n4']],
  ])('%s: %j of two replicas, the second without a vote, and an arbiter', (setting, counted) => {
    const members = { n3: { votes: 0 }, n4: { arbiter: true } };
    const followers = { n2: [0, 0], n3: [0, 0] } as const;
    const { state, node } = primary('n1', 1, [], followers, { nodes: 4, members });
    expect(countedReplicas(state, acknowledgeOf(setting), node)).toEqual(counted);
  });

  test('are without those who are left out, where one waits for all or for the first of a list', () => {
    const followers = { n2: { leftOut: true }, n3: {} };
    const { state, node } = primary('n1', 1, [], followers);
    const counted = ['all', 'first 1 [n2, n3]', 'any 1'].map((setting) =>
      countedReplicas(state, acknowledgeOf(setting), node),
    );
    expect(counted).toEqual([['n3'], ['n3'], ['n2', 'n3']]);
  });
});

describe('lag', () => {
  test('is the age of the oldest entry that a follower has not flushed', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1] });
    for (const [at, id] of [
      [100, 7],
      [300, 8],
    ] as const) {
      bench.clock.now = at;
      bench.act(acceptWrite, requestOf('append', id), id);
    }
    bench.flush();
    bench.clock.now = 1000;
    const lags = [1, 2, 3].map((has) => lagOf(bench.state, followerOf([3, has]), bench.node));
    expect(lags).toEqual([900, 700, 0]);
    expect(entryAt(bench.state, 2).at).toBe(100);
  });

  test('does not count what the primary itself has not flushed', () => {
    const bench = primary('n1', 1, [1]);
    bench.act(acceptWrite, requestOf('append', 7), 7);
    bench.clock.now = 1000;
    expect(lagOf(bench.state, followerOf([1, 1]), bench.node)).toBe(0);
  });

  test('is not negative when the clock was set back', () => {
    const bench = primary('n1', 1, []);
    bench.clock.now = 1000;
    bench.act(acceptWrite, requestOf('append', 7), 7);
    bench.flush();
    bench.clock.now = 400;
    expect(lagOf(bench.state, followerOf([0, 0]), bench.node)).toBe(0);
  });
});

function write(bench: Bench, id: number) {
  return bench.act(acceptWrite, requestOf('append', id), id);
}

/** Who is answered when a replica has flushed so much. */
function hear(bench: Bench, from: string, has: number) {
  return answers(bench.act(receiveProgress, progress(from, has), from)).map(([id]) => id);
}

describe('a slow replica', () => {
  const input = { acknowledge: 'all', slowReplica: '1s' };

  test('is left out once it owes an entry for too long; who waits is answered', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: [0, 0] }, input);
    write(bench, 1);
    expect(armed(bench.flush())).toEqual({ slow: 1_000_000 });
    bench.clock.now = 400_000;
    expect(hear(bench, 'n2', 1)).toEqual([]);
    bench.clock.now = 1_000_000;
    const effects = bench.expire('slow');
    expect(notes(effects)).toEqual([['left out', { replica: 'n3', flushed: 0 }]]);
    expect(answers(effects)).toEqual([[1, 'ok']]);
  });

  test('is readmitted once it has everything, not before', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 2], n3: { leftOut: true } }, input);
    expect(notes(bench.act(receiveProgress, progress('n3', 1), 'n3'))).toEqual([]);
    const effects = bench.act(receiveProgress, progress('n3', 2), 'n3');
    expect(notes(effects)).toEqual([['readmitted', { replica: 'n3', flushed: 2 }]]);
    write(bench, 3);
    expect(answers(bench.flush())).toEqual([]);
    expect(hear(bench, 'n2', 3)).toEqual([]);
    expect(hear(bench, 'n3', 3)).toEqual([3]);
  });

  test('is watched as long as it owes something: the next look is when the next one is due', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 2], n3: [2, 1] }, input);
    bench.clock.now = 300_000;
    expect(armed(bench.act(leaveOutSlow))).toEqual({ slow: 700_000 });
  });

  test.each([
    ['has everything', () => primary('n1', 1, [1], { n2: [1, 1] }, input)],
    ['is left out already', () => primary('n1', 1, [1], { n2: { leftOut: true } }, input)],
    ['is waited for anyway', () => primary('n1', 1, [1], { n2: [1, 0] }, { acknowledge: 'all' })],
    ['is somebody else’s', () => follower('n2', 'n1', 1, [1], input)],
  ])('is not left out when it %s', (_why, make) => {
    const bench = make();
    bench.clock.now = 5_000_000;
    expect(bench.act(leaveOutSlow)).toEqual([]);
  });

  test('nobody is readmitted who was not left out, or has not caught up', () => {
    const followers = { n2: [1, 1], n3: { leftOut: true } } as const;
    expect(primary('n1', 1, [1], followers, input).act(readmitFollowers)).toEqual([]);
  });
});
