/** What options mean when nothing is said, and what they say of single nodes. */
import { describe, expect, test } from 'vitest';
import {
  dataNodes,
  majorityOf,
  memberOf,
  votersAmong,
} from '../../../../src/databases/primary-replica/options/schema.js';
import { operationOf, optionsOf } from '../../../support/primary-replica.js';

describe('defaults', () => {
  test('of the database: asynchronous, in parallel, with failover and without fencing', () => {
    const { failover, ...rest } = optionsOf();
    expect(rest).toEqual({
      kind: 'primary-replica',
      nodes: ['n1', 'n2', 'n3'],
      members: {},
      acknowledge: { kind: 'primary' },
      commit: 'flushed',
      tooFew: 'block',
      sending: 'parallel',
      heartbeat: 500_000,
      disconnect: 60_000_000,
      bugs: [],
    });
    expect(failover).toEqual({
      detect: 2_000_000,
      watchers: 'majority',
      poll: 500_000,
      promote: 'most-advanced',
      fencing: 'none',
    });
  });

  test('of an operation: local reads of the primary; writes as the database says', () => {
    expect(operationOf()).toEqual({ idempotencyKey: false, read: 'primary', level: 'local' });
    const { token, freshness } = operationOf({ token: {}, freshness: { entries: 0 } });
    expect(token).toEqual({ timeout: 500_000, fallback: 'primary', checkEpoch: true });
    expect(freshness).toEqual({ entries: 0, fallback: 'primary' });
  });

  test('of a paced replica, a short log and a guard', () => {
    const options = optionsOf({
      apply: { each: '1ms' },
      retain: { entries: 5 },
      lagGuard: { limit: '1s' },
      groupCommit: { size: 2 },
    });
    expect(options.apply).toEqual({ each: 1000, workers: 1 });
    expect(options.retain).toEqual({ entries: 5, atLimit: 'reseed' });
    expect(options.lagGuard).toEqual({ limit: 1_000_000, replicas: 1 });
    expect(options.groupCommit).toEqual({ size: 2, wait: 10_000 });
  });
});

describe('members', () => {
  const options = optionsOf({
    nodes: 4,
    members: { n2: { votes: 0, priority: 0 }, n4: { arbiter: true } },
  });

  test('are ordinary unless the scenario says otherwise', () => {
    const ordinary = { arbiter: false, votes: 1, priority: 1 };
    expect(memberOf('n1', options)).toEqual(ordinary);
    expect(memberOf('n2', options)).toEqual({ ...ordinary, votes: 0, priority: 0 });
  });

  test('have data unless they are arbiters, and a vote unless it is taken from them', () => {
    expect(dataNodes(options)).toEqual(['n1', 'n2', 'n3']);
    expect(votersAmong(options)).toEqual(['n1', 'n3', 'n4']);
  });
});

test('a majority is more than half', () => {
  expect([1, 2, 3, 4, 5].map(majorityOf)).toEqual([1, 2, 2, 3, 3]);
});
