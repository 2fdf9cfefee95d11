/** How far every acknowledgement setting lets the primary answer, at every commit level. */
import { describe, expect, test } from 'vitest';
import { isSafe, replicasNeeded } from '../../../../src/databases/primary-replica/writing/safe.js';
import type { Commit } from '../../../../src/databases/primary-replica/writing/schema.js';
import {
  acknowledgeOf,
  primary,
  type Bench,
  type Input,
} from '../../../support/primary-replica.js';

const levels = ['buffered', 'received', 'flushed', 'applied'] as const;

/**
 * The primary's log goes to 10, and 8 of it are flushed. n2 has received 9, flushed 7, applied 5; n3 has received 6,
 * flushed 4, applied 2. n4 has nothing.
 */
function unevenCluster(input: Input = {}): Bench {
  const followers = {
    n2: { sent: 9, received: 9, flushed: 7, applied: 5 },
    n3: { sent: 6, received: 6, flushed: 4, applied: 2 },
  };
  const log = Array.from({ length: 10 }, () => 1);
  const bench = primary('n1', 1, log, followers, { nodes: ['n1', 'n2', 'n3', 'n4'], ...input });
  bench.state.flushed = 8;
  bench.state.applied = 8;
  return bench;
}

/** The last position that is safe; so is everything before it. */
function safe(bench: Bench, setting: string, commit: Commit): number {
  let last = 0;
  bench.act((state, node) => {
    const acknowledge = acknowledgeOf(setting);
    const positions = Array.from({ length: 10 }, (_, index) => index + 1);
    const yes = positions.filter((position) => isSafe(state, position, acknowledge, commit, node));
    last = yes.length;
    expect(yes).toEqual(positions.slice(0, last));
  });
  return last;
}

describe('every setting and every commit level', () => {
  test.each([
    // In the order of the levels: buffered, received, flushed, applied.
    ['none', [10, 8, 8, 8]],
    ['primary', [10, 8, 8, 8]],
    ['any 1', [9, 8, 7, 5]],
    ['any 2', [6, 6, 4, 2]],
    ['any 3', [0, 0, 0, 0]],
    ['any 1 [n3, n4]', [6, 6, 4, 2]],
    ['any 1 [n4]', [0, 0, 0, 0]],
    ['first 1 [n2, n3]', [9, 8, 7, 5]],
    ['first 1 [n3, n2]', [6, 6, 4, 2]],
    ['first 2 [n3, n2]', [6, 6, 4, 2]],
    // n4 is not connected: the next ones of the list take its place.
    ['first 1 [n4, n3, n2]', [6, 6, 4, 2]],
    ['first 2 [n4, n2, n3]', [6, 6, 4, 2]],
    ['first 1 [n4]', [0, 0, 0, 0]],
    ['all', [0, 0, 0, 0]],
    // Three of four votes, the primary's among them.
    ['majority', [6, 6, 4, 2]],
  ] as const)('%s: safe are %j', (setting, positions) => {
    const bench = unevenCluster();
    expect(levels.map((level) => safe(bench, setting, level))).toEqual(positions);
  });

  test('no replica can answer for the primary: its own flush comes first', () => {
    const bench = unevenCluster();
    bench.state.flushed = 3;
    expect(levels.map((level) => safe(bench, 'any 1', level))).toEqual([9, 3, 3, 3]);
  });

  test('the bug "acknowledge before the flush": the primary counts what it has in memory', () => {
    const bench = unevenCluster({ bugs: ['acknowledge before the flush'] });
    expect(levels.map((level) => safe(bench, 'primary', level))).toEqual([10, 10, 10, 10]);
    expect(safe(bench, 'any 1', 'flushed')).toBe(7);
  });
});

describe('who counts', () => {
  test('a replica that is left out is not waited for by all and first; any and majority count it', () => {
    const bench = unevenCluster({ nodes: 3 });
    const slow = bench.state.followers.get('n3');
    expect(safe(bench, 'all', 'flushed')).toBe(4);
    if (slow !== undefined) slow.leftOut = true;
    expect(safe(bench, 'all', 'flushed')).toBe(7);
    expect(safe(bench, 'first 1 [n3, n2]', 'flushed')).toBe(7);
    expect(safe(bench, 'any 2', 'flushed')).toBe(4);
  });

  test('first waits for nobody longer than it is connected', () => {
    const bench = unevenCluster({ disconnect: '10s' });
    bench.clock.now = 9_999_999;
    expect(safe(bench, 'first 1 [n3, n2]', 'flushed')).toBe(4);
    bench.clock.now = 10_000_000;
    expect(safe(bench, 'first 1 [n3, n2]', 'flushed')).toBe(0);
    const second = bench.state.followers.get('n2');
    if (second !== undefined) second.heardAt = 5_000_000;
    expect(safe(bench, 'first 1 [n3, n2]', 'flushed')).toBe(7);
  });

  test('arbiters have no data: all does not wait for them, and a majority cannot be had from them', () => {
    const bench = unevenCluster({ nodes: 3, members: { n3: { arbiter: true } } });
    bench.state.followers.delete('n3');
    expect(safe(bench, 'all', 'flushed')).toBe(7);
    expect(safe(bench, 'majority', 'flushed')).toBe(7);
  });

  test('nodes without a vote do not count for a majority', () => {
    const members = { n2: { votes: 0 }, n4: { votes: 0 } };
    expect(safe(unevenCluster({ members }), 'majority', 'flushed')).toBe(4);
  });

  test('a primary without a vote needs the majority from others', () => {
    const bench = unevenCluster({ nodes: 3, members: { n1: { votes: 0 } } });
    expect(safe(bench, 'majority', 'flushed')).toBe(4);
  });
});

describe('a new epoch', () => {
  test('older entries are safe only together with the one that begins it', () => {
    const bench = unevenCluster({ nodes: 3 });
    bench.state.beganAt = 7;
    expect([safe(bench, 'any 1', 'flushed'), safe(bench, 'any 2', 'flushed')]).toEqual([7, 0]);
    bench.state.beganAt = 8;
    expect(safe(bench, 'majority', 'flushed')).toBe(0);
    expect(safe(bench, 'primary', 'flushed')).toBe(8);
  });
});

describe('how many replicas are needed', () => {
  test.each([
    ['none', 0],
    ['primary', 0],
    ['any 2', 2],
    ['first 1 [n2]', 1],
    ['all', 3],
    ['majority', 2],
  ])('%s: %i of three', (setting, needed) => {
    const { state, node } = unevenCluster();
    expect(replicasNeeded(state, acknowledgeOf(setting), node)).toBe(needed);
  });

  test.each([
    [[], 1],
    [['count arbiters'], 0],
  ])(
    'a majority of two with data and an arbiter, bugs %j: %i besides the primary',
    (bugs, count) => {
      const members = { n3: { arbiter: true } };
      const { state, node } = unevenCluster({ nodes: 3, members, bugs });
      expect(replicasNeeded(state, acknowledgeOf('majority'), node)).toBe(count);
    },
  );
});
