/** Elections told step by step: who may be primary of a majority, and what nobody can take back. */
import { describe, expect, test } from 'vitest';
import {
  acknowledged,
  cluster,
  failOver,
  log,
  type Table,
} from '../../../support/primary-replica-table.js';

const epoch = { acknowledge: 'majority', failover: { fencing: 'epoch' } };

/** All nodes and the primary have heard of each other. */
function fenced(input: Readonly<Record<string, unknown>> = {}): Table {
  const table = cluster({ ...epoch, ...input });
  table.expire('n1', 'heartbeat');
  table.settle();
  return table;
}

function roles(table: Table, ...nodes: readonly string[]): readonly string[] {
  return nodes.map((id) => table.state(id).role);
}

describe('with fencing', () => {
  test('what a majority has survives; what only the old primary has was never acknowledged', () => {
    const table = fenced();
    const kept = table.request('n1');
    table.settle();
    const alone = table.request('n1');
    table.settle('n2', 'n3');
    failOver(table, 'n1', 'n2', 'n3');
    expect(roles(table, 'n1', 'n2')).toEqual(['primary', 'primary']);
    const later = table.request('n2');
    table.settle('n1');
    expect(acknowledged(table)).toEqual([kept, later]);
    expect(log(table, 'n1')).toEqual([kept, alone]);
    table.expire('n1', 'heartbeat');
    table.settle();
    expect(table.notes).toContain('n1 stepped down');
    table.expire('n2', 'heartbeat');
    table.settle();
    for (const id of ['n1', 'n2', 'n3']) expect(log(table, id)).toEqual([kept, later]);
  });

  test('without a majority nobody is elected, though enough nodes miss the primary', () => {
    const table = fenced({ failover: { fencing: 'epoch', watchers: 1 } });
    table.expire('n2', 'detect');
    table.settle('n1', 'n3');
    table.expire('n2', 'poll');
    table.settle('n1', 'n3');
    expect(table.state('n2').claim?.grants).toEqual(['n2']);
    table.expire('n2', 'claim');
    expect(table.notes.at(-1)).toBe('n2 not elected');
    expect(roles(table, 'n1', 'n2')).toEqual(['primary', 'replica']);
  });

  test('a voter that restarts remembers what it has promised', () => {
    const table = fenced();
    failOver(table, 'n1', 'n2', 'n3');
    expect(table.state('n2').epoch).toBe(2);
    table.crash('n3');
    table.boot('n3');
    expect(table.state('n3').promised).toBe(2);
    table.expire('n1', 'heartbeat');
    table.settle('n2');
    expect(table.notes.at(-1)).toBe('n1 stepped down');
  });

  test('a promise that was not durable when its node crashed was never given', () => {
    const table = fenced();
    table.crash('n1');
    for (const id of ['n2', 'n3']) table.expire(id, 'detect');
    table.deliver({ kind: 'poll' });
    table.deliver({ kind: 'standing' });
    if (table.letters({ kind: 'promote' }).length > 0) table.drop({ kind: 'promote' });
    table.deliver({ kind: 'claim', from: 'n2', to: 'n3' });
    expect(table.state('n3').promised).toBe(2);
    table.crash('n3');
    expect(table.letters({ kind: 'grant' })).toEqual([]);
    table.boot('n3');
    expect(table.state('n3').promised).toBe(0);
  });

  test('an entry begins the epoch: older ones count as the majority’s only together with it', () => {
    const table = fenced();
    const write = table.request('n1');
    table.flush('n1');
    table.drop({ kind: 'append', to: 'n3' });
    table.settle();
    table.crash('n1');
    failOver(table, 'n1', 'n2', 'n3');
    expect(table.state('n2').beganAt).toBe(2);
    expect(table.state('n2').history.at(-1)).toEqual({ epoch: 2, last: 2 });
    expect(table.state('n2').committed).toBe(2);
    expect(log(table, 'n3')).toEqual([write]);
  });

  test('the one who lacks entries is refused, whoever chose it', () => {
    const table = fenced();
    table.request('n1');
    table.flush('n1');
    table.drop({ kind: 'append', to: 'n2' });
    table.settle();
    table.crash('n1');
    table.command('n2', 'promote');
    table.settle('n1');
    table.expire('n2', 'claim');
    expect(table.notes.at(-1)).toBe('n2 not elected');
    table.command('n3', 'promote');
    table.settle('n1');
    expect(roles(table, 'n2', 'n3')).toEqual(['replica', 'primary']);
  });

  test('an arbiter’s vote elects, but nobody acknowledges for it', () => {
    const table = fenced({ members: { n3: { arbiter: true } } });
    const write = table.request('n1');
    table.settle();
    table.crash('n1');
    failOver(table, 'n1', 'n2', 'n3');
    expect(roles(table, 'n2', 'n3')).toEqual(['primary', 'arbiter']);
    table.request('n2');
    table.settle('n1');
    expect(acknowledged(table)).toEqual([write]);
  });
});

describe('with a lease', () => {
  const lease = { acknowledge: 'majority', failover: { fencing: 'lease', lease: '1s' } };

  test('the old primary has fallen silent before a new one is elected', () => {
    const table = fenced(lease);
    table.wait(1_000_000);
    const late = table.request('n1');
    expect(table.replies.at(-1)).toMatchObject({ client: late, reply: { kind: 'refused' } });
    failOver(table, 'n1', 'n2', 'n3');
    expect(roles(table, 'n1', 'n2')).toEqual(['primary', 'primary']);
    const write = table.request('n2');
    table.settle('n1');
    expect(acknowledged(table)).toEqual([write]);
  });

  test('a voter that still hears the primary elects nobody', () => {
    const table = fenced(lease);
    table.expire('n2', 'detect');
    table.settle('n1');
    expect(table.state('n2').claim).toBe(null);
    expect(table.state('n3').promised).toBe(0);
  });
});

describe('reconfiguring', () => {
  test('two of five are the only voters: they elect a primary, and those who come back learn of it', () => {
    const table = fenced({ nodes: 5 });
    const write = table.request('n1');
    table.settle();
    for (const dead of ['n1', 'n4', 'n5']) table.crash(dead);
    failOver(table, 'n1', 'n2', 'n3');
    expect(roles(table, 'n2', 'n3')).toEqual(['replica', 'replica']);
    table.command('n2', 'reconfigure');
    table.settle('n1', 'n4', 'n5');
    table.expire('n2', 'poll');
    table.settle('n1', 'n4', 'n5');
    expect(table.notes).toContain('n2 reconfigured');
    const leading = ['n2', 'n3'].find((id) => table.state(id).role === 'primary') ?? '';
    const later = table.request(leading);
    table.settle('n1', 'n4', 'n5');
    expect(acknowledged(table)).toEqual([write, later]);
    table.boot('n4');
    table.expire(leading, 'heartbeat');
    table.settle('n1', 'n5');
    expect(table.state('n4').voters).toEqual({ version: 2, nodes: ['n2', 'n3'] });
    expect(log(table, 'n4')).toEqual([write, later]);
  });
});
