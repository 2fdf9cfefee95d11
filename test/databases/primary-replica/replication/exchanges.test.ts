/**
 * Replication told step by step: what nodes make of lost, late and repeated messages and of crashes. The cluster on
 * the table checks the invariants after every step.
 */
import { describe, expect, test } from 'vitest';
import { acknowledged, cluster, log } from '../../../support/primary-replica-table.js';

describe('replication', () => {
  test('a write reaches all disks, and is acknowledged when the setting says so', () => {
    const table = cluster({ acknowledge: 'any 1' });
    const write = table.request('n1');
    table.flush('n1');
    expect(acknowledged(table)).toEqual([]);
    table.deliver({ kind: 'append', to: 'n2' });
    table.flush('n2');
    expect(acknowledged(table)).toEqual([]);
    table.deliver({ kind: 'progress', from: 'n2' });
    expect(acknowledged(table)).toEqual([write]);
    table.settle();
    expect(['n1', 'n2', 'n3'].map((id) => log(table, id))).toEqual([[write], [write], [write]]);
  });

  test('entries that were lost on the way come again after the next heartbeat', () => {
    const table = cluster();
    const writes = [table.request('n1'), table.request('n1')];
    table.flush('n1');
    table.drop({ kind: 'append', to: 'n2' });
    table.settle();
    expect(log(table, 'n2')).toEqual([]);
    table.expire('n1', 'heartbeat');
    table.settle();
    expect(log(table, 'n2')).toEqual(writes);
  });

  test('entries that overtake each other, or come twice, leave the log as it should be', () => {
    const table = cluster();
    const writes = [1, 2, 3].map(() => {
      const write = table.request('n1');
      table.flush('n1');
      return write;
    });
    const letters = table.drop({ kind: 'append', to: 'n2' });
    for (const { message } of [...letters].reverse()) table.arrive('n1', 'n2', message);
    for (const { message } of letters) table.arrive('n1', 'n2', message);
    expect(log(table, 'n2')).toEqual(writes);
    table.settle();
    expect(log(table, 'n2')).toEqual(writes);
  });

  test('a replica that crashes before its flush gets the entries again', () => {
    const table = cluster({ acknowledge: 'all' });
    const write = table.request('n1');
    table.flush('n1');
    table.deliver({ kind: 'append' });
    table.crash('n2');
    table.boot('n2');
    expect(log(table, 'n2')).toEqual([]);
    table.settle();
    expect(acknowledged(table)).toEqual([]);
    table.expire('n1', 'heartbeat');
    table.settle();
    expect(log(table, 'n2')).toEqual([write]);
    expect(acknowledged(table)).toEqual([write]);
  });

  test('without failover a primary that crashes before its flush writes other entries there', () => {
    const table = cluster({ failover: 'none' });
    table.request('n1');
    table.crash('n1');
    table.boot('n1');
    const write = table.request('n1');
    table.settle();
    expect(['n1', 'n2', 'n3'].map((id) => log(table, id))).toEqual([[write], [write], [write]]);
  });
});
