/** The invariants find states that break them, and are content with those that do not. */
import { describe, expect, test } from 'vitest';
import { invariants } from '../../../src/databases/primary-replica/invariants.js';
import { addEntry } from '../../../src/databases/primary-replica/log/log.js';
import type { State } from '../../../src/databases/primary-replica/state.js';
import { entry, follower, primary } from '../../support/primary-replica.js';

type Table = Readonly<Record<string, State>>;

/** A primary and its follower, with the same log. */
function sound(): { n1: State; n2: State } {
  return {
    n1: primary('n1', 1, [1, 1, 1], { n2: [3, 3] }).state,
    n2: follower('n2', 'n1', 1, [1, 1, 1]).state,
  };
}

function problems(states: Table, before: Table | null = null): Readonly<Record<string, string>> {
  const [now, earlier] = [states, before].map((table) => new Map(Object.entries(table ?? {})));
  const found = Object.entries(invariants).flatMap(([name, holds]) => {
    const problem = holds(now ?? new Map(), before === null ? null : (earlier ?? null));
    return problem === null ? [] : [[name, problem] as const];
  });
  return Object.fromEntries(found);
}

test('nothing is wrong with a primary and its follower', () => {
  expect(problems(sound(), sound())).toEqual({});
});

describe('what is wrong', () => {
  test('two primaries in one epoch', () => {
    const states = { ...sound(), n3: primary('n3', 1, []).state };
    expect(problems(states)).toEqual({
      'one primary an epoch': 'n1 and n3 are both primary in epoch 1',
    });
    expect(problems({ ...sound(), n3: primary('n3', 3, []).state })).toEqual({});
  });

  test('different entries at a position that both histories share', () => {
    const { n1, n2 } = sound();
    const { chunks } = n2.log;
    chunks[0]?.splice(1, 1, entry(1, 99));
    expect(problems({ n1, n2 })).toEqual({
      'logs agree as far as their histories do': 'n1 and n2 differ at position 2',
    });
  });

  test('a follower with entries of its own', () => {
    const bench = follower('n2', 'n1', 1, [1, 1, 1]);
    bench.act(addEntry, entry(1, 4));
    const { n1 } = sound();
    expect(problems({ n1, n2: bench.state })).toEqual({
      'a follower has nothing that its primary has not':
        'n2 follows n1 with entries of its own, up to position 4',
    });
    bench.state.following = false;
    expect(problems({ n1, n2: bench.state })).toEqual({});
  });

  test.each([
    ['applied beyond what is flushed', { applied: 3, flushed: 2 }],
    ['flushed beyond the log', { flushed: 4 }],
    ['with a majority beyond the log', { committed: 4 }],
  ])('positions out of order: %s', (_which, change) => {
    const { n1, n2 } = sound();
    Object.assign(n2, change);
    expect(Object.keys(problems({ n1, n2 }))).toEqual(['positions are in order']);
  });

  test.each([
    ['a primary', 'n1', { applied: 2 }],
    ['a follower', 'n2', { applied: 2 }],
    ['a follower', 'n2', { applied: 2, flushed: 2 }],
    ['a follower', 'n2', { committed: 0 }],
  ] as const)('positions of %s that go back: %s %j', (_who, id, change) => {
    const [before, states] = [sound(), sound()];
    before[id].committed = 1;
    Object.assign(states[id], { committed: 1, ...change });
    const broken = 'positions never go back while a node serves or follows in one epoch';
    expect(Object.keys(problems(states, before))).toEqual([broken]);
    expect(problems(states)).toEqual({});
  });

  test.each([
    ['begins a new epoch', { epoch: 2 }],
    ['does not follow any more', { following: false }],
    ['has booted since', { nextMark: 0 }],
  ])('positions may go back when a node %s', (_when, change) => {
    const [before, states] = [sound(), sound()];
    Object.assign(states.n2, { applied: 1, flushed: 1, ...change });
    expect(problems(states, before)).toEqual({});
  });

  test('a primary that has promised more than it serves', () => {
    const { n1, n2 } = sound();
    n1.promised = 2;
    expect(problems({ n1, n2 })).toEqual({
      'no primary serves below its promise': 'n1 is primary of epoch 1, but has promised 2',
    });
  });
});
