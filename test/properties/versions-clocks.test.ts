/** Version vectors against sets of updates, and hybrid clocks against what happened before what. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import {
  compareTimes,
  neverTicked,
  tick,
  tickOnReceipt,
  type HybridStamp,
} from '../../src/databases/versions/timestamp.js';
import {
  compareVectors,
  counterOf,
  covers,
  coversDot,
  increment,
  mergeVectors,
  withDot,
  type VersionVector,
} from '../../src/databases/versions/vector.js';

type Dot = readonly [node: string, counter: number];

const nodes = ['a', 'b', 'c'];
const dots = fc.array(fc.tuple(fc.constantFrom(...nodes), fc.integer({ min: 1, max: 6 })), {
  maxLength: 14,
  size: 'max',
});
const all = nodes.flatMap((node) => [1, 2, 3, 4, 5, 6, 7].map((counter): Dot => [node, counter]));

function vectorOfDots(known: readonly Dot[]): VersionVector {
  return known.reduce<VersionVector>((vector, dot) => withDot(vector, ...dot), []);
}

/** The updates that a vector knows, as text. */
function updates(vector: VersionVector): Set<string> {
  return new Set(all.filter((dot) => coversDot(vector, ...dot)).map(String));
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((one) => b.has(one));
}

describe('version vectors', () => {
  test.prop([dots, dots])('are the sets of updates that they know', (one, other) => {
    const [a, b] = [vectorOfDots(one), vectorOfDots(other)];
    const [ours, theirs] = [updates(a), updates(b)];
    expect(ours).toEqual(new Set(one.map(String)));
    expect(updates(mergeVectors(a, b))).toEqual(new Set([...ours, ...theirs]));
    expect(covers(a, b)).toBe(isSubset(theirs, ours));
    const [isBefore, isAfter] = [isSubset(ours, theirs), isSubset(theirs, ours)];
    const unequal = isBefore ? 'before' : isAfter ? 'after' : 'concurrent';
    const expected = isBefore && isAfter ? 'equal' : unequal;
    expect(compareVectors(a, b)).toBe(expected);
  });

  test.prop([dots, fc.nat(14)])(
    'have one form, in whatever order the updates came',
    (one, turn) => {
      const turned = [...one.slice(turn), ...one.slice(0, turn)].reverse();
      expect(vectorOfDots(turned)).toEqual(vectorOfDots(one));
      const [left, right] = [vectorOfDots(one.slice(turn)), vectorOfDots(one.slice(0, turn))];
      expect(mergeVectors(left, right)).toEqual(vectorOfDots(one));
      expect(mergeVectors(right, left)).toEqual(vectorOfDots(one));
    },
  );

  test.prop([dots, fc.constantFrom(...nodes)])('are exceeded by one more update', (one, node) => {
    const vector = vectorOfDots(one);
    const more = increment(vector, node);
    expect(compareVectors(more, vector)).toBe('after');
    expect(counterOf(more, node)).toBe(counterOf(vector, node) + 1);
    expect(updates(more).size).toBe(updates(vector).size + 1);
  });
});

/** An event of a node whose wall clock then goes on, or back, by so much; with a sender it receives that one's newest message. */
const event = fc.record({
  node: fc.nat(2),
  passed: fc.oneof(fc.nat(3), fc.integer({ min: -20, max: 20 })),
  from: fc.option(fc.nat(2)),
});

describe('hybrid clocks', () => {
  test.prop([fc.array(event, { maxLength: 40, size: 'max' })])(
    'run on from cause to effect, and never beyond the wall clocks that they heard of',
    (events) => {
      const walls = [100, 100, 100];
      const clocks: HybridStamp[] = [neverTicked, neverTicked, neverTicked];
      const heard = [0, 0, 0];
      const readings: HybridStamp[] = [];
      for (const { node, passed, from } of events) {
        const wall = (walls[node] ?? 0) + passed;
        const own = clocks[node] as HybridStamp;
        const sender = from === null ? null : (clocks[from] as HybridStamp);
        const next = sender === null ? tick(own, wall) : tickOnReceipt(own, sender, wall);
        const farthest = Math.max(heard[node] ?? 0, wall, from === null ? 0 : (heard[from] ?? 0));
        expect(compareTimes(own, next)).toBeLessThan(0);
        if (sender !== null) expect(compareTimes(sender, next)).toBeLessThan(0);
        expect(next.time).toBe(farthest);
        readings.push(next);
        const atThisTime = readings.filter(({ time }) => time === next.time);
        expect(next.counter).toBeLessThan(atThisTime.length);
        walls[node] = wall;
        clocks[node] = next;
        heard[node] = farthest;
      }
    },
  );
});
