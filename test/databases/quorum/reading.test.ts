/** A coordinator that reads, phase by phase: whom it asks, what it compares, what it repairs before it answers. */
import { describe, expect, test } from 'vitest';
import type { MessageOf } from '../../../src/databases/quorum/message.js';
import { suspect } from '../../../src/databases/quorum/nodes/down.js';
import { digestOf, emptyCell, type Cell } from '../../../src/databases/versions/cell.js';
import { contextOf } from '../../../src/databases/versions/context.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import { answers, notes } from '../../support/effects.js';
import {
  armedIn,
  Bench,
  client,
  collection,
  requestOf,
  sentIn,
  value,
} from '../../support/quorum.js';

// A coordinator without data, which asks n1, n2, n3 in this order.
const apart = { nodes: ['c', 'n1', 'n2', 'n3'], members: { c: { role: 'coordinator' } } };

function reading(input: Input = {}, asked: Input = {}, seen?: Cell) {
  const bench = new Bench('c', { ...apart, ...input });
  const told = seen === undefined ? {} : { seen: contextOf('wall-clock', seen) };
  const effects = bench.request(requestOf('read', 0, asked, told), client);
  const ask = [...bench.state.asks.keys()][0] ?? 0;
  return { bench, effects, ask };
}

/** The reads among messages; a star marks those that want a digest. */
function readsIn(effects: readonly Effect[]): readonly string[] {
  return sentIn(effects).flatMap(([to, message]) =>
    message.kind === 'read' ? [message.isDigest ? `${to}*` : to] : [],
  );
}

/** The repairs among messages: to whom, and of which write. */
function repairsIn(effects: readonly Effect[]): readonly (readonly [string, number | undefined])[] {
  return sentIn(effects).flatMap(([to, message]) =>
    message.kind === 'write' ? [[to, message.cell.versions[0]?.write] as const] : [],
  );
}

function answer(ask: number, cell: Cell): MessageOf<'value'> {
  return { kind: 'value', ask, cell, digest: digestOf(cell) };
}

function digest(ask: number, cell: Cell): MessageOf<'value'> {
  return { ...answer(ask, cell), cell: null };
}

const [older, newer] = [value(1), value(2)];
const read = (...versions: readonly number[]): unknown => [[client, 'ok', ...versions]];

describe('whom a read asks', () => {
  test.each([
    { level: 'one', reads: ['n1'] },
    { level: 'quorum', reads: ['n1', 'n2'] },
    { level: 'all', reads: ['n1', 'n2', 'n3'] },
  ])('at level $level as many as it needs, the nearest first', ({ level, reads }) => {
    expect(readsIn(reading({}, { readLevel: level }).effects)).toEqual(reads);
  });

  test('all, where the options say so, and answers with the first', () => {
    const { bench, effects, ask } = reading({ ask: 'all', readLevel: 'one' });
    expect(readsIn(effects)).toEqual(['n1', 'n2', 'n3']);
    expect(answers(bench.receive(answer(ask, newer), 'n3'))).toEqual(read(2));
  });

  test('itself first', () => {
    const bench = new Bench('n3').holds({ k: newer });
    expect(answers(bench.request(requestOf('read', 0, { readLevel: 'one' }), client))).toEqual(
      read(2),
    );
    expect(readsIn(bench.request(requestOf('read'), client))).toEqual(['n1']);
  });

  test('nobody that counts as down', () => {
    const bench = new Bench('c', apart);
    bench.act(suspect, 'n1');
    expect(readsIn(bench.request(requestOf('read'), client))).toEqual(['n2', 'n3']);
    bench.act(suspect, 'n2');
    const effects = bench.request(requestOf('read'), client);
    expect(answers(effects)).toEqual([
      [client, 'refused', 'too few replicas are up: 1 more needed'],
    ]);
    expect(effects).toHaveLength(1);
  });

  test('by chance all, and as often as that says', () => {
    const input = { readLevel: 'one', readRepair: { mode: 'background', chance: '25%' } };
    const bench = new Bench('c', { ...apart, ...input });
    const counts = Array.from({ length: 400 }, () => {
      return readsIn(bench.request(requestOf('read'), client)).length;
    });
    expect(new Set(counts)).toEqual(new Set([1, 3]));
    const share = counts.filter((count) => count === 3).length / counts.length;
    expect(share).toBeGreaterThan(0.19);
    expect(share).toBeLessThan(0.31);
  });

  test('nodes that stand in for those that are down, in their place', () => {
    // Of the key k: n3, n1, n2; then n5 and n4.
    const bench = new Bench('n3', { nodes: 5, sloppy: true, readLevel: 'all' });
    for (const id of ['n1', 'n2']) bench.act(suspect, id);
    const effects = bench.request(requestOf('read'), client);
    expect(readsIn(effects)).toEqual(['n4', 'n5']);
    const ask = [...bench.state.asks.keys()][0] ?? 0;
    expect(answers(bench.receive(answer(ask, newer), 'n4'))).toEqual([]);
    const last = bench.receive(answer(ask, emptyCell), 'n5');
    expect(answers([...last, ...bench.flush()])).toEqual(read(2));
  });
});

describe('a replica that is asked', () => {
  const ask = { kind: 'read', ring: 1, ask: 4, key: 'k' } as const;

  test('says what it has, or a digest of it', () => {
    const bench = new Bench('n1').holds({ k: newer });
    expect(sentIn(bench.receive({ ...ask, isDigest: false }, 'c'))).toEqual([
      ['c', answer(4, newer)],
    ]);
    expect(sentIn(bench.receive({ ...ask, isDigest: true }, 'c'))).toEqual([
      ['c', digest(4, newer)],
    ]);
  });

  test('says so when it has nothing', () => {
    const bench = new Bench('n1');
    const nothing = { kind: 'value', ask: 4, cell: emptyCell, digest: 0 };
    expect(sentIn(bench.receive({ ...ask, isDigest: false }, 'c'))).toEqual([['c', nothing]]);
  });

  test('shows hints that it keeps for others, too', () => {
    const bench = new Bench('n4', { nodes: 5, sloppy: true });
    const sent = { ring: 1, ask: 3, key: 'k', cell: newer, write: 2, hintFor: 'n1' };
    bench.receive({ kind: 'write', ...sent }, 'n3');
    expect(sentIn(bench.receive({ ...ask, isDigest: false }, 'c'))).toEqual([
      ['c', answer(4, newer)],
    ]);
  });
});

describe('answers that differ', () => {
  test('blocking: who is behind is repaired first, and the reader waits for it', () => {
    const { bench, ask } = reading();
    expect(answers(bench.receive(answer(ask, newer), 'n1'))).toEqual([]);
    const effects = bench.receive(answer(ask, older), 'n2');
    expect(repairsIn(effects)).toEqual([['n2', 2]]);
    expect(notes(effects)).toEqual([['read repair', { node: 'n2', key: 'k' }]]);
    expect(answers(effects)).toEqual([]);
    expect(answers(bench.receive({ kind: 'written', ask }, 'n1'))).toEqual([]);
    expect(answers(bench.receive({ kind: 'written', ask }, 'n2'))).toEqual(read(2));
    expect(bench.state.asks.size).toBe(0);
  });

  test('blocking: a repair that is not confirmed fails the read', () => {
    const { bench, ask } = reading();
    bench.receive(answer(ask, newer), 'n1');
    bench.receive(answer(ask, older), 'n2');
    const late = bench.expire('timeout', String(ask));
    expect(answers(late)).toEqual([[client, 'refused', 'timed out repairing']]);
    expect([...bench.state.down.keys()]).toEqual(['n2']);
  });

  test('background: the reader is answered first', () => {
    const { bench, ask } = reading({ readRepair: { mode: 'background' } });
    bench.receive(answer(ask, newer), 'n1');
    const effects = bench.receive(answer(ask, older), 'n2');
    const order = effects
      .map(({ kind }) => kind)
      .filter((kind) => ['reply', 'send'].includes(kind));
    expect(order).toEqual(['reply', 'send']);
    expect(answers(effects)).toEqual(read(2));
    expect(repairsIn(effects)).toEqual([['n2', 2]]);
  });

  test('none: nobody is repaired', () => {
    const { bench, ask } = reading({ readRepair: { mode: 'none' } });
    bench.receive(answer(ask, older), 'n1');
    const effects = bench.receive(answer(ask, newer), 'n2');
    expect(answers(effects)).toEqual(read(2));
    expect(sentIn(effects)).toEqual([]);
  });

  test('each of two that lack something of the other gets what both have together', () => {
    const { bench, ask } = reading();
    bench.receive(answer(ask, collection([1])), 'n1');
    const effects = bench.receive(answer(ask, collection([2])), 'n2');
    const sent = sentIn(effects).map(([to, message]) => [to, (message as MessageOf<'write'>).cell]);
    expect(sent).toEqual([
      ['n1', collection([1, 2])],
      ['n2', collection([1, 2])],
    ]);
    bench.receive({ kind: 'written', ask }, 'n1');
    expect(answers(bench.receive({ kind: 'written', ask }, 'n2'))).toEqual(read(1, 2));
  });

  test('who answers later is repaired later', () => {
    const { bench, ask } = reading({ ask: 'all' });
    bench.receive(answer(ask, newer), 'n1');
    expect(answers(bench.receive(answer(ask, newer), 'n2'))).toEqual(read(2));
    const effects = bench.receive(answer(ask, older), 'n3');
    expect(repairsIn(effects)).toEqual([['n3', 2]]);
    expect(answers(effects)).toEqual([]);
    expect(bench.state.asks.size).toBe(0);
  });

  test('repair with the oldest: the bug writes the oldest value as the newest', () => {
    const { bench, ask } = reading({ bugs: ['repair with the oldest'] });
    bench.clock.now = 50;
    bench.receive(answer(ask, newer), 'n1');
    const [, message] = sentIn(bench.receive(answer(ask, older), 'n2'))[0] ?? [];
    expect((message as MessageOf<'write'>).cell).toEqual(value(1, 50));
  });
});

describe('digests', () => {
  test('only the nearest sends the value', () => {
    expect(readsIn(reading({ digests: true, readLevel: 'all' }).effects)).toEqual([
      ...['n1', 'n2*', 'n3*'],
    ]);
  });

  test('that agree are enough', () => {
    const { bench, ask } = reading({ digests: true });
    bench.receive(digest(ask, newer), 'n2');
    expect(answers(bench.receive(answer(ask, newer), 'n1'))).toEqual(read(2));
  });

  test('that differ: the values are asked for, and compared', () => {
    const { bench, ask } = reading({ digests: true });
    bench.receive(answer(ask, older), 'n1');
    const effects = bench.receive(digest(ask, newer), 'n2');
    expect(answers(effects)).toEqual([]);
    expect(readsIn(effects)).toEqual(['n2']);
    expect(repairsIn(bench.receive(answer(ask, newer), 'n2'))).toEqual([['n1', 2]]);
    expect(answers(bench.receive({ kind: 'written', ask }, 'n1'))).toEqual(read(2));
  });

  test('that come later and differ do not tell who is behind: the value is asked for', () => {
    const { bench, ask } = reading({ digests: true, ask: 'all' });
    bench.receive(answer(ask, older), 'n1');
    expect(answers(bench.receive(digest(ask, older), 'n2'))).toEqual(read(1));
    const effects = bench.receive(digest(ask, newer), 'n3');
    expect(readsIn(effects)).toEqual(['n3']);
    expect(repairsIn(effects)).toEqual([]);
    expect(repairsIn(bench.receive(answer(ask, newer), 'n3'))).toEqual([
      ['n1', 2],
      ['n2', 2],
    ]);
    expect(bench.state.asks.size).toBe(0);
  });
});

describe('speculation', () => {
  const input = { speculate: '5ms', readLevel: 'one' };

  test('asks one more after so long, and another one after that', () => {
    const { bench, effects, ask } = reading(input);
    expect(armedIn(effects)).toContainEqual(['speculate', String(ask), 5000]);
    const second = bench.expire('speculate', String(ask));
    expect(readsIn(second)).toEqual(['n2']);
    expect(notes(second)).toEqual([['asks one more', { node: 'n2' }]]);
    expect(readsIn(bench.expire('speculate', String(ask)))).toEqual(['n3']);
    expect(bench.expire('speculate', String(ask))).toEqual([]);
    expect(answers(bench.receive(answer(ask, newer), 'n3'))).toEqual(read(2));
  });

  test('is over when enough have answered', () => {
    const { bench, ask } = reading(input);
    bench.receive(answer(ask, newer), 'n1');
    expect(bench.expire('speculate', String(ask))).toEqual([]);
  });

  test('goes on waiting for those that it has asked, to repair them', () => {
    const { bench, ask } = reading(input);
    bench.expire('speculate', String(ask));
    expect(answers(bench.receive(answer(ask, newer), 'n2'))).toEqual(read(2));
    expect(repairsIn(bench.receive(answer(ask, older), 'n1'))).toEqual([['n1', 2]]);
  });
});

describe('a session that tells what it has seen', () => {
  const asked = { context: 'reads', readLevel: 'one' };

  test('is shown nothing older: the others are asked', () => {
    const { bench, ask } = reading({}, asked, newer);
    expect(readsIn(bench.receive(answer(ask, older), 'n1'))).toEqual(['n2', 'n3']);
    expect(answers(bench.receive(answer(ask, older), 'n2'))).toEqual([]);
    const effects = bench.receive(answer(ask, newer), 'n3');
    expect(repairsIn(effects)).toEqual([
      ['n1', 2],
      ['n2', 2],
    ]);
  });

  test('hears so when nobody has it', () => {
    const { bench, ask } = reading({}, asked, newer);
    bench.receive(answer(ask, older), 'n1');
    bench.receive(answer(ask, older), 'n2');
    expect(answers(bench.receive(answer(ask, older), 'n3'))).toEqual([
      [client, 'refused', 'what the session has seen is on no replica that is up'],
    ]);
    expect(bench.state.asks.size).toBe(0);
  });

  test('is answered at once when it has seen no more', () => {
    const { bench, ask } = reading({}, asked, older);
    expect(answers(bench.receive(answer(ask, newer), 'n1'))).toEqual(read(2));
  });

  test('that tells it with writes only is shown what there is', () => {
    const { bench, ask } = reading({}, { readLevel: 'one' }, newer);
    expect(answers(bench.receive(answer(ask, older), 'n1'))).toEqual(read(1));
  });
});

describe('when answers are missing', () => {
  test('the read has failed, and who is silent counts as down', () => {
    const { bench, ask } = reading();
    bench.receive(answer(ask, newer), 'n1');
    const late = bench.expire('timeout', String(ask));
    expect(answers(late)).toEqual([[client, 'refused', 'timed out reading']]);
    expect([...bench.state.down.keys()]).toEqual(['n2']);
    expect(bench.receive(answer(ask, newer), 'n2').map(({ kind }) => kind)).not.toContain('reply');
  });

  test('a read that was answered repairs those that it has heard', () => {
    const { bench, ask } = reading({ ask: 'all', readLevel: 'one' });
    bench.receive(answer(ask, newer), 'n1');
    bench.receive(answer(ask, older), 'n2');
    const late = bench.expire('timeout', String(ask));
    expect(answers(late)).toEqual([]);
    expect(repairsIn(late)).toEqual([['n2', 2]]);
    expect([...bench.state.down.keys()]).toEqual(['n3']);
  });
});
