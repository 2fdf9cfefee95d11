/** How many answers levels ask for, in all small clusters; and that R and W that overlap do meet. */
import { describe, expect, it } from 'vitest';
import {
  fewest,
  isMet,
  lacking,
  needsOf,
  withStandIns,
  type Need,
  type ZoneOf,
} from '../../../src/databases/quorum/nodes/level.js';
import type { Level } from '../../../src/databases/quorum/options/schema.js';

const replicas = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `n${String(place + 1)}`);
const nowhere: ZoneOf = () => null;
/** The zone is the first letter: a1, b2. */
const byLetter: ZoneOf = (node) => node[0] ?? null;

/** Every set of them, in their order. */
function subsets(nodes: readonly string[]): readonly (readonly string[])[] {
  const [first, ...rest] = nodes;
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((some) => [some, [first, ...some]]);
}

/** The sizes of the smallest sets of these that meet the needs; null: none does. */
function smallest(needs: readonly Need[], nodes: readonly string[]): number | null {
  const sizes = subsets(nodes).flatMap((some) => (isMet(needs, some) ? [some.length] : []));
  return sizes.length === 0 ? null : Math.min(...sizes);
}

describe('levels without zones', () => {
  it.each<[Level, (count: number) => number]>([
    ['any', () => 1],
    ['one', () => 1],
    ['two', () => 2],
    ['three', () => 3],
    [4, () => 4],
    ['quorum', (count) => Math.floor(count / 2) + 1],
    ['all', (count) => count],
    ['local one', () => 1],
    ['local quorum', (count) => Math.floor(count / 2) + 1],
    ['each quorum', (count) => Math.floor(count / 2) + 1],
  ])('%s', (level, expected) => {
    for (const count of [1, 2, 3, 4, 5]) {
      const nodes = replicas(count);
      const needs = needsOf(level, nodes, null, nowhere);
      const wanted = expected(count);
      for (const some of subsets(nodes)) {
        expect(isMet(needs, some)).toBe(some.length >= wanted);
        expect(lacking(needs, some)).toBe(Math.max(0, wanted - some.length));
      }
    }
  });

  it('count who is a replica, and nobody else', () => {
    const needs = needsOf('two', ['n1', 'n2', 'n3'], null, nowhere);
    expect(isMet(needs, ['n1', 'n4', 'n5'])).toBe(false);
    expect(lacking(needs, ['n1', 'n4', 'n5'])).toBe(1);
  });

  it('two quorums meet in one replica at least, and W + R > N always does', () => {
    for (const count of [1, 2, 3, 4, 5]) {
      const nodes = replicas(count);
      const sets = subsets(nodes);
      for (const [w, r] of nodes.flatMap((_, a) => nodes.map((__, b) => [a + 1, b + 1] as const))) {
        const written = sets.filter((some) => isMet(needsOf(w, nodes, null, nowhere), some));
        const read = sets.filter((some) => isMet(needsOf(r, nodes, null, nowhere), some));
        const alwaysMeet = written.every((one) =>
          read.every((other) => other.some((node) => one.includes(node))),
        );
        expect(alwaysMeet).toBe(w + r > count);
      }
    }
  });
});

describe('levels with zones', () => {
  const nodes = ['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1'];

  it('local ones ask the zone of the coordinator', () => {
    expect(needsOf('local quorum', nodes, 'b', byLetter)).toEqual([
      { of: ['b1', 'b2', 'b3'], count: 2 },
    ]);
    expect(needsOf('local one', nodes, 'c', byLetter)).toEqual([{ of: ['c1'], count: 1 }]);
  });

  it('are not met by a zone that holds nothing', () => {
    for (const level of ['local one', 'local quorum'] as const) {
      expect(smallest(needsOf(level, nodes, 'd', byLetter), nodes)).toBe(null);
    }
  });

  it('a quorum of each is one of every zone', () => {
    const needs = needsOf('each quorum', nodes, 'a', byLetter);
    expect(needs.map(({ count }) => count)).toEqual([2, 2, 1]);
    expect(smallest(needs, nodes)).toBe(5);
    expect(isMet(needs, ['a1', 'a2', 'b1', 'b3', 'c1'])).toBe(true);
    expect(isMet(needs, ['a1', 'a2', 'a3', 'b1', 'c1'])).toBe(false);
    expect(lacking(needs, ['a1', 'b1', 'b2', 'b3'])).toBe(2);
  });

  it('a quorum asks no matter where', () => {
    expect(smallest(needsOf('quorum', nodes, 'a', byLetter), nodes)).toBe(4);
    expect(isMet(needsOf('quorum', nodes, 'a', byLetter), ['a1', 'a2', 'a3', 'b1'])).toBe(true);
  });
});

describe('the fewest', () => {
  it('are as many as are needed, the first candidates first', () => {
    const needs = needsOf('quorum', ['n1', 'n2', 'n3'], null, nowhere);
    expect(fewest(needs, ['n3', 'n1', 'n2'])).toEqual(['n3', 'n1']);
    expect(fewest(needs, ['n4', 'n2', 'n3'])).toEqual(['n2', 'n3']);
    expect(fewest(needs, ['n2'])).toEqual(['n2']);
  });

  it('meet the needs whenever all candidates do, and nobody of them could be left out', () => {
    const nodes = ['a1', 'a2', 'a3', 'b1', 'b2'];
    for (const level of ['one', 'two', 'quorum', 'all', 'local quorum', 'each quorum'] as const) {
      const needs = needsOf(level, nodes, 'b', byLetter);
      for (const some of subsets(nodes)) {
        const chosen = fewest(needs, some);
        expect(isMet(needs, chosen)).toBe(isMet(needs, some));
        for (const one of chosen) {
          const others = chosen.filter((node) => node !== one);
          expect(lacking(needs, others)).toBe(lacking(needs, chosen) + 1);
        }
      }
    }
  });

  it('of two rings have what both need', () => {
    const needs = [
      ...needsOf('two', ['n1', 'n2', 'n3'], null, nowhere),
      ...needsOf('two', ['n2', 'n3', 'n4'], null, nowhere),
    ];
    expect(isMet(needs, ['n1', 'n2'])).toBe(false);
    expect(isMet(needs, ['n2', 'n3'])).toBe(true);
    expect(fewest(needs, ['n1', 'n2', 'n3', 'n4'])).toEqual(['n1', 'n2', 'n3']);
  });
});

describe('nodes that stand in', () => {
  it('answer in the place of those for whom they stand', () => {
    const needs = needsOf('quorum', ['n1', 'n2', 'n3'], null, nowhere);
    const places = withStandIns(needs, new Map([['n5', 'n2']]));
    expect(places).toEqual([{ of: ['n1', 'n5', 'n3'], count: 2 }]);
    expect(isMet(places, ['n2', 'n1'])).toBe(false);
    expect(isMet(places, ['n5', 'n1'])).toBe(true);
  });

  it('leave a zone as many needs as it has replicas', () => {
    const needs = needsOf('local quorum', ['a1', 'a2', 'a3', 'b1'], 'a', byLetter);
    const places = withStandIns(needs, new Map([['b2', 'a1']]));
    expect(places).toEqual([{ of: ['b2', 'a2', 'a3'], count: 2 }]);
  });
});
