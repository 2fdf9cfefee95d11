/** The small questions that rules ask of a state: epochs, votes, the floor below which nothing is taken. */
import { describe, expect, test } from 'vitest';
import {
  answer,
  entryAt,
  epochAt,
  failoverOf,
  floor,
  isArbiter,
  isBlank,
  isFenced,
  isMajority,
  lastEpoch,
  lastPosition,
  nextEpochOf,
  ownerOf,
  refuse,
} from '../../../src/databases/primary-replica/state.js';
import { blank, client, entry, follower, refused } from '../../support/primary-replica.js';

const nodes = ['n1', 'n2', 'n3'];

describe('epochs', () => {
  test('belong to one node each, in turn', () => {
    expect([1, 2, 3, 4, 5].map((epoch) => ownerOf(epoch, nodes))).toEqual([
      ...['n1', 'n2', 'n3', 'n1', 'n2'],
    ]);
    expect(ownerOf(0, nodes)).toBe(null);
  });

  test('go up: the next one of a node is its first after the newest known', () => {
    expect(nodes.map((node) => nextEpochOf(node, 4, nodes))).toEqual([7, 5, 6]);
  });

  test('are those of the entries; there is none before the log and none beyond', () => {
    const { state } = follower('n2', 'n3', 3, [1, 1, 3]);
    expect([1, 2, 3, 4].map((position) => epochAt(state, position))).toEqual([1, 1, 3, 0]);
    expect([lastPosition(state), lastEpoch(state)]).toEqual([3, 3]);
    const empty = follower('n2', 'n1', 1, []).state;
    expect([lastPosition(empty), lastEpoch(empty), epochAt(empty, 1)]).toEqual([0, 0, 0]);
  });
});

describe('the log', () => {
  test('holds an entry at every position from 1 to the last', () => {
    const { state } = follower('n2', 'n1', 1, [1, 1]);
    expect(entryAt(state, 2)).toEqual(entry(1, 2));
    expect(() => entryAt(state, 3)).toThrow('no entry at position 3');
    expect(() => entryAt(state, 0)).toThrow('no entry at position 0');
  });
});

describe('what is taken', () => {
  test.each([
    ['none', 2],
    ['epoch', 5],
    ['lease', 5],
  ] as const)('fencing %s, in epoch 2 with a promise of 5: nothing below %i', (fencing, lowest) => {
    const { state, node } = follower('n2', 'n1', 2, [], { failover: { fencing } });
    state.promised = 5;
    expect(floor(state, node)).toBe(lowest);
    state.epoch = 7;
    expect(floor(state, node)).toBe(7);
  });

  test.each([
    [{ fencing: 'none' }, false],
    [{ fencing: 'epoch' }, true],
    [{ fencing: 'lease' }, true],
    ['none', false],
  ] as const)('failover %j: fenced is %s', (failover, fenced) => {
    const { node } = follower('n2', 'n1', 1, [], { failover });
    expect(isFenced(node)).toBe(fenced);
    expect(failoverOf(node) === null).toBe(failover === 'none');
  });
});

describe('votes', () => {
  test.each([
    [3, {}, ['n1'], false],
    [3, {}, ['n1', 'n3'], true],
    [4, {}, ['n1', 'n2'], false],
    [4, {}, ['n1', 'n2', 'n3'], true],
    [5, { n4: { votes: 0 }, n5: { votes: 0 } }, ['n1', 'n4', 'n5'], false],
    [5, { n4: { votes: 0 }, n5: { votes: 0 } }, ['n1', 'n2'], true],
    [3, {}, ['n1', 'n9', 'n8'], false],
  ] as const)('%i nodes with %j: %j are a majority is %s', (count, members, those, yes) => {
    const { state } = follower('n2', 'n1', 1, [], { nodes: count, members });
    expect(isMajority(state, those)).toBe(yes);
  });

  test('who has lost its disk is blank, who has not is not; who is an arbiter is said in the scenario', () => {
    expect([isBlank(blank('n2').state), isBlank(follower('n2', 'n1', 1, []).state)]).toEqual([
      ...[true, false],
    ]);
    const { node } = follower('n2', 'n1', 1, [], { members: { n3: { arbiter: true } } });
    expect(nodes.map((id) => isArbiter(id, node))).toEqual([false, false, true]);
  });
});

describe('answers', () => {
  test('say the epoch and who is primary, and hold positions and versions only where there are any', () => {
    const { state } = follower('n2', 'n1', 1, []);
    const rest = { epoch: 1, primary: 'n1' };
    const bare = { kind: 'ok', versions: [], reason: '', position: 0 };
    expect(answer(state, 'ok')).toEqual({ ...bare, ...rest });
    const full = answer(state, 'ok', { versions: [4], position: 9 });
    expect(full).toEqual({ ...bare, ...rest, versions: [4], position: 9 });
  });

  test('a refusal names the primary and a reason', () => {
    const bench = follower('n2', 'n3', 3, []);
    const reply = { ...refused, epoch: 3, primary: 'n3' };
    expect(
      bench.act((state, who: number, node) => {
        refuse(state, who, node);
        refuse(state, who, node, 'handing over');
      }, client),
    ).toEqual([
      { kind: 'reply', client, reply },
      { kind: 'reply', client, reply: { ...reply, reason: 'handing over' } },
    ]);
  });
});
