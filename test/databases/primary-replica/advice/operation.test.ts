/** What is said about the options of client groups and of steps of their scripts. */
import { describe, expect, test } from 'vitest';
import { remarksAboutClient } from '../../../support/advice.js';

const withArbiter = { members: { n3: { arbiter: true } } };
const fenced = { failover: { fencing: 'epoch' } };
const twoArbiters = {
  members: { n2: { arbiter: true }, n3: { arbiter: true } },
  failover: 'none',
};
const once = { retry: 'once' };

describe('a client group', () => {
  test.each([
    [{ acknowledge: 'any 3' }, {}, 'E206 acknowledge: there are 2 replicas, not 3'],
    [{ acknowledge: 'first 1 [n9]' }, {}, 'E302 acknowledge: there is no node "n9"'],
    [{ read: 'n3' }, withArbiter, 'E407 read: n3 is an arbiter and has no data to read'],
    [
      { read: 'replica', level: 'linearizable' },
      fenced,
      'E407 read: linearizable reads are served by the primary alone',
    ],
    [
      { level: 'majority' },
      twoArbiters,
      'E407 level: majority reads would never see a write: a majority is 2 votes, but only n1 has both a vote and data',
    ],
    [
      { level: 'linearizable' },
      {},
      'W401 level: without fencing a majority may confirm a primary that is not the only one',
    ],
    [
      { read: 'round-robin' },
      twoArbiters,
      'W401 read: there is no replica to read from: n1 serves these reads',
    ],
    [{ token: {} }, {}, 'W401 token: token means nothing here: reads go to the primary anyway'],
    [
      { freshness: { age: '1s' } },
      {},
      'W401 freshness: freshness means nothing here: reads go to the primary anyway',
    ],
    [
      { sticky: '1s' },
      {},
      'W401 sticky: sticky means nothing here: reads go to the primary anyway',
    ],
    [{ read: 'any', freshness: {} }, {}, 'W401 freshness: this limits nothing'],
    [
      { read: 'any', freshness: { age: '500ms' } },
      {},
      'W401 freshness.age: between two heartbeats (500ms) no replica can prove to be so fresh',
    ],
    [
      { read: 'any', token: { timeout: '1s' } },
      {},
      'W401 token.timeout: clients give up after 1s, so there is no time for the fallback',
    ],
    [
      { idempotencyKey: true },
      {},
      'W401 idempotencyKey: no write is tried again that may have happened, so its key means nothing',
    ],
    [
      { idempotencyKey: true, retry: { times: 3 } },
      {},
      'W401 idempotencyKey: no write is tried again that may have happened, so its key means nothing',
    ],
    [
      { commit: 'received' },
      {},
      'W401 commit: with acknowledge: primary no replica is waited for, so received means flushed',
    ],
    [
      { timeout: '1s' },
      { acknowledge: 'any 1', tooFew: { degradeAfter: '5s' } },
      'W401 timeout: clients give up after 1s, before the primary goes on without replicas (degradeAfter: 5s)',
    ],
    [
      { timeout: '2s' },
      { groupCommit: { size: 10, wait: '2s' } },
      'W401 timeout: clients give up after 2s, before a commit that does not fill up (groupCommit.wait: 2s)',
    ],
    [{ reads: 0, read: 'any' }, {}, 'W401 read: read means nothing here: nothing is read'],
    [
      { reads: 1, acknowledge: 'all' },
      {},
      'W401 acknowledge: acknowledge means nothing here: nothing is written',
    ],
  ])('%j of %j', (client, database, remark) => {
    expect(remarksAboutClient(client, database)).toEqual([remark]);
  });

  test.each([
    [{ read: 'any', token: {}, sticky: '1s', freshness: { entries: 0 } }, {}],
    [{ level: 'linearizable' }, fenced],
    [{ level: 'linearizable' }, { failover: 'none' }],
    [{ idempotencyKey: true, ...once }, {}],
    [{ commit: 'received', acknowledge: 'any 1' }, {}],
    [{ timeout: '5s' }, { acknowledge: 'any 1', tooFew: { degradeAfter: '5s' } }],
    [{ reads: 1 }, { groupCommit: { size: 10, wait: '2s' } }],
    [{ reads: 0, workload: 'update', read: 'any', token: {} }, {}],
    [{ acknowledge: 'none' }, { groupCommit: { size: 10, wait: '2s' } }],
  ])('nothing about %j of %j', (client, database) => {
    expect(remarksAboutClient(client, database)).toEqual([]);
  });

  test('who waits for no replica does not wait for degrading', () => {
    const database = { acknowledge: 'any 1', tooFew: { degradeAfter: '5s' } };
    expect(remarksAboutClient({ acknowledge: 'primary' }, database)).toEqual([
      'W401 database.tooFew: no write waits for replicas, so there are never too few of them',
    ]);
  });
});

describe('a step of a script', () => {
  const write = { do: 'write', key: 'a' };
  const read = { do: 'read', key: 'a' };

  test.each([
    [
      [{ ...write, acknowledge: 'any 3' }],
      'E206 script.0.acknowledge: there are 2 replicas, not 3',
    ],
    [
      [write, { wait: '1s' }, { ...read, read: 'any', level: 'linearizable' }],
      'E407 script.2.read: linearizable reads are served by the primary alone',
    ],
    [
      [{ ...read, token: {} }],
      'W401 script.0.token: token means nothing here: reads go to the primary anyway',
    ],
    [[{ ...write, read: 'any' }], 'W401 script.0.read: read means nothing here: nothing is read'],
    [
      [{ ...read, acknowledge: 'all' }],
      'W401 script.0.acknowledge: acknowledge means nothing here: nothing is written',
    ],
    [[{ ...write, acknowledge: 'any 1 [n9]' }], 'E302 script.0.acknowledge: there is no node "n9"'],
  ])('%j', (script, remark) => {
    expect(remarksAboutClient({ script }, fenced)).toEqual([remark]);
  });

  test('an update reads and writes', () => {
    const update = { do: 'update', key: 'a', read: 'replica', token: {}, acknowledge: 'all' };
    expect(remarksAboutClient({ script: [update] })).toEqual([]);
  });

  test('what it has from its group is judged there, once', () => {
    const script = [write, read, { ...read, sticky: '1s' }];
    expect(remarksAboutClient({ acknowledge: 'any 3', token: {}, script })).toEqual([
      'E206 acknowledge: there are 2 replicas, not 3',
      'W401 token: token means nothing here: reads go to the primary anyway',
      'W401 script.2.sticky: sticky means nothing here: reads go to the primary anyway',
    ]);
  });

  test('what one step has a use for is not idle in its group', () => {
    const script = [write, read, { ...read, read: 'replica' }];
    expect(remarksAboutClient({ token: {}, script })).toEqual([]);
  });

  test('a group that gives up too early does so in any of its steps', () => {
    const database = { groupCommit: { size: 10, wait: '2s' } };
    expect(remarksAboutClient({ script: [write, read] }, database)).toEqual([
      'W401 timeout: clients give up after 1s, before a commit that does not fill up (groupCommit.wait: 2s)',
    ]);
  });
});
