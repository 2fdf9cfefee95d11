/** Cascades, told step by step: n3 takes the stream from n2, n2 from the primary n1. */
import { describe, expect, test } from 'vitest';
import { acknowledged, cluster, log, type Table } from '../../../support/primary-replica-table.js';

const members = { n3: { follows: 'n2' } };

/** n3 has asked n2 before n2 followed itself, and asks once more. */
function cascade(input: Readonly<Record<string, unknown>> = {}): Table {
  const table = cluster({ members, ...input });
  table.expire('n3', 'follow');
  table.settle();
  expect([table.state('n3').source, table.state('n3').following]).toEqual(['n2', true]);
  return table;
}

function beat(table: Table): void {
  table.expire('n1', 'heartbeat');
  table.settle();
}

/** n2 is silent for so long that n3 gives it up: it asks four times, and then the primary. */
function giveUp(table: Table): void {
  table.wait(2_000_000);
  table.expire('n1', 'heartbeat');
  table.settle('n2');
  for (let asked = 1; asked <= 4; asked += 1) {
    expect(table.state('n3').source).toBe('n2');
    table.expire('n3', 'follow');
    table.settle('n2');
  }
  expect([table.state('n3').source, table.state('n3').following]).toEqual(['n1', true]);
}

describe('a cascade', () => {
  test('entries go from hop to hop, each when the one before has them on its disk', () => {
    const table = cascade();
    const write = table.request('n1');
    table.flush('n1');
    const first = table.deliver({ kind: 'append' });
    expect(first.map(({ from, to }) => [from, to])).toEqual([['n1', 'n2']]);
    expect(table.letters({ kind: 'append' })).toEqual([]);
    table.flush('n2');
    const second = table.deliver({ kind: 'append' });
    expect(second.map(({ from, to }) => [from, to])).toEqual([['n2', 'n3']]);
    expect(log(table, 'n3')).toEqual([write]);
  });

  test('the replica in between passes on how far the last one is: the primary counts it', () => {
    const table = cascade({ acknowledge: 'all' });
    const write = table.request('n1');
    table.settle();
    expect(acknowledged(table)).toEqual([write]);
    const last = table.state('n1').followers.get('n3');
    expect([last?.via, last?.flushed]).toEqual(['n2', 1]);
    expect(table.state('n2').followers.get('n3')?.via).toBe(null);
  });

  test('without the one in between nothing gets through, and what waits for the last one waits', () => {
    const table = cascade({ acknowledge: 'any 1 [n3]' });
    table.crash('n2');
    table.request('n1');
    table.settle('n2');
    beat(table);
    expect([log(table, 'n3'), acknowledged(table)]).toEqual([[], []]);
  });

  test('when the one in between is silent for too long, the last one turns to the primary', () => {
    const table = cascade({ acknowledge: 'any 1 [n3]' });
    table.crash('n2');
    const write = table.request('n1');
    giveUp(table);
    expect([log(table, 'n3'), acknowledged(table)]).toEqual([[write], [write]]);
  });

  test('before that, it only asks again: the one in between may follow the primary itself by then', () => {
    const table = cluster({ members });
    expect([table.state('n3').source, table.state('n3').following]).toEqual(['n2', false]);
    table.expire('n3', 'follow');
    table.settle();
    expect(table.state('n1').followers.get('n3')?.via).toBe('n2');
  });

  test('a replica that is behind does not admit one that has more: it would have to cut', () => {
    const table = cascade();
    table.crash('n2', 'wiped');
    const write = table.request('n1');
    giveUp(table);
    table.boot('n2');
    table.expire('n1', 'heartbeat');
    table.deliver({ kind: 'heartbeat' });
    table.deliver({ kind: 'follow', from: 'n2' });
    table.deliver({ kind: 'rewind', to: 'n2' });
    expect([table.state('n2').following, log(table, 'n2')]).toEqual([true, []]);
    const follow = { kind: 'follow', epoch: 1, history: [{ epoch: 1, last: 1 }] };
    const answers = (): readonly string[] =>
      table.letters({ from: 'n2', to: 'n3' }).map(({ message }) => message.kind);
    table.arrive('n3', 'n2', follow);
    expect(answers()).toEqual([]);
    table.settle();
    table.arrive('n3', 'n2', follow);
    expect(answers()).toEqual(['rewind']);
    expect(log(table, 'n2')).toEqual([write]);
  });

  test('when the one in between is back, the last one returns to it, and the stream never stops', () => {
    const table = cascade({ acknowledge: 'all' });
    table.crash('n2');
    giveUp(table);
    table.boot('n2');
    beat(table);
    expect([table.state('n2').following, table.state('n3').source]).toEqual([true, 'n1']);
    table.expire('n1', 'heartbeat');
    table.deliver({ kind: 'heartbeat' });
    expect(table.letters({ from: 'n3', kind: 'follow' }).map(({ to }) => to)).toEqual(['n2']);
    expect(table.state('n3').following).toBe(true);
    const write = table.request('n1');
    table.settle();
    beat(table);
    expect([table.state('n3').source, table.state('n3').following]).toEqual(['n2', true]);
    expect([log(table, 'n3'), acknowledged(table)]).toEqual([[write], [write]]);
    expect(table.state('n1').followers.get('n3')?.via).toBe('n2');
  });

  test('a word of the last one that was passed on late does not cut it off from the primary', () => {
    const table = cascade();
    table.request('n1');
    table.flush('n1');
    table.deliver({ kind: 'append', to: 'n2' });
    table.flush('n2');
    table.deliver({ kind: 'append', to: 'n3' });
    table.flush('n3');
    table.deliver({ kind: 'progress', from: 'n3' });
    const late = table.drop({ kind: 'progress', from: 'n2' }).at(-1)?.message ?? { kind: 'lost' };
    expect(late).toMatchObject({ of: 'n3' });
    table.crash('n2');
    giveUp(table);
    expect(table.state('n1').followers.get('n3')?.via).toBe(null);
    table.arrive('n2', 'n1', late);
    const write = table.request('n1');
    table.settle('n2');
    expect(log(table, 'n3')).not.toContain(write);
    giveUp(table);
    expect(log(table, 'n3')).toContain(write);
  });

  test('the one in between is promoted: the last one follows it, and there is nothing to pass on', () => {
    const table = cascade();
    const writes = [table.request('n1')];
    table.settle();
    table.crash('n1');
    for (const id of ['n2', 'n3']) table.expire(id, 'detect');
    table.settle('n1');
    expect(table.state('n2').role).toBe('primary');
    writes.push(table.request('n2'));
    table.settle('n1');
    expect(log(table, 'n3')).toEqual(writes);
    expect(table.state('n2').followers.get('n3')?.via).toBe(null);
  });

  test('a new primary: the one in between follows it, and the last one the one in between', () => {
    const table = cascade({ nodes: 4 });
    table.crash('n1');
    table.command('n4', 'promote');
    table.settle('n1');
    table.expire('n3', 'follow');
    table.settle('n1');
    const write = table.request('n4');
    table.settle('n1');
    expect(['n2', 'n3'].map((id) => log(table, id))).toEqual([[write], [write]]);
    expect(['n2', 'n3'].map((id) => table.state(id).source)).toEqual(['n4', 'n2']);
  });

  test('keepalives go down the cascade: the last one proves how fresh it is', () => {
    const table = cascade();
    table.request('n1');
    table.settle();
    table.wait(5_000_000);
    beat(table);
    beat(table);
    expect(table.state('n3').freshAsOf).toBeGreaterThan(5_000_000);
  });
});
