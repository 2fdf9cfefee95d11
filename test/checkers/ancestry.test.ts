/** Ancestry against walking. */
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ancestry } from '../../src/checkers/ancestry.js';

/** By write, from 1: what it stands on. Mostly on the one before it, as in life; sometimes in a circle. */
const graphs = fc
  .array(fc.tuple(fc.boolean(), fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((writes) =>
    writes.map(([isNext, others], index) => {
      const known = new Set(isNext && index > 0 ? [index, ...others] : others);
      return [...known].filter((other) => other <= writes.length && other !== index + 1);
    }),
  );

function walk(graph: readonly (readonly number[])[], from: number): ReadonlySet<number> {
  const reached = new Set([from]);
  for (const write of reached) for (const next of graph[write - 1] ?? []) reached.add(next);
  return reached;
}

describe('ancestry', () => {
  property.prop([graphs], { numRuns: 1000 })('knows who stands on whom', (graph) => {
    const all = graph.map((_, index) => index + 1);
    const { descends, place } = ancestry(all, (write) => graph[write - 1] ?? []);
    const reached = new Map(all.map((write) => [write, walk(graph, write)]));
    const stands = (write: number, other: number): boolean =>
      reached.get(write)?.has(other) === true;
    const pairs = all.flatMap((write) => all.map((other) => [write, other] as const));
    const standing = pairs.filter(([write, other]) => stands(write, other));
    expect(pairs.filter(([write, other]) => descends(write, other))).toEqual(standing);
    const isInPlace = ([write, other]: readonly [number, number]): boolean =>
      stands(other, write) ? place(other) === place(write) : place(other) < place(write);
    expect(standing.filter((pair) => !isInPlace(pair))).toEqual([]);
    const isUnrelated = all.filter((write) =>
      standing.every((pair) => pair[0] === pair[1] || !pair.includes(write)),
    );
    expect(new Set(isUnrelated.map(place)).size).toBe(isUnrelated.length);
  });

  it('keeps the given order where nothing speaks against it', () => {
    const { place } = ancestry([3, 1, 2, 4], (write) => (write === 2 ? [4] : []));
    expect([3, 1, 4, 2].map(place)).toEqual([0, 1, 2, 3]);
  });

  it('knows a history, however long', () => {
    const all = Array.from({ length: 100_000 }, (_, index) => index + 1);
    const { descends } = ancestry(all, (write) => (write > 1 ? [write - 1] : []));
    expect([descends(100_000, 1), descends(1, 100_000)]).toEqual([true, false]);
  });

  it('says nothing of what is no write', () => {
    const { descends, place } = ancestry([1], () => []);
    expect([place(7), descends(7, 1), descends(1, 7), descends(7, 7)]).toEqual([
      -1,
      false,
      false,
      true,
    ]);
  });
});
