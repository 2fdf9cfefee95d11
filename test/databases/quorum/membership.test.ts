/** Changing the ring, step by step: who must know what before the next one, what moves, and what is refused. */
import { describe, expect, test } from 'vitest';
import type { NodeId } from '../../../src/databases/database.js';
import type { Membership, MessageOf } from '../../../src/databases/quorum/message.js';
import { listsFor, replicasOf } from '../../../src/databases/quorum/membership/ring.js';
import { emptyContext } from '../../../src/databases/versions/context.js';
import { answers } from '../../support/effects.js';
import {
  Bench,
  client,
  notesIn,
  requestOf,
  sentIn,
  type Talk,
  value,
  type Letter,
} from '../../support/quorum.js';
import {
  all,
  at,
  changed,
  expectAllThere,
  filled,
  joining,
  names,
} from '../../support/quorum-rings.js';

/** The steps that a node was told, without those that it was told again. */
function steps(talk: Talk, to: NodeId): readonly (readonly [number, Membership['phase']])[] {
  const told = talk.letters.flatMap(({ to: whom, message }) => {
    return whom === to && message.kind === 'ring'
      ? [[message.version, message.phase] as const]
      : [];
  });
  return told.filter(([version], place) => version !== told[place - 1]?.[0]);
}

describe('a change of the ring', () => {
  test('has five steps, and each begins when all have confirmed the one before', () => {
    const benches = all();
    const keys = filled(benches, 100);
    const talk = changed(benches, 'n5', 'join');
    expect(steps(talk, 'n2')).toEqual([
      [2, 'writing both'],
      [3, 'fetching'],
      [4, 'reading new'],
      [5, 'leaving old'],
      [6, 'steady'],
    ]);
    const order = talk.letters.filter(({ message }) => message.kind.includes('ring'));
    for (const version of [3, 4, 5, 6]) {
      const first = order.findIndex(({ message }) => {
        return message.kind === 'ring' && message.version === version;
      });
      const confirmed = order.slice(0, first).filter(({ message }) => {
        return message.kind === 'ring known' && message.version === version - 1;
      });
      expect(confirmed.map(({ from }) => from).toSorted()).toEqual(['n1', 'n2', 'n3', 'n4']);
    }
    for (const bench of benches.values()) {
      expect(bench.state.membership).toMatchObject({ version: 6, phase: 'steady', members: names });
    }
    expect(notesIn(talk.effects, 'ring changed')).toEqual([{ members: names.join(' ') }]);
    expectAllThere(benches, keys);
  });

  test('fetches nothing before all write to both rings', () => {
    const benches = all();
    filled(benches, 100);
    const isLate = ({ to, message }: Letter): boolean => to === 'n1' && message.kind === 'ring';
    const talk = changed(benches, 'n5', 'join', isLate);
    expect(talk.all('fetch')).toEqual([]);
    expect(at(benches, 'n2').state.membership.phase).toBe('writing both');
    talk.follow('n5', at(benches, 'n5').expire('tell the ring'));
    expect(talk.all('fetch')).toEqual([]);
  });

  test('moves only what the new node is to hold, each key from the one that loses it', () => {
    const benches = all();
    const keys = filled(benches, 200);
    const before = new Map(keys.map((key) => [key, replicasOf(at(benches, 'n1').state, key)]));
    const talk = changed(benches, 'n5', 'join');
    const moved = talk.all('keys').flatMap((message) => message.keys);
    const after = keys.filter((key) => replicasOf(at(benches, 'n1').state, key).includes('n5'));
    expect(moved.toSorted()).toEqual(after.toSorted());
    expect(new Set(moved).size).toBe(moved.length);
    for (const { from, to, message } of talk.letters.filter(isKeys)) {
      if (message.kind !== 'keys') continue;
      expect(to).toBe('n5');
      for (const key of message.keys) {
        expect(before.get(key)).toContain(from);
        expect(replicasOf(at(benches, 'n1').state, key)).not.toContain(from);
      }
    }
    // Three of five: 120, give or take what 16 places a node make of it.
    expect(moved.length).toBeGreaterThan(100);
    expect(moved.length).toBeLessThan(140);
  });

  test('a node that leaves hands all that it has to those that stay', () => {
    const benches = all({ nodes: 5 });
    const keys = filled(benches, 100);
    const had = at(benches, 'n2').cells.length;
    const talk = changed(benches, 'n2', 'leave');
    expect(talk.all('keys').flatMap((message) => message.keys)).toHaveLength(had);
    expect(new Set(talk.letters.filter(isKeys).map(({ from }) => from))).toEqual(new Set(['n2']));
    expectAllThere(benches, keys);
    const answer = at(benches, 'n2').request(requestOf('read'), client);
    expect(answers(answer)).toEqual([[client, 'refused', 'this node is no member']]);
  });

  test('of a node that is gone both others hand on what they have', () => {
    const input = { nodes: 5, members: { n5: { role: 'none' } } };
    const benches = all(input);
    const keys = filled(benches, 100);
    const had = at(benches, 'n2').cells.length;
    const toGone = ({ to }: Letter): boolean => to === 'n2';
    const talk = changed(benches, 'n5', 'replace', toGone, { gone: ['n2'] });
    expect(talk.letters.filter(toGone)).toEqual([]);
    expect(talk.all('keys').flatMap((message) => message.keys).length).toBeGreaterThan(had);
    expect(at(benches, 'n1').state.membership.members).toEqual(['n1', 'n3', 'n4', 'n5']);
    expectAllThere(benches, keys);
  });

  test('goes batch by batch, and not faster than it may', () => {
    const benches = all({ ...joining, streaming: { batch: 7, keysPerSecond: 70 } });
    filled(benches, 100);
    const talk = changed(benches, 'n5', 'join');
    for (let batch = 0; batch < 60; batch += 1) {
      talk.follow('n5', at(benches, 'n5').expire('fetch again'));
    }
    for (const { keys } of talk.all('keys')) expect(keys.length).toBeLessThan(8);
    const waits = talk.effects.flatMap((one) => {
      return one.kind === 'arm' && one.timer === 'fetch again' ? [one.duration] : [];
    });
    expect(waits).toContain(100_000);
    expect(at(benches, 'n1').state.membership.phase).toBe('steady');
  });
});

/** Whether it brings some. */
function isKeys({ message }: Letter): boolean {
  return message.kind === 'keys' && message.keys.length > 0;
}

describe('while two rings count', () => {
  test('a write needs W of each, and a read goes by the old one until all is fetched', () => {
    const benches = all();
    const isFetch = ({ message }: Letter): boolean => message.kind === 'fetch';
    changed(benches, 'n5', 'join', isFetch);
    const bench = at(benches, 'n1');
    expect(bench.state.membership.phase).toBe('fetching');
    const moving = Array.from({ length: 99 }, (_, place) => `k${String(place)}`).find((key) => {
      const [old, next] = listsFor(bench.state, key);
      return old?.includes('n1') === true && next?.includes('n5') === true && next.includes('n1');
    });
    const key = moving ?? '';
    expect(replicasOf(bench.state, key)).not.toContain('n5');
    const effects = bench.request({ ...requestOf('write', 9), key }, client);
    const asked = sentIn(effects).map(([to]) => to);
    expect(asked).toContain('n5');
    expect(asked).toHaveLength(3);
    const ask = [...bench.state.asks.keys()][0] ?? 0;
    bench.flush();
    // The one that loses the key makes two of the old ring, and n1 alone is one of the new.
    const [old = [], next = []] = listsFor(bench.state, key);
    const losing = old.find((id) => !next.includes(id)) ?? '';
    expect(answers(bench.receive({ kind: 'written', ask }, losing))).toEqual([]);
    expect(answers(bench.receive({ kind: 'written', ask }, 'n5'))).toEqual([[client, 'ok']]);
  });

  test('a step is confirmed when what began before it is over', () => {
    const bench = new Bench('n1', joining);
    bench.request(requestOf('write', 9), client);
    const ask = [...bench.state.asks.keys()][0] ?? 0;
    const ring = { version: 2, by: 'n5', members: names.slice(0, 4), next: names, gone: [] };
    bench.receive({ kind: 'ring', phase: 'writing both', ...ring }, 'n5');
    expect(sentIn(bench.flush())).toEqual([]);
    const known = ['n5', { kind: 'ring known', version: 2 }];
    expect(sentIn(bench.expire('timeout', String(ask)))).toContainEqual(known);
  });

  test('a step is confirmed when it is durable', () => {
    const bench = new Bench('n1', joining);
    const ring = { version: 2, by: 'n5', members: names.slice(0, 4), next: names, gone: [] };
    const effects = bench.receive({ kind: 'ring', phase: 'writing both', ...ring }, 'n5');
    expect(effects.filter(({ kind }) => kind === 'snapshot')).toHaveLength(1);
    expect(sentIn(effects)).toEqual([]);
    expect(sentIn(bench.flush())).toEqual([['n5', { kind: 'ring known', version: 2 }]]);
  });
});

describe('who goes by an old ring', () => {
  function behind(steps: number): { bench: Bench; told: readonly unknown[]; cells: number } {
    const bench = new Bench('n1', joining);
    const ring = { version: 1 + steps, by: 'n5', members: names.slice(0, 4), next: names };
    bench.receive({ kind: 'ring', phase: 'fetching', gone: [], ...ring }, 'n5');
    const sent = { ring: 1, ask: 4, key: 'k', cell: value(9), write: 9, hintFor: '' } as const;
    const effects = bench.receive({ kind: 'write', ...sent }, 'n4');
    const read = { ring: 1, ask: 5, key: 'k', isDigest: false } as const;
    const more = bench.receive({ kind: 'read', ...read }, 'n4');
    const told = sentIn([...effects, ...more]).map(([to, { kind }]) => [to, kind]);
    return { bench, told, cells: bench.cells.length };
  }

  test('by one step is served', () => {
    expect(behind(1)).toMatchObject({ told: [['n4', 'value']], cells: 1 });
  });

  test('by two steps is not, and is told', () => {
    const { told, cells } = behind(2);
    expect(told).toEqual([
      ['n4', 'ring'],
      ['n4', 'ring'],
    ]);
    expect(cells).toBe(0);
  });

  test('and passes a write on is refused by a node that does not hold the key any more', () => {
    const bench = new Bench('n4', { nodes: 5, versions: 'dotted' });
    const seen = emptyContext;
    const wanted = { action: 'write', key: 'k', write: 9, level: 'one', seen, shown: [] } as const;
    const effects = bench.receive({ kind: 'forward', ask: 3, ...wanted }, 'n5');
    expect(replicasOf(bench.state, 'k')).not.toContain('n4');
    expect(sentIn(effects).map(([to, message]) => [to, message.kind])).toEqual([
      ['n5', 'forwarded'],
      ['n5', 'ring'],
    ]);
    expect((sentIn(effects)[0]?.[1] as MessageOf<'forwarded'>).answer).toBe('refused');
    expect(bench.cells).toEqual([]);
  });
});
