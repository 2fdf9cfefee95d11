/** Hints (Dynamo §4.6): how many a node keeps and for how long, to whom it hands them over, what its disk keeps. And suspicion. */
import { describe, expect, test } from 'vitest';
import { keepHint } from '../../../src/databases/quorum/hints/keep.js';
import type { DiskRecord } from '../../../src/databases/quorum/message.js';
import { suspect } from '../../../src/databases/quorum/nodes/down.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import { notes } from '../../support/effects.js';
import { armedIn, Bench, client, requestOf, sentIn, value } from '../../support/quorum.js';

const second = 1_000_000;

function keeping(input: Input = {}, ...to: readonly string[]) {
  const bench = new Bench('n1', input);
  const effects = to.flatMap((id, place) => keep(bench, id, place + 1));
  return { bench, effects };
}

function keep(bench: Bench, to: string, write: number): readonly Effect[] {
  const what = { key: `k${String(write)}`, cell: value(write), write };
  return bench.act((state, node) => {
    keepHint(state, to, what, node);
  });
}

/** The hints among messages: to whom, of which write. */
function handedIn(effects: readonly Effect[]): readonly (readonly [string, number])[] {
  return sentIn(effects).flatMap(([to, message]) =>
    message.kind === 'hand over' ? [[to, message.write] as const] : [],
  );
}

/** What the disk of a node has got. */
function diskOf(effects: readonly Effect[]): readonly DiskRecord[] {
  return effects.flatMap((one) => (one.kind === 'append' ? [one.record as DiskRecord] : []));
}

describe('keeping', () => {
  test('is written down and flushed, and begins the rounds', () => {
    const { effects } = keeping({}, 'n2');
    expect(diskOf(effects).map(({ kind }) => kind)).toEqual(['hint']);
    expect(effects.some(({ kind }) => kind === 'flush')).toBe(true);
    expect(armedIn(effects)).toEqual([['hand over', '', second]]);
    expect(notes(effects)).toEqual([['hint kept', { to: 'n2', key: 'k1' }]]);
  });

  test('goes on up to the limit, and what is too much is reported as lost', () => {
    const { bench, effects } = keeping({ hints: { most: 2 } }, 'n2', 'n3', 'n2');
    expect(bench.state.hints.size).toBe(2);
    expect(notes(effects).at(-1)).toEqual(['hint lost', { to: 'n2', key: 'k3', why: 'no room' }]);
  });

  test('has room again when a hint is delivered', () => {
    const { bench } = keeping({ hints: { most: 1 } }, 'n2');
    bench.receive({ kind: 'handed over', hint: [...bench.state.hints.keys()][0] ?? 0 }, 'n2');
    expect(notes(keep(bench, 'n3', 2))).toEqual([['hint kept', { to: 'n3', key: 'k2' }]]);
  });

  test('is switched off with none', () => {
    const { bench, effects } = keeping({ hints: 'none' }, 'n2');
    expect(bench.state.hints.size).toBe(0);
    expect(effects).toEqual([]);
  });

  test('of a write that has no room is tried once', () => {
    const bench = new Bench('n1', { hints: { most: 0 } });
    bench.act(suspect, 'n2');
    const effects = bench.request(requestOf('write', 9), client);
    const ask = [...bench.state.asks.keys()][0] ?? 0;
    bench.receive({ kind: 'written', ask }, 'n3');
    bench.flush();
    const late = bench.expire('timeout', String(ask));
    const lost = notes([...effects, ...late]).filter(([text]) => text === 'hint lost');
    expect(lost).toHaveLength(1);
  });

  test('after a time of its own comes before the coordinator gives up', () => {
    const bench = new Bench('n1', { hints: { after: '100ms' } });
    const effects = bench.request(requestOf('write', 9), client);
    const ask = [...bench.state.asks.keys()][0] ?? 0;
    expect(armedIn(effects)).toContainEqual(['hint', String(ask), 100_000]);
    bench.receive({ kind: 'written', ask }, 'n3');
    expect(notes(bench.expire('hint', String(ask)))).toEqual([
      ['hint kept', { to: 'n2', key: 'k' }],
    ]);
    const late = notes(bench.expire('timeout', String(ask)));
    expect(late).toEqual([['suspected', { node: 'n2' }]]);
  });
});

describe('handing over', () => {
  test('goes to those that are up, round after round, until they confirm', () => {
    const { bench } = keeping({}, 'n2', 'n3', 'n2');
    bench.act(suspect, 'n3');
    const effects = bench.expire('hand over');
    expect(handedIn(effects)).toEqual([
      ['n2', 1],
      ['n2', 3],
    ]);
    expect(armedIn(effects)).toContainEqual(['hand over', '', second]);
    expect(handedIn(bench.expire('hand over'))).toHaveLength(2);
  });

  test('begins at once when a node is heard again', () => {
    const { bench } = keeping({}, 'n2', 'n3');
    bench.act(suspect, 'n2');
    expect(handedIn(bench.receive({ kind: 'pong' }, 'n2'))).toEqual([['n2', 1]]);
  });

  test('who is handed something merges it, and confirms when it is durable', () => {
    const bench = new Bench('n2');
    const message = { kind: 'hand over', hint: 5, key: 'k', cell: value(3), write: 3 } as const;
    expect(sentIn(bench.receive(message, 'n1'))).toEqual([]);
    expect(bench.cells).toEqual([['k', value(3)]]);
    expect(sentIn(bench.flush())).toEqual([['n1', { kind: 'handed over', hint: 5 }]]);
  });

  test('what is confirmed is dropped, once, and the disk is told', () => {
    const { bench } = keeping({}, 'n2');
    const hint = [...bench.state.hints.keys()][0] ?? 0;
    const effects = bench.receive({ kind: 'handed over', hint }, 'n2');
    expect(notes(effects)).toEqual([['hint delivered', { to: 'n2', key: 'k1' }]]);
    expect(diskOf(effects)).toEqual([{ kind: 'hint done', hint }]);
    expect(bench.receive({ kind: 'handed over', hint }, 'n2')).toEqual([]);
    expect(armedIn(bench.expire('hand over'))).toEqual([]);
  });

  test('what is too old is thrown away, and reported as lost', () => {
    const { bench } = keeping({ hints: { lifetime: '3s' } }, 'n2');
    bench.clock.now = 2 * second;
    keep(bench, 'n2', 2);
    bench.clock.now = 3 * second;
    const effects = bench.expire('hand over');
    expect(notes(effects)).toEqual([['hint lost', { to: 'n2', key: 'k1', why: 'too old' }]]);
    expect(handedIn(effects)).toEqual([['n2', 2]]);
  });

  test('none outlives the grace period, also where its node comes back before the next round', () => {
    const { bench } = keeping({ tombstones: { grace: '3s' } }, 'n2');
    bench.act(suspect, 'n2');
    bench.clock.now = 3 * second;
    const effects = bench.receive({ kind: 'pong' }, 'n2');
    expect(notes(effects).map(([note]) => note)).toEqual(['is there again', 'hint lost']);
    expect(handedIn(effects)).toEqual([]);
  });

  test('a write that comes as a hint knew of nothing here', () => {
    const bench = new Bench('n2').holds({ k: value(3) });
    const hand = { kind: 'hand over', hint: 5, key: 'k' } as const;
    const later = bench.receive({ ...hand, cell: value(4), write: 4 }, 'n1');
    expect(later.filter(({ kind }) => kind === 'stored' || kind === 'discarded')).toEqual([
      { kind: 'stored', write: 4, over: [] },
      { kind: 'discarded', write: 3, other: 4 },
    ]);
    const earlier = bench.receive({ ...hand, cell: value(2), write: 2 }, 'n1');
    expect(earlier.filter(({ kind }) => kind === 'stored' || kind === 'discarded')).toEqual([
      { kind: 'stored', write: 2, over: [] },
      { kind: 'discarded', write: 2, other: 4 },
    ]);
    expect(bench.cells).toEqual([['k', value(4)]]);
  });
});

describe('a holder that restarts', () => {
  const recovered = (log: readonly DiskRecord[]) => ({ log, snapshots: [], wiped: false });

  test('has its hints, and goes on', () => {
    const { effects } = keeping({}, 'n2', 'n3');
    const again = new Bench('n1', {}, recovered(diskOf(effects)));
    expect([...again.state.hints.values()].map(({ to, write }) => [to, write])).toEqual([
      ['n2', 1],
      ['n3', 2],
    ]);
    expect(armedIn(again.booted)).toContainEqual(['hand over', '', second]);
  });

  test('does not have those that were delivered', () => {
    const { bench, effects } = keeping({}, 'n2', 'n3');
    const hint = [...bench.state.hints.keys()][0] ?? 0;
    const done = diskOf(bench.receive({ kind: 'handed over', hint }, 'n2'));
    const again = new Bench('n1', {}, recovered([...diskOf(effects), ...done]));
    expect([...again.state.hints.values()].map(({ to }) => to)).toEqual(['n3']);
  });

  test('with a wiped disk has none, and nobody knows', () => {
    const again = new Bench('n1', {}, { log: [], snapshots: [], wiped: true });
    expect(again.state.hints.size).toBe(0);
    expect(armedIn(again.booted).map(([timer]) => timer)).not.toContain('hand over');
  });
});

describe('suspicion (§4.8.3)', () => {
  test('lasts until something comes, and asks from time to time', () => {
    const bench = new Bench('n1', { suspect: '2s' });
    const effects = bench.act(suspect, 'n2');
    expect(notes(effects)).toEqual([['suspected', { node: 'n2' }]]);
    expect(armedIn(effects)).toEqual([['try again', 'n2', 2 * second]]);
    expect(bench.act(suspect, 'n2')).toEqual([]);
    const again = bench.expire('try again', 'n2');
    expect(sentIn(again)).toEqual([['n2', { kind: 'ping' }]]);
    expect(armedIn(again)).toEqual([['try again', 'n2', 2 * second]]);
    expect(notes(bench.receive({ kind: 'pong' }, 'n2'))).toEqual([
      ['is there again', { node: 'n2' }],
    ]);
    expect(bench.expire('try again', 'n2')).toEqual([]);
  });

  test('ends with any message, and is answered by whoever is asked', () => {
    const bench = new Bench('n1');
    bench.act(suspect, 'n2');
    expect(sentIn(bench.receive({ kind: 'ping' }, 'n2'))).toEqual([['n2', { kind: 'pong' }]]);
    expect(bench.state.down.size).toBe(0);
  });

  test('nobody suspects itself', () => {
    expect(new Bench('n1').act(suspect, 'n1')).toEqual([]);
  });
});
