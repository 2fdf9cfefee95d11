/** The promotion policies: who of those that have answered is to be primary. */
import { describe, expect, test } from 'vitest';
import {
  choosePrimary,
  isAhead,
  mayStayPrimary,
} from '../../../../src/databases/primary-replica/failover/promotion.js';
import type { Standing } from '../../../../src/databases/primary-replica/message.js';
import { follower, type Input } from '../../../support/primary-replica.js';
import { hears, misses, nothing } from '../../../support/polls.js';

/** Who is chosen of n2, whose log ends at 2, and of those who answer it. */
function chosen(
  answers: Readonly<Record<string, Standing>>,
  input: Input = {},
  isForced = false,
): string | null {
  const { node } = follower('n2', 'n1', 1, [1, 1], { nodes: 5, ...input });
  return choosePrimary(new Map([['n2', misses(2)], ...Object.entries(answers)]), isForced, node);
}

describe('the most advanced', () => {
  test.each([
    ['the longest log', { n3: misses(3), n4: misses(4), n5: misses(1) }, 'n4'],
    ['a log of a newer epoch', { n3: misses(9), n4: misses(3, { logEpoch: 4, knows: 4 }) }, 'n4'],
    ['the first among equals', { n3: misses(3), n4: misses(3), n5: misses(3) }, 'n3'],
    ['this node, when nobody is ahead', { n3: misses(2), n4: misses(1) }, 'n2'],
    ['even who still hears the primary', { n3: misses(2), n5: hears(3) }, 'n5'],
    ['a primary that has restarted', { n1: misses(7), n3: misses(2) }, 'n1'],
    ['not the primary of an epoch that is over', { n3: hears(9, { knows: 3 }) }, 'n2'],
    ['not a blank node', { n3: { ...nothing, position: 9, heardOf: 9 } }, 'n2'],
  ])('is chosen: %s', (_what, answers, who) => {
    expect(chosen(answers)).toBe(who);
  });
});

describe('priority', () => {
  const members = { n3: { priority: 5 }, n4: { priority: 5 }, n5: { priority: 2 } };
  const failover = { promote: 'priority' };

  test.each([
    ['the highest priority, though it has less', { n3: misses(1), n5: misses(9) }, {}, 'n3'],
    ['the log decides between equals', { n3: misses(1), n4: misses(2) }, {}, 'n4'],
    ['more than the default of 1', { n5: misses(0) }, {}, 'n5'],
    // Voters would refuse whoever lacks something that they have.
    [
      'with fencing, the log comes first',
      { n3: misses(1), n5: misses(9) },
      { fencing: 'epoch' },
      'n5',
    ],
    [
      'with fencing, it decides between equals',
      { n3: misses(2), n5: misses(2) },
      { fencing: 'epoch' },
      'n3',
    ],
  ])('%s', (_what, answers, more, who) => {
    expect(chosen(answers, { members, failover: { ...failover, ...more } })).toBe(who);
  });

  test('0: not promoted, by no policy, however far ahead', () => {
    for (const promote of ['most-advanced', 'priority', 'nearest']) {
      const input = { members: { n3: { priority: 0 } }, failover: { promote } };
      expect(chosen({ n3: misses(9), n4: misses(1) }, input)).not.toBe('n3');
    }
  });

  test.each([
    [
      'who alone has the whole log is elected, to hand over',
      { n3: misses(9), n4: misses(8) },
      'n3',
    ],
    ['but not while somebody else has it, too', { n3: misses(9), n4: misses(9) }, 'n4'],
  ])('0 with fencing: %s', (_what, answers, who) => {
    const input = { members: { n3: { priority: 0 } }, failover: { fencing: 'epoch' } };
    expect(chosen(answers, input)).toBe(who);
  });

  test('0 means that a node must not stay primary', () => {
    const { node } = follower('n2', 'n1', 1, [], { members });
    expect(mayStayPrimary('n3', node)).toBe(true);
    const barred = follower('n2', 'n1', 1, [], { members: { n3: { priority: 0 } } });
    expect(mayStayPrimary('n3', barred.node)).toBe(false);
  });
});

describe('the nearest to the old primary', () => {
  const failover = { promote: 'nearest' };
  const at = (distance: number, position: number) => misses(position, { distance });

  test.each([
    ['is chosen, though it has less', { n3: at(0, 1), n4: at(7, 9) }, 'n2'],
    ['is the more advanced of two that are equally near', { n3: at(0, 5), n4: at(7, 9) }, 'n3'],
  ])('%s', (_what, answers, who) => {
    expect(chosen(answers, { failover })).toBe(who);
  });

  test('the distance is that of each node, not of who asks', () => {
    const input = { failover, members: { n2: { priority: 0 } } };
    expect(chosen({ n3: at(9, 5), n4: at(7, 1), n5: at(8, 9) }, input)).toBe('n4');
  });
});

describe('by hand', () => {
  const failover = { promote: 'by-hand' };

  test('nobody is chosen, unless an operator forces it', () => {
    expect(chosen({ n3: misses(9) }, { failover })).toBe(null);
    expect(chosen({ n3: misses(9) }, { failover }, true)).toBe('n3');
  });
});

describe('who is not fit', () => {
  test('arbiters have no data', () => {
    const members = { n3: { arbiter: true } };
    expect(chosen({ n3: misses(0), n4: misses(1) }, { members })).toBe('n2');
  });

  test.each([
    [3, 'n2'],
    [2, null],
  ])('a limit of %i entries that one may lack: %s', (lagLimit, who) => {
    const members = { n3: { priority: 0 } };
    const answers = { n3: misses(4, { heardOf: 5 }), n4: misses(1) };
    expect(chosen(answers, { members, failover: { lagLimit } })).toBe(who);
  });

  test('what one lacks is counted from the furthest that anybody has heard of the newest primary', () => {
    const failover = { lagLimit: 0 };
    expect(chosen({ n3: misses(3) }, { failover })).toBe('n3');
    expect(chosen({ n3: misses(3, { heardOf: 4 }) }, { failover })).toBe(null);
    const older = misses(1, { knows: 0, heardOf: 40 });
    expect(chosen({ n3: misses(3), n4: older }, { failover })).toBe('n3');
  });

  test('nobody is fit without failover', () => {
    expect(chosen({ n3: misses(9) }, { failover: 'none' })).toBe(null);
  });
});

test('the bug "promote any replica": whoever asks promotes itself', () => {
  expect(chosen({ n3: misses(9) }, { bugs: ['promote any replica'] })).toBe('n2');
});

test.each([
  [[2, 1], [1, 9], true],
  [[1, 9], [2, 1], false],
  [[2, 5], [2, 4], true],
  [[2, 4], [2, 4], false],
] as const)('%j is ahead of %j: %s', ([logEpoch, position], [epoch, other], ahead) => {
  const rival = { logEpoch: epoch, position: other };
  expect(isAhead({ logEpoch, position }, rival)).toBe(ahead);
});
