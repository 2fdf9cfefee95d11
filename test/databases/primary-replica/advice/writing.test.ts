/** What is said about what writes wait for. */
import { describe, expect, test } from 'vitest';
import { remarksAbout } from '../../../support/advice.js';

const arbiter = { arbiter: true };

describe('acknowledge', () => {
  test.each([
    [{ acknowledge: 'any 3' }, 'E206 acknowledge: there are 2 replicas, not 3'],
    [{ nodes: 2, acknowledge: 'any 2' }, 'E206 acknowledge: there is 1 replica, not 2'],
    [{ acknowledge: { any: 3 } }, 'E206 acknowledge: there are 2 replicas, not 3'],
    [{ acknowledge: 'first 2 [n2]' }, 'E206 acknowledge: the list has 1 (n2), not 2'],
    [
      { acknowledge: 'any 2 [n1, n2]' },
      'E206 acknowledge: n1 is the primary at the beginning and does not count itself: the list has 1 besides, not 2',
    ],
    [{ acknowledge: 'any 1 [n2, n2]' }, 'E407 acknowledge: n2 stands twice in the list'],
    [
      { acknowledge: 'any 1 [n2, n3]', members: { n3: arbiter } },
      'E407 acknowledge: n3 is an arbiter and has no data',
    ],
    [{ acknowledge: 'any 1 [n2, n9]' }, 'E302 acknowledge: there is no node "n9"'],
    [{ acknowledge: { any: 1, of: ['n2', 'n9'] } }, 'E302 acknowledge.of.1: there is no node "n9"'],
    [
      { acknowledge: 'majority', members: { n2: arbiter, n3: arbiter }, failover: 'none' },
      'E407 acknowledge: a majority is 2 votes, but only n1 has both a vote and data',
    ],
    [
      { acknowledge: 'majority', members: { n1: { votes: 0 }, n2: { votes: 0 }, n3: arbiter } },
      'E407 acknowledge: a majority is 1 vote, but no node has both a vote and data',
    ],
    [
      {
        acknowledge: 'majority',
        members: { n1: { votes: 0 }, n2: { votes: 0 }, n3: { votes: 0 } },
      },
      'E407 acknowledge: nobody has a vote, so there is no majority',
    ],
    [
      { nodes: 4, acknowledge: 'majority', failover: 'none' },
      'W401 acknowledge: 4 votes tolerate no more failures than 3: a majority is 3',
    ],
    [
      { nodes: 1, acknowledge: 'all' },
      'W401 acknowledge: there is no replica: all is the primary alone',
    ],
  ])('%j', (database, remark) => {
    expect(remarksAbout(database)).toEqual([remark]);
  });

  test.each([
    { acknowledge: 'any 1 [n1, n2]' },
    { acknowledge: 'all', members: { n3: arbiter } },
    { acknowledge: 'majority', members: { n3: arbiter } },
    { acknowledge: 'first 1 [n3, n2]' },
  ])('nothing about %j', (database) => {
    expect(remarksAbout(database)).toEqual([]);
  });
});

describe('settings beside it', () => {
  test.each([
    [
      { lagGuard: { limit: '5s', replicas: 3 } },
      'E206 lagGuard.replicas: there are 2 replicas, not 3',
    ],
    [
      { groupCommit: { size: 20 }, retain: { entries: 10 } },
      'W401 retain.entries: one commit has up to 20 entries: replicas get a copy of everything instead of it',
    ],
    [
      { groupCommit: { size: 20 }, retain: { entries: 10, atLimit: 'refuse' } },
      'W401 retain.entries: one commit has up to 20 entries: writes are refused after 10 of them',
    ],
    [
      { disconnect: '500ms' },
      'W401 disconnect: a healthy replica counts as disconnected between two heartbeats (500ms)',
    ],
    [
      { tooFew: 'refuse' },
      'W401 tooFew: no write waits for replicas, so there are never too few of them',
    ],
    [
      { acknowledge: 'any 1', slowReplica: '1s' },
      'W401 slowReplica: no write waits for all or for the first of a list, so nobody is left out',
    ],
    [
      { commit: 'applied' },
      'W401 commit: with acknowledge: primary no replica is waited for, so applied means flushed',
    ],
    [
      { acknowledge: 'none', commit: 'buffered' },
      'W401 commit: with acknowledge: none nobody waits for any commit level',
    ],
  ])('%j', (database, remark) => {
    expect(remarksAbout(database)).toEqual([remark]);
  });

  test.each([
    [{ tooFew: 'refuse' }, { acknowledge: 'any 1' }],
    [{ slowReplica: '1s' }, { acknowledge: 'first 1 [n2]' }],
    [{ commit: 'applied' }, { acknowledge: 'all' }],
    [{ commit: 'applied' }, { commit: 'flushed' }],
    [{ commit: 'buffered' }, {}],
    [{ groupCommit: { size: 20 }, retain: { entries: 20 } }, {}],
    // Nobody writes: nothing is known of what writes would wait for.
    [{ commit: 'applied', tooFew: 'refuse', slowReplica: '1s' }, { reads: '100%' }],
  ])('nothing about %j beside %j', (database, client) => {
    expect(remarksAbout(database, client)).toEqual([]);
  });
});
