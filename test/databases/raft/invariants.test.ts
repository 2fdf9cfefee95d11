/** The five properties of figure 3 are looked at, and each can fail: states that break them by hand. */
import { describe, expect, test } from 'vitest';
import { invariants } from '../../../src/databases/raft/invariants.js';
import type { State } from '../../../src/databases/raft/state.js';
import { cloneState } from '../../../src/simulation/recorder.js';
import { append, entriesOf, follower, heartbeat, leader } from '../../support/raft.js';

/** A node that follows n1 in this term, with this log, of which so much is committed. */
function node(id: string, term: number, terms: readonly number[], commit = 0, first = 1): State {
  const bench = follower(id, 'n1', term, []);
  bench.receive(append(term, [0, 0], entriesOf(terms, first)), 'n1');
  const last = [terms.length, terms.at(-1) ?? 0] as const;
  bench.receive(heartbeat(term, last, { commit }), 'n1');
  return bench.state;
}

/** What an invariant has to say about these nodes. */
function problem(
  name: string,
  states: readonly State[],
  before: readonly State[] | null = null,
): string | null | undefined {
  const byId = (all: readonly State[]) => new Map(all.map((state) => [state.id, state]));
  return invariants[name]?.(byId(states), before === null ? null : byId(before));
}

const healthy = [leader('n1', 3, [1, 2]).state, node('n2', 3, [1, 2], 1), node('n3', 3, [1], 1)];

test.each(Object.keys(invariants))('%s holds in a healthy cluster', (name) => {
  expect(problem(name, healthy)).toBeNull();
  expect(problem(name, healthy, healthy.map(cloneState))).toBeNull();
});

test('there are five', () => {
  expect(Object.keys(invariants)).toEqual([
    'election safety',
    'leader append-only',
    'log matching',
    'leader completeness',
    'state machine safety',
  ]);
});

describe('election safety', () => {
  test('two nodes have led one term, even if neither does now', () => {
    const [first, second] = [leader('n1', 3, []).state, leader('n2', 3, []).state];
    second.role = 'follower';
    expect(problem('election safety', [first, second])).toBe('n1 and n2 have both led term 3');
  });

  test('one node may lead several terms', () => {
    const state = leader('n1', 3, []).state;
    state.led.push(5);
    expect(problem('election safety', [state])).toBeNull();
  });
});

describe('leader append-only', () => {
  const before = leader('n1', 3, [1, 2]).state;

  test.each([
    ['has lost an entry', leader('n1', 3, [1]).state],
    ['has another entry', leader('n1', 3, [1, 1]).state],
  ])('a leader that %s', (_what, state) => {
    expect(problem('leader append-only', [state], [before])).toBe(
      'n1 leads term 3 and has changed its log up to 3',
    );
  });

  test.each([
    ['that has more', leader('n1', 3, [1, 2]).state],
    ['of another term', leader('n1', 4, [1]).state],
    ['that follows', node('n1', 3, [1])],
  ])('not a node %s', (_what, state) => {
    expect(problem('leader append-only', [state], [before])).toBeNull();
  });
});

describe('log matching', () => {
  test('the same term at an index, and something else before it', () => {
    const ours = node('n2', 3, [1, 2, 3]);
    const theirs = node('n3', 3, [1, 1, 3]);
    expect(problem('log matching', [ours, theirs])).toBe(
      'n2 and n3 have the same term at index 3, and differ before it',
    );
  });

  test('other writes in the same terms', () => {
    const theirs = node('n3', 3, [1, 2, 3], 0, 50);
    expect(problem('log matching', [node('n2', 3, [1, 2, 3]), theirs])).toMatch('differ');
  });

  test('logs that part and do not meet again are fine', () => {
    expect(problem('log matching', [node('n2', 3, [1, 2, 2]), node('n3', 3, [1, 3])])).toBeNull();
  });
});

describe('leader completeness', () => {
  test.each([
    ['lacks', leader('n1', 3, []).state],
    ['has others for', leader('n1', 3, [2, 2]).state],
  ])('a leader that %s what another has committed', (_what, state) => {
    expect(problem('leader completeness', [state, node('n2', 2, [1, 1], 2)])).toBe(
      'n1 leads term 3 without what n2 has committed up to index 2',
    );
  });

  test('a leader of an earlier term need not have it', () => {
    const state = leader('n1', 3, []).state;
    expect(problem('leader completeness', [state, node('n2', 4, [1, 1], 2)])).toBeNull();
  });

  test('what is not committed may be missing', () => {
    const state = leader('n1', 3, []).state;
    expect(problem('leader completeness', [state, node('n2', 2, [1, 1])])).toBeNull();
  });
});

describe('state machine safety', () => {
  test('two nodes have applied other entries', () => {
    const [ours, theirs] = [node('n2', 3, [1, 2, 3], 2), node('n3', 3, [1, 1, 1], 3)];
    expect(problem('state machine safety', [ours, theirs])).toBe(
      'n2 and n3 have applied different entries up to index 2',
    );
  });

  test('what only one has applied says nothing', () => {
    const [ours, theirs] = [node('n2', 3, [1, 2, 3], 1), node('n3', 3, [1, 1, 1], 3)];
    expect(problem('state machine safety', [ours, theirs])).toBeNull();
  });
});

test('pairs of nodes that are as they were are not compared again', () => {
  const states = [node('n2', 3, [1, 2, 3], 2), node('n3', 3, [1, 1, 3], 3)];
  for (const name of ['log matching', 'state machine safety']) {
    expect(problem(name, states, states)).toBeNull();
    expect(problem(name, states, states.map(cloneState))).not.toBeNull();
  }
});
