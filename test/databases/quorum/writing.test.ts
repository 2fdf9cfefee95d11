/** A coordinator that writes: whom it asks, when it answers, and what becomes of what nobody confirmed. */
import { describe, expect, test } from 'vitest';
import type { MessageOf } from '../../../src/databases/quorum/message.js';
import { suspect } from '../../../src/databases/quorum/nodes/down.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import { answers, notes } from '../../support/effects.js';
import { armedIn, Bench, client, requestOf, sentIn, value } from '../../support/quorum.js';

const ok = [[client, 'ok']];

function write(bench: Bench, input: Input = {}, id = 9): readonly Effect[] {
  return bench.request(requestOf('write', id, input), client);
}

/** The writes among messages: to whom, and for whom as a hint. */
function writesIn(effects: readonly Effect[]): readonly string[] {
  return sentIn(effects).flatMap(([to, message]) => {
    if (message.kind !== 'write') return [];
    return [message.hintFor === '' ? to : `${to} for ${message.hintFor}`];
  });
}

function askIn(effects: readonly Effect[]): number {
  const asks = sentIn(effects).flatMap(([, message]) => ('ask' in message ? [message.ask] : []));
  return asks[0] ?? 0;
}

describe('a write', () => {
  test('goes to all replicas, and is acknowledged when W of them have it', () => {
    const bench = new Bench('n1');
    const effects = write(bench);
    expect(writesIn(effects)).toEqual(['n2', 'n3']);
    expect(answers(effects)).toEqual([]);
    const written = { kind: 'written', ask: askIn(effects) } as const;
    expect(answers(bench.receive(written, 'n3'))).toEqual([]);
    expect(answers(bench.flush())).toEqual(ok);
    expect(answers(bench.receive(written, 'n2'))).toEqual([]);
    expect(bench.state.asks.size).toBe(0);
  });

  test('counts an answer once, however often it comes', () => {
    const bench = new Bench('n1');
    const written = { kind: 'written', ask: askIn(write(bench)) } as const;
    expect(answers(bench.receive(written, 'n3'))).toEqual([]);
    expect(answers(bench.receive(written, 'n3'))).toEqual([]);
    expect(answers(bench.receive(written, 'n2'))).toEqual(ok);
  });

  test.each([
    { level: 'one', needed: 1 },
    { level: 'two', needed: 2 },
    { level: 'quorum', needed: 2 },
    { level: 'all', needed: 3 },
    { level: 3, needed: 3 },
  ])('at level $level needs $needed of three', ({ level, needed }) => {
    const bench = new Bench('c', {
      nodes: ['c', 'n1', 'n2', 'n3'],
      members: { c: { role: 'coordinator' } },
    });
    const effects = write(bench, { writeLevel: level });
    expect(writesIn(effects).toSorted()).toEqual(['n1', 'n2', 'n3']);
    const written = { kind: 'written', ask: askIn(effects) } as const;
    const came = ['n3', 'n1', 'n2'].map((from) => answers(bench.receive(written, from)).length);
    expect(came).toEqual([1, 2, 3].map((count) => (count === needed ? 1 : 0)));
  });

  test('is answered before it is durable where memory is enough', () => {
    const bench = new Bench('n1', { commit: 'buffered', writeLevel: 'one' });
    expect(answers(write(bench))).toEqual(ok);
    const replica = new Bench('n2', { commit: 'buffered' });
    const message = sentIn(write(new Bench('n1')))[0]?.[1] as MessageOf<'write'>;
    expect(sentIn(replica.receive(message, 'n1'))).toEqual([
      ['n1', { kind: 'written', ask: message.ask }],
    ]);
  });

  test('a replica confirms when it is durable', () => {
    const replica = new Bench('n2');
    const message = sentIn(write(new Bench('n1')))[0]?.[1] as MessageOf<'write'>;
    expect(sentIn(replica.receive(message, 'n1'))).toEqual([]);
    expect(sentIn(replica.flush())).toEqual([['n1', { kind: 'written', ask: message.ask }]]);
  });

  test('answer before W: one is enough for the bug', () => {
    const bench = new Bench('n1', { bugs: ['answer before W'], writeLevel: 'all' });
    write(bench);
    expect(answers(bench.flush())).toEqual(ok);
  });
});

describe('when too few can be asked', () => {
  test('it is refused, and nobody gets it', () => {
    const bench = new Bench('n1');
    for (const id of ['n2', 'n3']) bench.act(suspect, id);
    const effects = write(bench);
    expect(answers(effects)).toEqual([
      [client, 'refused', 'too few replicas are up: 1 more needed'],
    ]);
    expect(effects).toHaveLength(1);
    expect(bench.cells).toEqual([]);
  });

  test('at level any it goes on, and a hint is an answer once it is durable', () => {
    const input = { nodes: 4, members: { n1: { role: 'coordinator' } } };
    const bench = new Bench('n1', input);
    for (const id of ['n2', 'n3', 'n4']) bench.act(suspect, id);
    expect(answers(write(bench, { writeLevel: 'one' }))).toHaveLength(1);
    expect(bench.state.hints.size).toBe(0);
    expect(answers(write(bench, { writeLevel: 'any' }))).toEqual([]);
    expect(answers(bench.flush())).toEqual(ok);
    expect([...bench.state.hints.values()].map(({ to }) => to).toSorted()).toEqual([
      'n2',
      'n3',
      'n4',
    ]);
  });

  test('count hints: for the bug a hint is an answer at every level', () => {
    const bench = new Bench('n1', { bugs: ['count hints'], writeLevel: 'all' });
    bench.act(suspect, 'n2');
    expect(answers(write(bench))).toHaveLength(1);
    const other = new Bench('n1', { bugs: ['count hints'] });
    other.act(suspect, 'n2');
    const effects = write(other);
    expect(answers(effects)).toEqual([]);
    expect(answers(other.flushed(other.state.nextMark - 3))).toEqual([]);
    expect(answers(other.flush())).toEqual(ok);
  });

  test('at level any the coordinator that gives up waits for its hints, but not for ever', () => {
    const input = { nodes: 4, members: { n1: { role: 'coordinator' } }, hints: { most: 2 } };
    const bench = new Bench('n1', input);
    const ask = askIn(write(bench, { writeLevel: 'any' }));
    expect(answers(bench.expire('timeout', String(ask)))).toEqual([]);
    expect(answers(bench.flush())).toEqual(ok);
    expect(bench.state.asks.size).toBe(1);
    bench.expire('timeout', String(ask));
    expect(bench.state.asks.size).toBe(0);
  });
});

describe('when answers are missing', () => {
  test('nobody knows, who is silent gets a hint and counts as down, and what there is stays', () => {
    const bench = new Bench('n1');
    const effects = write(bench);
    const ask = askIn(effects);
    expect(armedIn(effects)).toContainEqual(['timeout', String(ask), 500_000]);
    bench.flush();
    const late = bench.expire('timeout', String(ask));
    expect(answers(late)).toEqual([[client, 'unknown', 'timed out: 1 more needed']]);
    expect([...bench.state.hints.values()].map(({ to, write: of }) => [to, of])).toEqual([
      ['n3', 9],
      ['n2', 9],
    ]);
    expect([...bench.state.down.keys()]).toEqual(['n2', 'n3']);
    expect(bench.cells[0]?.[1].versions.map(({ write: of }) => of)).toEqual([9]);
    expect(answers(bench.receive({ kind: 'written', ask }, 'n2'))).toEqual([]);
  });

  test('an acknowledged write is not taken back', () => {
    const bench = new Bench('n1');
    const ask = askIn(write(bench));
    bench.flush();
    expect(answers(bench.receive({ kind: 'written', ask }, 'n2'))).toEqual(ok);
    const late = bench.expire('timeout', String(ask));
    expect(answers(late)).toEqual([]);
    expect(notes(late)).toEqual([
      ['hint kept', { to: 'n3', key: 'k' }],
      ['suspected', { node: 'n3' }],
    ]);
  });

  test('who was down when the write began is not suspected for it', () => {
    const bench = new Bench('n1');
    bench.act(suspect, 'n3');
    const ask = askIn(write(bench));
    bench.flush();
    bench.receive({ kind: 'written', ask }, 'n2');
    bench.receive({ kind: 'pong' }, 'n3');
    expect(notes(bench.expire('timeout', String(ask)))).toEqual([]);
    expect(bench.state.down.size).toBe(0);
  });
});

describe('a sloppy quorum (§4.6)', () => {
  // Of the key k: n3, n1, n2; then n5 and n4.
  const sloppy = { nodes: 5, sloppy: true };

  test('the next nodes on the ring stand in for those that are down, and count', () => {
    const bench = new Bench('n3', sloppy);
    for (const id of ['n1', 'n2']) bench.act(suspect, id);
    const effects = write(bench);
    expect(writesIn(effects).toSorted()).toEqual(['n4 for n2', 'n5 for n1']);
    expect(bench.state.hints.size).toBe(0);
    expect(answers(bench.flush())).toEqual([]);
    expect(answers(bench.receive({ kind: 'written', ask: askIn(effects) }, 'n4'))).toEqual(ok);
  });

  test('who stands in keeps a hint, and no copy', () => {
    const bench = new Bench('n5', sloppy);
    const sent = { ring: 1, ask: 3, key: 'k', cell: value(9), write: 9, hintFor: 'n1' };
    expect(sentIn(bench.receive({ kind: 'write', ...sent }, 'n3'))).toEqual([]);
    expect(bench.cells).toEqual([]);
    expect([...bench.state.hints.values()].map(({ to }) => to)).toEqual(['n1']);
    expect(sentIn(bench.flush())).toEqual([['n3', { kind: 'written', ask: 3 }]]);
  });

  test('without room for a hint it does not confirm', () => {
    const bench = new Bench('n5', { ...sloppy, hints: { most: 0 } });
    const sent = { ring: 1, ask: 3, key: 'k', cell: value(9), write: 9, hintFor: 'n1' };
    const effects = bench.receive({ kind: 'write', ...sent }, 'n3');
    expect(effects.filter(({ kind }) => kind === 'flush')).toEqual([]);
    expect(notes(effects)).toEqual([['hint lost', { to: 'n1', key: 'k', why: 'no room' }]]);
  });

  test('it is refused when nodes that are up are fewer than W', () => {
    const bench = new Bench('n3', sloppy);
    for (const id of ['n1', 'n2', 'n4', 'n5']) bench.act(suspect, id);
    expect(answers(write(bench))[0]?.[1]).toBe('refused');
  });

  test('a silent stand-in counts as down, and its replica gets a hint', () => {
    const bench = new Bench('n3', sloppy);
    bench.act(suspect, 'n1');
    const ask = askIn(write(bench));
    bench.receive({ kind: 'written', ask }, 'n2');
    const effects = bench.expire('timeout', String(ask));
    expect(notes(effects)).toEqual([
      ['hint kept', { to: 'n1', key: 'k' }],
      ['suspected', { node: 'n5' }],
    ]);
    expect([...bench.state.hints.values()].map(({ to }) => to)).toEqual(['n1']);
  });
});
