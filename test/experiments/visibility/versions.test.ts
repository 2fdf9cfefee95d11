/** How many versions old reads are: the closed form by hand, by counting all cases, and by drawing. */
import { describe, expect, it } from 'vitest';
import {
  drawQuorum,
  drawWithinVersions,
  withinVersions,
} from '../../../src/experiments/visibility/versions.js';
import type { Quorums } from '../../../src/experiments/visibility/model.js';
import { randomSource } from '../../../src/kernel/random.js';

const quorums = (replicas: number, read: number, write: number): Quorums => {
  return { replicas, read, write };
};

/** All sets of so many of the replicas 0, 1, 2, …, as bits. */
function setsOf(size: number, replicas: number): readonly number[] {
  const isOfSize = (set: number): boolean => set.toString(2).replaceAll('0', '').length === size;
  return Array.from({ length: 2 ** replicas }, (_, set) => set).filter(isOfSize);
}

describe('the chance of one of the newest versions', () => {
  it.each([
    [3, 1, 1, 1, 1 / 3],
    [3, 1, 1, 2, 5 / 9],
    [3, 1, 1, 3, 19 / 27],
    [3, 2, 1, 1, 2 / 3],
    [3, 1, 2, 1, 2 / 3],
    [3, 1, 2, 2, 8 / 9],
    [5, 2, 2, 1, 7 / 10],
    [5, 2, 2, 2, 91 / 100],
  ])('of N = %i, R = %i, W = %i within %i is %d', (replicas, read, write, within, chance) => {
    expect(withinVersions(quorums(replicas, read, write), within)).toBeCloseTo(chance, 14);
  });

  it('is 1 exactly when quorums overlap', () => {
    for (let replicas = 1; replicas <= 5; replicas += 1) {
      for (let read = 1; read <= replicas; read += 1) {
        for (let write = 1; write <= replicas; write += 1) {
          const isSure = withinVersions(quorums(replicas, read, write), 1) === 1;
          expect(isSure).toBe(read + write > replicas);
        }
      }
    }
  });

  it('is what all pairs of quorums come to', () => {
    for (const [replicas, read, write] of [
      [4, 1, 2],
      [5, 3, 1],
      [6, 2, 3],
    ] as const) {
      const pairs = setsOf(read, replicas).flatMap((asked) =>
        setsOf(write, replicas).map((held) => (asked & held) !== 0),
      );
      const met = pairs.filter((isMet) => isMet).length / pairs.length;
      expect(withinVersions(quorums(replicas, read, write), 1)).toBeCloseTo(met, 14);
    }
  });

  it('is what drawn quorums come to, within four standard deviations', () => {
    const draws = 20_000;
    for (const [one, within] of [
      [quorums(3, 1, 1), 2],
      [quorums(5, 2, 2), 1],
      [quorums(7, 2, 3), 2],
    ] as const) {
      const random = randomSource('versions').stream(`${one.replicas}`);
      let met = 0;
      for (let draw = 0; draw < draws; draw += 1) {
        if (drawWithinVersions(one, within, random)) met += 1;
      }
      const chance = withinVersions(one, within);
      const deviation = Math.sqrt((chance * (1 - chance)) / draws);
      expect(Math.abs(met / draws - chance)).toBeLessThan(4 * deviation);
    }
  });
});

it('draws quorums of different replicas, each as often as any other', () => {
  const random = randomSource('quorums').stream('q');
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 12_000; draw += 1) {
    const name = drawQuorum(4, 2, random)
      .sort((one, other) => one - other)
      .join();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual(['0,1', '0,2', '0,3', '1,2', '1,3', '2,3']);
  for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(5 * 41);
});
