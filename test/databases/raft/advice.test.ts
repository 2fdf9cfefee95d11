/** What is said about options that cannot work, or that surely nobody wants: every remark once. */
import { describe, expect, test } from 'vitest';
import { remarksAbout, remarksAboutClient } from '../../support/advice.js';
import type { Input } from '../../support/bench.js';

const about = (database: Input, client: Input = {}): readonly string[] =>
  remarksAbout({ kind: 'raft', ...database }, client);

const aboutClient = (client: Input, database: Input = {}): readonly string[] =>
  remarksAboutClient(client, { kind: 'raft', ...database });

const learner = { role: 'learner' };

describe('the database', () => {
  test.each([
    [{}],
    [{ nodes: 1 }],
    [{ nodes: 5, firstLeader: 'none', membership: 'single' }],
    [{ lease: { length: '1s' } }],
    [{ nodes: 1, election: { timeout: '1s' } }],
    [{ nodes: 4, members: { n4: learner } }],
    [{ bugs: ['forget the vote'] }],
  ])('nothing is wrong with %j', (database) => {
    expect(about(database)).toEqual([]);
  });

  test.each([
    [
      { nodes: 1, members: { n1: learner } },
      ['E407 members: nobody has a vote, so nobody can lead'],
    ],
    [
      { members: { n2: learner }, nodes: 4, firstLeader: 'n2' },
      ['E407 firstLeader: n2 has no vote at the beginning, so it cannot lead'],
    ],
    [
      { nodes: 2 },
      ['W401 nodes: with 2 voters a majority is both: when either fails, nothing is committed'],
    ],
    [{ nodes: 4 }, ['W401 nodes: 4 voters tolerate no more failures than 3: a majority is 3']],
    [
      { nodes: 4, members: { n4: { ...learner, priority: 3 } } },
      [
        'W401 members.n4.priority: n4 has no vote at the beginning: its priority counts only once it has one',
      ],
    ],
    [
      { heartbeat: '1s' },
      [
        'E407 election.timeout: followers give up a healthy leader: the shortest timeout is not longer than the heartbeat (1s)',
      ],
    ],
    [
      { heartbeat: '600ms' },
      ['W401 election.timeout: one lost heartbeat is enough for an election'],
    ],
    [
      { election: { timeout: '1s' } },
      [
        'W401 election.timeout: without a range, candidates stand at the same time and split the votes',
      ],
    ],
    [
      { lease: { length: '1001ms' } },
      [
        'W401 lease.length: another leader may be elected while the lease holds: it is longer than the shortest election timeout (1s)',
      ],
    ],
    [
      { bugs: ['change members too early'] },
      ['W401 bugs.0: this bug shows only with membership: single'],
    ],
    [
      { bugs: ['forget the vote', 'trust the clock'], election: { checkQuorum: false } },
      ['W401 bugs.1: without checkQuorum leases do not hold anyway'],
    ],
  ])('about %j', (database, remarks) => {
    expect(about(database)).toEqual(remarks);
  });
});

describe('a client', () => {
  const retries = { retry: { times: 3, unanswered: true }, patience: '100ms' };

  test.each([
    [{ mode: 'lease' }],
    [{ mode: 'stale', read: 'any' }],
    [{ mode: 'read-index', read: 'nearest' }],
    [{ idempotencyKey: true, ...retries }],
  ])('nothing is wrong with %j', (client) => {
    expect(aboutClient(client)).toEqual([]);
  });

  test.each([
    [
      { idempotencyKey: true },
      {},
      [
        'W401 idempotencyKey: idempotencyKey means nothing here: nothing is tried again that may have happened',
      ],
    ],
    [
      { mode: 'lease', read: 'any' },
      {},
      ['E407 mode: only the leader serves reads with mode: lease'],
    ],
    [{ mode: 'log', read: 'n2' }, {}, ['E407 mode: only the leader serves reads with mode: log']],
    [
      { mode: 'lease' },
      { election: { checkQuorum: false } },
      [
        'W401 mode: leases do not hold without checkQuorum: voters that hear the leader may elect another',
      ],
    ],
    [
      { read: 'n4' },
      { nodes: 4, members: { n4: { role: 'none' } } },
      ['W401 read: n4 is no member at the beginning and has nothing to read'],
    ],
  ])('about %j with %j', (client, database, remarks) => {
    expect(aboutClient(client, database)).toEqual(remarks);
  });

  test('options for what it does not do', () => {
    expect(aboutClient({ reads: 1, idempotencyKey: true, ...retries })).toMatchObject([
      expect.stringContaining('nothing is written'),
    ]);
    expect(aboutClient({ reads: 0, mode: 'stale', read: 'any' })).toMatchObject([
      expect.stringContaining('nothing is read'),
      expect.stringContaining('nothing is read'),
    ]);
  });
});
