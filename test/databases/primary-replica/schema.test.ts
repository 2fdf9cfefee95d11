/** The options of the family: what they refuse, and what they warn of. */
import { describe, expect, test } from 'vitest';
import {
  primaryReplicaDeclaration,
  primaryReplicaSchema,
} from '../../../src/databases/primary-replica/schema.js';
import { optionsOf } from '../../support/primary-replica.js';

describe('options', () => {
  test.each([
    [{ nodes: 3, acknowledge: 'any 3' }, ['acknowledge'], 'there are 2 replicas, not 3'],
    [{ nodes: 2, acknowledge: 'any 2' }, ['acknowledge'], 'there is 1 replica, not 2'],
    [
      { nodes: 3, failover: { watchers: 3 } },
      ['failover', 'watchers'],
      'there are 2 replicas, not 3',
    ],
  ])('%j is refused', (input, path, message) => {
    const { error } = primaryReplicaSchema.safeParse({ kind: 'primary-replica', ...input });
    expect(error?.issues.map((issue) => [issue.path, issue.message])).toEqual([[path, message]]);
  });

  test.each([
    [{ nodes: 3 }, []],
    [{ nodes: 2 }, []],
    [{ heartbeat: '2s', failover: { detect: '2s' } }, ['failover.detect']],
    [{ heartbeat: '2s', failover: 'none' }, []],
    [{ nodes: 4 }, ['failover.watchers']],
    [{ nodes: 4, failover: { watchers: 3 } }, []],
  ])('%j: warns of %j', (input, paths) => {
    const advice = primaryReplicaDeclaration.advise(optionsOf(input));
    expect(advice.map(({ path }) => path.join('.'))).toEqual(paths);
  });
});
