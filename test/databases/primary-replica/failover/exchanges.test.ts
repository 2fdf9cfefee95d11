/** Failover told step by step: who is promoted, by whom, and what becomes of late decisions. */
import { describe, expect, test } from 'vitest';
import { cluster, failOver, log } from '../../../support/primary-replica-table.js';

describe('failover', () => {
  test('the most advanced replica is promoted; the old primary rolls back what nobody else has', () => {
    const table = cluster();
    const shared = table.request('n1');
    table.settle();
    const further = table.request('n1');
    table.flush('n1');
    table.drop({ kind: 'append', to: 'n2' });
    table.settle();
    const lost = table.request('n1');
    table.flush('n1');
    table.crash('n1');
    table.drop({ kind: 'append' });
    failOver(table, 'n1', 'n2', 'n3');
    expect([table.state('n3').role, table.state('n3').epoch]).toEqual(['primary', 3]);
    expect(log(table, 'n2')).toEqual([shared, further]);

    table.boot('n1');
    expect(log(table, 'n1')).toEqual([shared, further, lost]);
    const later = table.request('n3');
    table.settle();
    table.expire('n3', 'heartbeat');
    table.settle();
    for (const id of ['n1', 'n2', 'n3']) expect(log(table, id)).toEqual([shared, further, later]);
    expect(table.notes).toContain('n1 rolled back');
  });

  test('two candidates that know the same decide the same: one of them is promoted, once', () => {
    const table = cluster();
    table.crash('n1');
    table.expire('n2', 'detect');
    table.expire('n3', 'detect');
    table.settle('n1');
    expect(table.notes.filter((note) => note.endsWith('promoted'))).toEqual(['n2 promoted']);
    expect([table.state('n3').primary, table.state('n3').following]).toEqual(['n2', true]);
  });

  test('two candidates that know different things are both promoted; the newer epoch wins', () => {
    const table = cluster();
    const write = table.request('n1');
    table.flush('n1');
    const late = table.drop({ kind: 'append', to: 'n3' });
    table.drop({ kind: 'append' });
    table.crash('n1');
    table.expire('n2', 'detect');
    table.expire('n3', 'detect');
    table.deliver({ kind: 'poll', to: 'n3' });
    // What the dead primary had sent arrives when n3 has told how far it is.
    for (const { to, message } of late) table.arrive('n1', to, message);
    table.settle('n1');
    table.expire('n3', 'heartbeat');
    table.settle('n1');
    const promoted = table.notes.filter((note) => note.endsWith('promoted'));
    expect(promoted.toSorted()).toEqual(['n2 promoted', 'n3 promoted']);
    expect([table.state('n2').primary, table.state('n3').role]).toEqual(['n3', 'primary']);
    expect([log(table, 'n2'), log(table, 'n3')]).toEqual([[write], [write]]);
  });

  test('a primary that comes back before anybody misses it is promoted again, and loses nothing', () => {
    const table = cluster();
    const write = table.request('n1');
    table.flush('n1');
    table.drop({ kind: 'append' });
    table.crash('n1');
    table.boot('n1');
    table.settle();
    expect([table.state('n1').role, table.state('n1').epoch]).toEqual(['primary', 4]);
    for (const id of ['n1', 'n2', 'n3']) expect(log(table, id)).toEqual([write]);
  });

  test('a primary that comes back when another one is in office follows it', () => {
    const table = cluster({ nodes: 2 });
    table.crash('n1');
    failOver(table, 'n1', 'n2');
    expect(table.state('n2').role).toBe('primary');
    table.boot('n1');
    table.settle();
    expect(table.state('n1').role).toBe('replica');
    table.expire('n2', 'heartbeat');
    table.settle();
    expect([table.state('n1').primary, table.state('n1').following]).toEqual(['n2', true]);
  });

  test('who crashes before the new epoch is durable was never in office', () => {
    const table = cluster({ nodes: 2 });
    table.crash('n1');
    table.expire('n2', 'detect');
    expect(table.state('n2').epoch).toBe(2);
    table.crash('n2');
    table.boot('n2');
    expect([table.state('n2').role, table.state('n2').epoch]).toEqual(['replica', 1]);
    failOver(table, 'n1', 'n2');
    expect(table.state('n2').role).toBe('primary');
  });

  test('a promotion that arrives when somebody else is primary already is void', () => {
    const table = cluster();
    table.request('n1');
    table.flush('n1');
    table.drop({ kind: 'append', to: 'n2' });
    table.settle();
    table.crash('n1');
    table.expire('n3', 'detect');
    table.drop({ kind: 'poll' });
    table.expire('n2', 'detect');
    table.deliver({ kind: 'poll', to: 'n3' });
    table.deliver({ kind: 'standing' });
    const [promotion] = table.drop({ kind: 'promote', to: 'n3' });
    table.command('n2', 'promote');
    table.settle('n1');
    expect(table.state('n3').primary).toBe('n2');
    table.arrive('n2', 'n3', promotion?.message ?? { kind: 'lost' });
    table.settle('n1');
    expect(table.state('n2').role).toBe('primary');
  });
});
