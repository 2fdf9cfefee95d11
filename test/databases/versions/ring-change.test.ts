/** What moves when a node joins or leaves, on a drawn ring and against the theory of consistent hashing. */
import { describe, expect, it } from 'vitest';
import { changesBetween, isInRange, shareOf } from '../../../src/databases/versions/ring-change.js';
import { ringOf, tokensOf, type Member } from '../../../src/databases/versions/ring.js';

const CIRCLE = 0x100000000;

function quarter(node: string, number: number): Member {
  return { node, zone: null, tokens: [(number * CIRCLE) / 4] };
}

describe('changes between two rings', () => {
  const [a, b, c] = [quarter('a', 0), quarter('b', 1), quarter('c', 2)];
  const two = ringOf([a, b], 1);
  const three = ringOf([a, b, c], 1);

  it('name who gains and who loses which range', () => {
    const change = { from: CIRCLE / 4, to: CIRCLE / 2, before: ['a'] };
    expect(changesBetween(two, three)).toEqual([{ ...change, gaining: ['c'], losing: ['a'] }]);
    expect(changesBetween(three, two)).toEqual([
      { ...change, before: ['c'], gaining: ['a'], losing: ['c'] },
    ]);
    expect(changesBetween(two, two)).toEqual([]);
  });

  it('know the share of a range, also over the end of the circle', () => {
    expect(shareOf({ from: CIRCLE / 4, to: CIRCLE / 2 })).toBe(1 / 4);
    expect(shareOf({ from: CIRCLE / 2, to: 0 })).toBe(1 / 2);
    expect(shareOf({ from: 7, to: 7 })).toBe(1);
  });

  it('know which places are in a range', () => {
    const inside = (from: number, to: number) =>
      [0, 1, 5, 9, 10].filter((place) => isInRange(place, { from, to }));
    expect([inside(1, 9), inside(9, 1), inside(5, 5)]).toEqual([
      [5, 9],
      [0, 1, 10],
      [0, 1, 5, 9, 10],
    ]);
  });

  it('begin with the first member, which gains all', () => {
    const [change, ...more] = changesBetween(ringOf([], 1), ringOf([b], 1));
    expect(more).toEqual([]);
    expect(change).toMatchObject({ before: [], gaining: ['b'], losing: [] });
    expect(shareOf(change as NonNullable<typeof change>)).toBe(1);
  });
});

/**
 * The share of M places that are cut by the tokens of n nodes with V each, of which one node has V: the Beta distribution
 * with the mean 1/n and the variance p(1 - p)/(nV + 1).
 */
describe.each([1, 8, 64])('a sixth node with %i virtual nodes', (virtualNodes) => {
  const trials = 60;
  const mean = 1 / 6;
  const deviation = Math.sqrt((mean * (1 - mean)) / (6 * virtualNodes + 1));
  const gains = Array.from({ length: trials }, (_, trial) => {
    const members = Array.from({ length: 6 }, (_, number): Member => {
      const node = `t${trial}n${number}`;
      return { node, zone: null, tokens: tokensOf(node, virtualNodes) };
    });
    return [1, 3].map((replicas) => {
      const changes = changesBetween(ringOf(members.slice(1), replicas), ringOf(members, replicas));
      const newcomers = changes.map(({ gaining }) => gaining.join(' '));
      expect([...new Set(newcomers)]).toEqual([`t${trial}n0`]);
      return changes.reduce((sum, change) => sum + shareOf(change), 0);
    }) as [number, number];
  });

  it('takes a sixth of the circle as its own', () => {
    const shares = gains.map(([owned]) => owned);
    const average = shares.reduce((sum, share) => sum + share, 0) / trials;
    expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(trials));
    const squares = shares.reduce((sum, share) => sum + (share - mean) * (share - mean), 0);
    const spread = Math.sqrt(squares / trials) / deviation;
    expect(spread).toBeGreaterThan(0.6);
    expect(spread).toBeLessThan(1.4);
  });

  it('holds half of the circle with three replicas', () => {
    const average = gains.reduce((sum, [, held]) => sum + held, 0) / trials;
    expect(Math.abs(average - 1 / 2)).toBeLessThan((3 * 4 * deviation) / Math.sqrt(trials));
  });
});
