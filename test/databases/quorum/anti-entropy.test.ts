/** Anti-entropy (Dynamo §4.7), rule by rule: what a comparison of two nodes costs, and what both have in the end. */
import { describe, expect, it } from 'vitest';
import { beginComparing } from '../../../src/databases/quorum/anti-entropy/compare.js';
import { listsFor } from '../../../src/databases/quorum/membership/ring.js';
import type { Cell } from '../../../src/databases/versions/cell.js';
import type { Input } from '../../support/bench.js';
import {
  armedIn,
  Bench,
  collection,
  notesIn,
  sentIn,
  Talk,
  tombstone,
  value,
  type Letter,
} from '../../support/quorum.js';

type Cells = Readonly<Record<string, Cell>>;

/** So many keys, each with a value of its own. */
function many(count: number): Cells {
  return Object.fromEntries(
    Array.from({ length: count }, (_, place) => [`k${place}`, value(place + 1)]),
  );
}

/** n1 has compared itself with n2. */
function compared(
  [ours, theirs]: readonly [Cells, Cells],
  input: Input = {},
  loses?: (letter: Letter) => boolean,
) {
  const [one, other] = [new Bench('n1', input).holds(ours), new Bench('n2', input).holds(theirs)];
  const talk = new Talk([one, other], loses);
  talk.follow('n1', one.act(beginComparing, 'n2'));
  return { one, other, talk };
}

/** Questions and answers on the way down to one bucket of a tree of depth 8. */
const wayDown = Array.from({ length: 9 }, () => ['compare', 'compared']).flat();

describe('a comparison', () => {
  it('takes two messages when nothing differs, and leaves no trace', () => {
    for (const count of [0, 1, 300]) {
      const { one, talk } = compared([many(count), many(count)]);
      expect(talk.kinds).toEqual(['compare', 'compared']);
      expect(talk.all('compare')[0]?.digests).toHaveLength(1);
      expect(talk.effects.filter(({ kind }) => kind === 'append' || kind === 'note')).toEqual([]);
      expect(one.state.comparisons.size).toBe(0);
      expect(talk.effects.at(-1)).toEqual({ kind: 'cancel', timer: 'comparison', about: 'n2' });
    }
  });

  it('goes down to the one key that differs, and takes what it lacks', () => {
    const { one, other, talk } = compared([many(300), { ...many(300), k7: value(2000) }]);
    expect(talk.kinds).toEqual([...wayDown, 'compare keys', 'keys compared']);
    expect(talk.all('keys compared')[0]?.cells).toEqual([{ key: 'k7', cell: value(2000) }]);
    expect(one.cells).toEqual(other.cells);
    expect(one.state.cells.get('k7')).toEqual(value(2000));
    expect(notesIn(talk.effects, 'anti-entropy')).toEqual([{ from: 'n2', keys: 1 }]);
  });

  it('gives what the other one lacks', () => {
    const { one, other, talk } = compared([{ ...many(9), k7: value(2000) }, many(9)]);
    expect(talk.kinds).toEqual([...wayDown, ...['compare keys', 'keys compared', 'take', 'taken']]);
    expect(other.cells).toEqual(one.cells);
    expect(notesIn(talk.effects, 'anti-entropy')).toEqual([{ from: 'n1', keys: 1 }]);
  });

  it('merges in both directions, by the rules of the store', () => {
    const ours = { a: value(1), b: value(5), c: collection([1, 3]), d: value(7), f: value(9) };
    const theirs = {
      ...{ a: value(2), b: tombstone(6), c: collection([2], [[1, 4, 4]]) },
      ...{ e: value(8), f: value(9) },
    };
    const { one, other } = compared([ours, theirs]);
    expect(Object.fromEntries(one.cells)).toEqual({
      ...{ a: value(2), b: tombstone(6), c: collection([2, 3], [[1, 4, 4]]) },
      ...{ d: value(7), e: value(8), f: value(9) },
    });
    expect(other.cells).toEqual(one.cells);
  });

  it('is about keys that both hold, and about no other ones', () => {
    const input = { nodes: 5, replicas: 2 };
    const cells = many(300);
    const holders = (key: string) => listsFor(new Bench('n1', input).state, key).flat();
    const shared = Object.keys(cells).filter((key) => {
      return holders(key).includes('n1') && holders(key).includes('n2');
    });
    const { other, talk } = compared([cells, {}], input);
    expect(shared.length).toBeGreaterThan(10);
    expect(shared.length).toBeLessThan(100);
    expect(other.cells.map(([key]) => key)).toEqual(shared.toSorted());
    expect(talk.all('compare keys').flatMap(({ keys }) => keys)).toHaveLength(shared.length);
  });

  it('keeps messages small, however much differs', () => {
    for (const [ours, theirs] of [
      [many(600), {}],
      [{}, many(600)],
    ] as const) {
      const { one, other, talk } = compared([ours, theirs], {
        antiEntropy: { every: '1s', depth: 10 },
      });
      for (const { digests } of talk.all('compare')) expect(digests.length).toBeLessThan(257);
      for (const { keys } of talk.all('compare keys')) expect(keys.length).toBeLessThan(101);
      for (const { cells } of talk.all('keys compared')) expect(cells.length).toBeLessThan(101);
      for (const { cells } of talk.all('take')) expect(cells.length).toBeLessThan(101);
      const asked = talk.all('compare keys').flatMap(({ keys }) => keys);
      expect(asked).toHaveLength(Object.keys(ours).length);
      const answered = talk.all('keys compared').flatMap(({ cells }) => cells);
      expect(new Set(answered.map(({ key }) => key)).size).toBe(600);
      expect(answered).toHaveLength(600);
      expect(one.cells).toHaveLength(600);
      expect(other.cells).toEqual(one.cells);
      expect(one.state.comparisons.size).toBe(0);
    }
  });

  it('sends only what differs, also of buckets with many keys', () => {
    const theirs = { ...many(300), k7: value(2000) };
    const { talk } = compared([many(300), theirs], { antiEntropy: { every: '1s', depth: 1 } });
    expect(talk.all('compare keys').length).toBeGreaterThan(1);
    expect(talk.all('keys compared').flatMap(({ cells }) => cells)).toHaveLength(1);
  });

  it('repairs what it finds before it looks further', () => {
    const { talk } = compared([{}, many(600)], { antiEntropy: { every: '1s', depth: 12 } });
    expect(talk.kinds.indexOf('keys compared')).toBe(2 * 13 + 1);
    const part = talk.all('compare')[9];
    expect(part?.level).toBe(9);
    expect(talk.all('compare').filter(({ level }) => level === 9)).toHaveLength(2);
  });
});

describe('what a comparison brings', () => {
  it('is confirmed when it is durable, by both', () => {
    const input = { hints: 'none' };
    const one = new Bench('n1', input).holds({ a: value(1) });
    const other = new Bench('n2', input).holds({ b: value(2) });
    let question = sentIn(one.act(beginComparing, 'n2'))[0]?.[1];
    let armed: unknown;
    while (question !== undefined && question.kind !== 'take') {
      const answer = sentIn(other.receive(question, 'n1'))[0]?.[1];
      if (answer === undefined) break;
      const effects = one.receive(answer, 'n2');
      [armed] = armedIn(effects);
      question = sentIn(effects)[0]?.[1];
    }
    expect(armed).toEqual(['comparison', 'n2', 500_000]);
    expect(question?.kind).toBe('take');
    if (question?.kind !== 'take') return;
    expect(sentIn(other.receive(question, 'n1'))).toEqual([]);
    const taken = { kind: 'taken', ask: question.ask } as const;
    expect(sentIn(other.flush())).toEqual([['n1', taken]]);
    expect([...one.state.comparisons.values()][0]?.waiting).toEqual(['n1', 'n2']);
    one.receive(taken, 'n2');
    one.receive(taken, 'n2');
    expect([...one.state.comparisons.values()][0]?.waiting).toEqual(['n1']);
    expect(sentIn(one.flush())).toEqual([]);
    expect(one.state.comparisons.size).toBe(0);
  });

  it('is not taken by who does not hold the key', () => {
    const bench = new Bench('n1', { nodes: 5, replicas: 1 });
    const cells = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => ({ key, cell: value(1) }));
    bench.receive({ kind: 'take', ask: 1, cells }, 'n2');
    const held = cells.filter(({ key }) => listsFor(bench.state, key).flat().includes('n1'));
    expect(held.length).toBeLessThan(6);
    expect(bench.cells.map(([key]) => key)).toEqual(held.map(({ key }) => key));
  });

  it('need not be durable where writes need not be', () => {
    const { one, other, talk } = compared([{ a: value(1) }, { b: value(2) }], {
      commit: 'buffered',
    });
    expect(other.cells).toEqual(one.cells);
    expect(talk.kinds.filter((kind) => kind === 'taken')).toHaveLength(1);
    expect(one.state.comparisons.size).toBe(0);
  });
});

describe('when answers are missing', () => {
  it('the comparison is over, nobody counts as down for it, and late answers mean nothing', () => {
    const lost: Letter[] = [];
    const { one, talk } = compared([many(5), {}], {}, (letter) => {
      const isLost = letter.message.kind === 'keys compared';
      if (isLost) lost.push(letter);
      return isLost;
    });
    expect(talk.kinds.at(-1)).toBe('keys compared');
    const effects = one.expire('comparison', 'n2');
    expect(notesIn(effects, 'suspected')).toEqual([]);
    expect(one.state.comparisons.size).toBe(0);
    for (const { message } of lost) {
      expect(sentIn(one.receive(message, 'n2'))).toEqual([]);
    }
  });

  it('answers that arrive twice count once', () => {
    const [one, other] = [new Bench('n1').holds(many(40)), new Bench('n2')];
    let question = sentIn(one.act(beginComparing, 'n2'))[0]?.[1];
    let steps = 0;
    while (question !== undefined) {
      steps += 1;
      let answer = sentIn(other.receive(question, 'n1'))[0]?.[1];
      answer ??= sentIn(other.flush())[0]?.[1];
      if (answer === undefined) break;
      question = sentIn(one.receive(answer, 'n2'))[0]?.[1];
      expect(sentIn(one.receive(answer, 'n2'))).toEqual([]);
    }
    expect(one.state.comparisons.size).toBe(0);
    expect(other.cells).toEqual(one.cells);
    expect(steps).toBe(compared([many(40), {}]).talk.letters.length / 2);
  });
});
