/** What is said about single nodes: arbiters, cascades, succession. */
import { describe, expect, test } from 'vitest';
import { remarksAbout } from '../../../support/advice.js';

const arbiter = { arbiter: true };

describe('members', () => {
  test.each([
    [
      'the first node as an arbiter',
      { members: { n1: arbiter } },
      'E407 members.n1.arbiter: n1 is the primary at the beginning, and an arbiter has no data',
    ],
    [
      'an arbiter that follows',
      { members: { n3: { ...arbiter, follows: 'n2' } } },
      'E407 members.n3.follows: n3 is an arbiter and takes no stream',
    ],
    [
      'following an arbiter',
      { nodes: 4, members: { n3: arbiter, n4: { follows: 'n3' } }, failover: 'none' },
      'E407 members.n4.follows: n3 is an arbiter and has no stream',
    ],
    [
      'following oneself',
      { members: { n3: { follows: 'n3' } } },
      'E407 members.n3.follows: n3 follows itself',
    ],
    [
      'only arbiters besides the primary',
      { members: { n2: arbiter, n3: arbiter } },
      'E407 members: only n1 has data, so nobody can be promoted when it fails',
    ],
    [
      'nobody with a priority',
      { members: { n1: { priority: 0 }, n2: { priority: 0 }, n3: { priority: 0 } } },
      'E407 members: nobody can be promoted: every node with data has priority 0',
    ],
    [
      'no replica with a priority',
      { members: { n2: { priority: 0 }, n3: { ...arbiter, priority: 1 } } },
      'W401 members: every replica has priority 0, so nobody takes over when n1 fails',
    ],
    [
      'an arbiter with a priority',
      { members: { n3: { ...arbiter, priority: 2 } } },
      'W401 members.n3.priority: an arbiter is never promoted, so its priority means nothing',
    ],
  ])('%s', (_, database, remark) => {
    expect(remarksAbout(database)).toEqual([remark]);
  });

  test('a ring is told once, at the first of its nodes, whoever hangs on it', () => {
    const members = {
      n2: { follows: 'n4' },
      n3: { follows: 'n2' },
      n4: { follows: 'n3' },
      n5: { follows: 'n4' },
    };
    expect(remarksAbout({ nodes: 5, members })).toEqual([
      'E407 members.n2.follows: n2 follows n4 follows n3 follows n2: a ring, not a cascade',
    ]);
  });

  test.each([
    ['a cascade', { nodes: 5, members: { n3: { follows: 'n2' }, n4: { follows: 'n3' } } }],
    ['an arbiter', { members: { n3: arbiter } }],
    ['arbiters alone, where nobody is promoted', { members: { n2: arbiter }, failover: 'none' }],
    [
      'no priority, where an operator promotes',
      { members: { n2: { priority: 0 }, n3: { priority: 0 } }, failover: { promote: 'by-hand' } },
    ],
    ['a single node', { nodes: 1 }],
  ])('nothing about %s', (_, database) => {
    expect(remarksAbout(database)).toEqual([]);
  });

  test('a name that is that of no node is looked up like any other', () => {
    expect(remarksAbout({ members: { n9: arbiter, n2: { follows: 'n8' } } })).toEqual([
      'E302 members.n9: there is no node "n9"',
      'E302 members.n2.follows: there is no node "n8"',
    ]);
  });
});
