/** Installing snapshots: §7 of the paper, figure 13. */
import { describe, expect, test } from 'vitest';
import type { Message, MessageOf } from '../../../src/databases/raft/message.js';
import { kinds, notes, sent } from '../../support/effects.js';
import { append, change, entry, follower, heartbeat, type Bench } from '../../support/raft.js';

type Chunk = MessageOf<'install snapshot'>;

/** A snapshot of one chunk, of the write 50 to the key k. */
function chunk(term: number, index: number, changes: Partial<Chunk> = {}): Chunk {
  return {
    kind: 'install snapshot',
    ...{ term, index, indexTerm: term, members: 'n1 n2 n3', digest: 99, offset: 0 },
    ...{ held: [{ key: 'k', versions: [50] }], served: [], isLast: true },
    ...changes,
  };
}

const taken = (term: number, index: number, next: number): Message => {
  return { kind: 'chunk taken', term, index, next };
};

describe('taking a snapshot', () => {
  test('chunk by chunk, in order; others are asked for again', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    const held = ['a', 'b', 'c'].map((key) => ({ key, versions: [50] }));
    const part = (offset: number): Chunk =>
      chunk(3, 6, { offset, held: held.slice(offset, offset + 1), isLast: offset === 2 });
    const said = [0, 2, 0, 1].map((offset) => sent(bench.receive(part(offset), 'n1'))[0]?.[1]);
    expect(said).toEqual([1, 1, 1, 2].map((next) => taken(3, 6, next)));
    const effects = bench.receive(part(2), 'n1');
    expect(notes(effects)).toEqual([['snapshot installed', { index: 6, keys: 3 }]]);
    expect([...bench.state.store.keys()]).toEqual(['a', 'b', 'c']);
    expect(sent(effects)).toEqual([]);
    expect(sent(bench.flush())).toMatchObject([['n1', { kind: 'appended', match: 6 }]]);
  });

  test('a newer one on the way takes the place of the one that has begun', () => {
    const bench = follower('n2', 'n1', 3, []);
    bench.receive(chunk(3, 6, { isLast: false }), 'n1');
    const effects = bench.receive(chunk(3, 8, { offset: 1, held: [], isLast: false }), 'n1');
    expect(sent(effects)).toEqual([['n1', taken(3, 8, 0)]]);
  });

  test('chunks from different leaders are not put together', () => {
    const bench = follower('n2', 'n1', 3, []);
    bench.receive(chunk(3, 6, { isLast: false }), 'n1');
    const effects = bench.receive(chunk(4, 6, { offset: 1, indexTerm: 3 }), 'n3');
    expect(sent(effects)).toEqual([['n3', taken(4, 6, 0)]]);
    const old = bench.receive(chunk(3, 6, { offset: 1 }), 'n1');
    expect(sent(old)).toEqual([['n1', taken(4, 6, 0)]]);
    expect(bench.state.commitIndex).toBe(0);
  });

  test('one that it does not need is answered with what it has', () => {
    const bench = follower('n2', 'n1', 3, [3, 3]);
    bench.receive(heartbeat(3, [2, 3], { commit: 2 }), 'n1');
    const effects = bench.receive(chunk(3, 2), 'n1');
    expect(sent(effects)).toMatchObject([['n1', { kind: 'appended', match: 2 }]]);
    expect(bench.state.store.get('k')).toEqual([1, 2]);
  });

  test('the log behind it stays when it fits', () => {
    const bench = follower('n2', 'n1', 3, [3, 3, 3]);
    const effects = bench.receive(chunk(3, 2), 'n1');
    expect(bench.terms).toEqual([3]);
    expect(kinds(effects)).not.toContain('rolled-back');
    expect(bench.state).toMatchObject({ commitIndex: 2, flushed: 3 });
    expect(bench.state.newest.get('k')).toBe(3);
  });

  test('and goes when it does not: what it held counts no more, neither as durable nor as members', () => {
    const bench = follower('n2', 'n1', 1, [1, 1, 1]);
    bench.receive(append(1, [3, 1], [entry(1, 4), change(1, 'n1 n2')], { commit: 1 }), 'n1');
    const pending = bench.state.nextMark - 1;
    expect(votersIn(bench)).toEqual(['n1', 'n2']);
    const effects = bench.receive(chunk(2, 4), 'n3');
    expect(bench.terms).toEqual([]);
    expect(effects).toContainEqual({ kind: 'discard', count: 5 });
    const gone = effects.flatMap((one) => (one.kind === 'rolled-back' ? [one.write] : []));
    // The first one is committed: the snapshot stands for it.
    expect(gone).toEqual([2, 3, 4]);
    expect(effects).toContainEqual({ kind: 'stored', write: 50, over: [] });
    expect(votersIn(bench)).toEqual(['n1', 'n2', 'n3']);
    expect(bench.state.flushed).toBe(1);
    bench.flushed(pending);
    expect(bench.state.flushed).toBe(1);
    expect(sent(bench.flush())).toMatchObject([['n3', { kind: 'appended', match: 4 }]]);
  });

  test('it carries sessions and members', () => {
    const bench = follower('n2', 'n1', 3, []);
    const one = { session: 's', sequence: 8, index: 4 };
    bench.receive(chunk(3, 6, { members: 'n1 n2 n3 | learn n4', served: [one] }), 'n1');
    expect([...bench.state.sessions]).toEqual([['s', one]]);
    expect(bench.state.configurations).toMatchObject([{ index: 6, learners: ['n4'] }]);
  });
});

function votersIn(bench: Bench): readonly string[] {
  return bench.state.configurations.at(-1)?.voters ?? [];
}
