/** The newest configuration in the counts, committed or not: §6 of the paper. */
import { describe, expect, test } from 'vitest';
import { append, change, follower, restarted } from '../../support/raft.js';
import { cluster, elect, members } from '../../support/raft-table.js';

const spare = { nodes: 5, members: { n4: { role: 'none' }, n5: { role: 'none' } } };

describe('the newest configuration in the log counts', () => {
  test('committed or not, and goes with the log', () => {
    const bench = follower('n2', 'n1', 1, [1], spare);
    bench.receive(append(1, [1, 1], [change(1, 'n1 n2 n3 n4'), change(1, 'n4 n5')]), 'n1');
    expect(bench.state.configurations.map(({ index }) => index)).toEqual([0, 2, 3]);
    bench.receive(append(2, [2, 1], [{ ...change(2, ''), action: 'no-op' }]), 'n3');
    expect(bench.state.configurations.map(({ index }) => index)).toEqual([0, 2]);
    bench.receive(append(3, [1, 1], [{ ...change(3, ''), action: 'no-op' }]), 'n3');
    expect(bench.state.configurations).toMatchObject([{ index: 0, voters: ['n1', 'n2', 'n3'] }]);
  });

  test('a restart finds it in the log', () => {
    const log = [change(1, 'n1 n2 n3 | learn n4'), change(1, 'n1 n2 n3 n4')];
    const bench = restarted('n4', 1, [], spare, { log });
    expect(bench.state.configurations.at(-1)).toMatchObject({ index: 2, learners: [] });
  });

  test('a change that is rolled back leaves the old members', () => {
    const table = cluster(spare);
    table.command('n1', 'change', { learn: ['n4'] });
    table.settle('n1');
    expect(members(table, 'n1')).toBe('n1 n2 n3 | learn n4');
    elect(table, 'n2', 'n1');
    table.expire('n2', 'heartbeat');
    table.settle();
    expect(members(table, 'n1')).toBe('n1 n2 n3');
    expect([...table.state('n2').peers.keys()]).toEqual(['n1', 'n3']);
  });
});
