/** A coordinator that reads, when more answers come than it needs: what they change, and what they do not. */
import { describe, expect, test } from 'vitest';
import type { MessageOf } from '../../../src/databases/quorum/message.js';
import { digestOf, type Cell } from '../../../src/databases/versions/cell.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import { answers } from '../../support/effects.js';
import { Bench, client, requestOf, sentIn, value } from '../../support/quorum.js';

// A coordinator without data, which asks n1, n2, n3 in this order.
const apart = { nodes: ['c', 'n1', 'n2', 'n3'], members: { c: { role: 'coordinator' } } };
const [oldest, older, newer] = [value(1), value(2), value(3)];

function reading(input: Input = {}) {
  const bench = new Bench('c', { ...apart, ask: 'all', ...input });
  bench.request(requestOf('read'), client);
  const ask = [...bench.state.asks.keys()][0] ?? 0;
  const full = (from: string, cell: Cell): readonly Effect[] =>
    bench.receive({ kind: 'value', ask, cell, digest: digestOf(cell) }, from);
  const digest = (from: string, cell: Cell): readonly Effect[] =>
    bench.receive({ kind: 'value', ask, cell: null, digest: digestOf(cell) }, from);
  const confirm = (from: string): readonly Effect[] =>
    bench.receive({ kind: 'written', ask }, from);
  return { bench, ask, full, digest, confirm };
}

const readsIn = (effects: readonly Effect[]): readonly string[] =>
  sentIn(effects).flatMap(([to, { kind }]) => (kind === 'read' ? [to] : []));

const repairsIn = (
  effects: readonly Effect[],
): readonly (readonly [string, number | undefined])[] =>
  sentIn(effects).flatMap(([to, message]) =>
    message.kind === 'write' ? [[to, message.cell.versions[0]?.write] as const] : [],
  );

const read = (...versions: readonly number[]): unknown => [[client, 'ok', ...versions]];

describe('an answer that comes while others are being repaired', () => {
  test('is not shown, since no quorum has it, and is repaired afterwards', () => {
    const { bench, full, confirm } = reading();
    full('n1', older);
    expect(repairsIn(full('n2', oldest))).toEqual([['n2', 2]]);
    expect(answers(full('n3', newer))).toEqual([]);
    const effects = confirm('n2');
    expect(answers(effects)).toEqual(read(2));
    expect(repairsIn(effects)).toEqual([
      ['n1', 3],
      ['n2', 3],
    ]);
    expect(bench.state.asks.size).toBe(0);
  });

  test('and is behind is repaired alone: the others have what it lacks', () => {
    const { full, confirm } = reading();
    full('n1', older);
    full('n2', oldest);
    full('n3', oldest);
    expect(repairsIn(confirm('n2'))).toEqual([['n3', 2]]);
  });
});

describe('a digest that comes while values are asked for', () => {
  const digests = { digests: true };

  test('does not hold up the read when the values are there', () => {
    const { bench, full, digest, confirm } = reading(digests);
    full('n1', older);
    expect(readsIn(digest('n2', oldest))).toEqual(['n2']);
    expect(readsIn(digest('n3', newer))).toEqual(['n3']);
    expect(repairsIn(full('n2', oldest))).toEqual([['n2', 2]]);
    expect(answers(confirm('n2'))).toEqual(read(2));
    expect(repairsIn(full('n3', newer))).toEqual([
      ['n1', 3],
      ['n2', 3],
    ]);
    expect(bench.state.asks.size).toBe(0);
  });

  test('makes the level with a value that it fits', () => {
    const { bench, full, digest } = reading(digests);
    full('n1', older);
    digest('n2', newer);
    expect(answers(digest('n3', older))).toEqual(read(2));
    expect(repairsIn(full('n2', newer))).toEqual([
      ['n1', 3],
      ['n3', 3],
    ]);
    expect(bench.state.asks.size).toBe(0);
  });

  test('may be the one with what the session has seen: its value is waited for', () => {
    const bench = new Bench('c', { ...apart, ask: 'all', digests: true });
    const seen = { write: 3, time: 3 };
    const none = { counter: 0, isTombstone: false, vector: [], deleted: [] };
    const told = { seen: { ...seen, ...none, elements: [], removed: [] } };
    bench.request(requestOf('read', 0, { context: 'reads' }, told), client);
    const ask = [...bench.state.asks.keys()][0] ?? 0;
    const answer = (cell: Cell): MessageOf<'value'> => {
      return { kind: 'value', ask, cell, digest: digestOf(cell) };
    };
    bench.receive(answer(older), 'n1');
    bench.receive({ ...answer(oldest), cell: null }, 'n2');
    bench.receive({ ...answer(newer), cell: null }, 'n3');
    expect(answers(bench.receive(answer(oldest), 'n2'))).toEqual([]);
    expect(repairsIn(bench.receive(answer(newer), 'n3'))).toEqual([
      ['n1', 3],
      ['n2', 3],
    ]);
  });
});

test('speculation asks only where answers are lacking', () => {
  const zones = { n1: 'eu', n2: 'eu', n3: 'eu', u1: 'us', u2: 'us', u3: 'us', c: 'eu' };
  const bench = new Bench('c', {
    nodes: Object.keys(zones),
    members: { c: { role: 'coordinator' } },
    replicas: 6,
    speculate: '5ms',
  });
  const [eu, us] = [
    ['n1', 'n2', 'n3'],
    ['u1', 'u2', 'u3'],
  ];
  bench.request(requestOf('read'), client);
  const [first] = [...bench.state.asks.values()];
  if (first?.kind !== 'read') throw new Error('no read');
  const needs = [
    { of: eu, count: 2 },
    { of: us, count: 2 },
  ];
  const asked = ['n1', 'n2', 'u1', 'u2'];
  const found = ['n1', 'n2', 'u1'].map((from) => ({ from, cell: newer, digest: digestOf(newer) }));
  bench.state.asks.set(first.ask, { ...first, needs, asked, found, up: [...eu, ...us] });
  expect(readsIn(bench.expire('speculate', String(first.ask)))).toEqual(['u3']);
});
