/** Writes that are passed on to a node that holds the key: which ones, to whom, and what happens when they come twice. */
import { describe, expect, test } from 'vitest';
import { suspect } from '../../../src/databases/quorum/nodes/down.js';
import { contextOf, emptyContext } from '../../../src/databases/versions/context.js';
import { answers } from '../../support/effects.js';
import { Bench, client, collection, requestOf, sentIn, Talk } from '../../support/quorum.js';

// Of the key k: n3, n1, n2.
const five = { nodes: 5, replicas: 3 };
const kinds = (effects: ReturnType<Bench['request']>) =>
  sentIn(effects).map(([to, { kind }]) => [to, kind]);

describe('who does not hold the key', () => {
  test.each(['wall-clock', 'hybrid-clock'])('coordinates writes and appends: %s', (versions) => {
    for (const kind of ['write', 'append'] as const) {
      const bench = new Bench('n4', { ...five, versions });
      expect(kinds(bench.request(requestOf(kind, 9), client)).map(([, name]) => name)).toEqual([
        ...['write', 'write', 'write'],
      ]);
    }
  });

  test.each(['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'])(
    'passes a delete on, which removes what is held there: %s',
    (versions) => {
      const input = { ...five, versions };
      const benches = ['n1', 'n2', 'n3', 'n4'].map((id) => new Bench(id, input));
      for (const bench of benches.slice(0, 3)) bench.holds({ k: collection([1, 2]) });
      const [, , , outside] = benches as [Bench, Bench, Bench, Bench];
      const effects = outside.request(requestOf('delete', 9), client);
      expect(kinds(effects)).toEqual([['n1', 'forward']]);
      const talk = new Talk(benches).follow('n4', effects);
      expect(answers(talk.effects)).toEqual([[client, 'ok']]);
      for (const bench of benches.slice(0, 3)) {
        expect(bench.state.cells.get('k')?.elements).toEqual([]);
      }
    },
  );

  test('with stamps deletes what the session has seen, where no holder is up', () => {
    const bench = new Bench('n4', five);
    for (const id of ['n1', 'n2', 'n3']) bench.act(suspect, id);
    const seen = contextOf('wall-clock', collection([1]));
    bench.request(requestOf('delete', 9, { writeLevel: 'any' }, { seen }), client);
    const [hint] = [...bench.state.hints.values()];
    expect(hint?.cell.removed).toEqual([{ write: 1, by: 9, time: 0 }]);
    const vectors = new Bench('n4', { ...five, versions: 'dotted' });
    for (const id of ['n1', 'n2', 'n3']) vectors.act(suspect, id);
    expect(answers(vectors.request(requestOf('delete', 9), client))).toEqual([
      [client, 'refused', 'no replica is up'],
    ]);
  });
});

describe('a request that comes twice', () => {
  const said = { action: 'write', key: 'k', level: 'one', seen: emptyContext, shown: [] } as const;
  const passed = { kind: 'forward', ask: 3, ...said } as const;
  const dotsOf = (bench: Bench) =>
    bench.state.cells.get('k')?.versions.map(({ write, counter }) => [write, counter]);

  test('from another node is done once, even after it was replaced', () => {
    const bench = new Bench('n1', { ...five, versions: 'dotted' });
    const first = { ...passed, write: 9 };
    bench.receive(first, 'n4');
    expect(bench.receive(first, 'n4')).toEqual([]);
    const context = bench.state.cells.get('k')?.versions ?? [];
    const seen = contextOf('dotted', { versions: context, elements: [], removed: [] });
    bench.receive({ ...passed, ask: 4, write: 10, seen }, 'n4');
    bench.receive(first, 'n4');
    expect(dotsOf(bench)).toEqual([[10, 2]]);
    // The same number of another node is another request.
    bench.receive({ ...passed, write: 11 }, 'n5');
    expect(dotsOf(bench)).toEqual([
      [10, 2],
      [11, 3],
    ]);
  });

  test('is remembered of the last hundred', () => {
    const bench = new Bench('n1', { ...five, versions: 'dotted' });
    for (let ask = 1; ask <= 101; ask += 1) {
      bench.receive({ ...passed, action: 'append', ask, write: ask }, 'n4');
    }
    expect(bench.state.forwards.get('n4')).toHaveLength(100);
    expect(bench.receive({ ...passed, ask: 2, write: 2 }, 'n4')).toEqual([]);
  });

  test.each(['version-vectors', 'dotted'])('as a retry is one version: %s', (versions) => {
    const bench = new Bench('n1', { ...five, versions });
    bench.request(requestOf('write', 9), client);
    const before = bench.state.cells.get('k');
    const again = bench.request({ ...requestOf('write', 9), attempt: 2 }, client + 1);
    expect(bench.state.cells.get('k')).toEqual(before);
    expect(kinds(again)).toEqual([
      ['n2', 'write'],
      ['n3', 'write'],
    ]);
  });
});
