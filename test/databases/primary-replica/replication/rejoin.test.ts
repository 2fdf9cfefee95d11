/** Coming back, told step by step: stale primaries, late answers, crashes in between, wiped disks. */
import { describe, expect, test } from 'vitest';
import { cluster, failOver, log, type Table } from '../../../support/primary-replica-table.js';

describe('rejoining', () => {
  /** n1 is cut off and takes one write more; n2 and n3 go on without it. */
  const cutOff = (): { table: Table; kept: number; lost: number } => {
    const table = cluster();
    const kept = table.request('n1');
    table.settle();
    const lost = table.request('n1');
    table.settle('n2', 'n3');
    failOver(table, 'n1', 'n2', 'n3');
    return { table, kept, lost };
  };

  test('a stale primary steps down at the first heartbeat of the new one', () => {
    const { table, kept, lost } = cutOff();
    expect(log(table, 'n1')).toEqual([kept, lost]);
    table.expire('n2', 'heartbeat');
    table.settle();
    expect(log(table, 'n1')).toEqual([kept]);
    expect(table.notes.slice(-3)).toEqual(['n1 stepped down', 'n1 rolled back', 'n1 rejoined']);
  });

  test('a crash takes the cut back while it is not durable; the node rejoins once more', () => {
    const { table, kept, lost } = cutOff();
    table.expire('n2', 'heartbeat');
    table.deliver({ kind: 'heartbeat', to: 'n1' });
    table.deliver({ kind: 'follow' });
    table.deliver({ kind: 'rewind' });
    expect(log(table, 'n1')).toEqual([kept]);
    table.crash('n1');
    table.boot('n1');
    expect(log(table, 'n1')).toEqual([kept, lost]);
    table.settle();
    table.expire('n2', 'heartbeat');
    table.settle();
    expect(log(table, 'n1')).toEqual([kept]);
  });

  test('entries that overtake the answer to a question to follow are asked for again', () => {
    const { table, kept } = cutOff();
    const write = table.request('n2');
    table.settle('n1');
    table.expire('n2', 'heartbeat');
    table.deliver({ kind: 'heartbeat', to: 'n1' });
    table.deliver({ kind: 'follow' });
    table.deliver({ kind: 'append', to: 'n1' });
    table.settle();
    table.expire('n2', 'heartbeat');
    table.settle();
    expect(log(table, 'n1')).toEqual([kept, write]);
  });

  test('an answer to an old question, come late, does not cut what was confirmed since', () => {
    const { table, kept } = cutOff();
    table.expire('n2', 'heartbeat');
    table.deliver({ kind: 'heartbeat', to: 'n1' });
    table.deliver({ kind: 'follow' });
    const [late] = table.letters({ kind: 'rewind', to: 'n1' });
    table.settle();
    const confirmed = table.request('n2');
    table.settle();
    table.crash('n1');
    table.boot('n1');
    table.expire('n2', 'heartbeat');
    table.deliver({ kind: 'heartbeat', to: 'n1' });
    table.arrive('n2', 'n1', late?.message ?? { kind: 'lost' });
    expect(log(table, 'n1')).toEqual([kept, confirmed]);
  });

  test('a question to follow that nobody answers is asked again', () => {
    const { table, kept } = cutOff();
    table.expire('n2', 'heartbeat');
    table.deliver({ kind: 'heartbeat', to: 'n1' });
    table.drop({ kind: 'follow' });
    table.expire('n1', 'follow');
    table.settle();
    expect(log(table, 'n1')).toEqual([kept]);
    expect(table.hasTimer('n1', 'follow')).toBe(false);
  });
});

describe('a wiped disk', () => {
  test('of the first node: it gets everything back from the primary that the others choose', () => {
    const table = cluster();
    const write = table.request('n1');
    table.settle();
    table.crash('n1', 'wiped');
    table.boot('n1');
    table.settle();
    expect([table.state('n1').epoch, log(table, 'n1')]).toEqual([0, []]);
    failOver(table, '', 'n2', 'n3');
    expect(table.state('n2').role).toBe('primary');
    for (const id of ['n1', 'n2', 'n3']) expect(log(table, id)).toEqual([write]);
  });

  test('of the first node, without failover: nobody is rewound, and an operator promotes another', () => {
    const table = cluster({ failover: 'none' });
    const write = table.request('n1');
    table.settle();
    table.crash('n1', 'wiped');
    table.boot('n1');
    table.settle();
    expect([log(table, 'n2'), log(table, 'n3')]).toEqual([[write], [write]]);
    table.command('n1', 'promote');
    expect(table.notes.at(-1)).toBe('n1 cannot be promoted');
    table.command('n3', 'promote');
    table.settle();
    for (const id of ['n1', 'n2', 'n3']) expect(log(table, id)).toEqual([write]);
  });

  test('of a replica: it follows the primary from the beginning', () => {
    const table = cluster();
    const writes = [table.request('n1'), table.request('n1')];
    table.settle();
    table.crash('n2', 'wiped');
    table.boot('n2');
    table.expire('n1', 'heartbeat');
    table.settle();
    expect(log(table, 'n2')).toEqual(writes);
  });
});
