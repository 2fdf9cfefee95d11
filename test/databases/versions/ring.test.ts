/** Preference lists on a ring whose tokens are given, so that every list can be read off a drawing. */
import { describe, expect, it } from 'vitest';
import {
  fallbacksOf,
  placeOf,
  preferenceList,
  ringOf,
  segmentOf,
  tokensOf,
  type Member,
  type Replicas,
  type Ring,
} from '../../../src/databases/versions/ring.js';

function member(node: string, zone: string | null, ...tokens: number[]): Member {
  return { node, zone, tokens };
}

function listAt(ring: Ring, place: number): string {
  return (ring.lists[segmentOf(ring, place)] ?? []).join(' ');
}

/** a and c in the west, b and d in the east; a comes round a second time. */
const four = [
  member('a', 'west', 100, 350),
  member('b', 'east', 200),
  member('c', 'west', 300),
  member('d', 'east', 400),
];

const unzoned = four.map(({ node, tokens }) => member(node, null, ...tokens));

describe('a ring', () => {
  it('gives a place to the first token at or behind it, over the end of the circle', () => {
    const ring = ringOf(unzoned, 1);
    const places = [0, 100, 101, 200, 300, 301, 350, 351, 400, 401, 0xffffffff];
    const owners = places.map((place) => listAt(ring, place));
    expect(owners.join('')).toBe('aabbcaaddaa');
  });

  it('takes the first N distinct nodes clockwise', () => {
    const ring = ringOf(unzoned, 3);
    expect([50, 150, 250, 330, 380].map((place) => listAt(ring, place))).toEqual([
      'a b c',
      'b c a',
      'c a d',
      'a d b',
      'd a b',
    ]);
  });

  it('takes no second node of a zone while there is one without', () => {
    const ring = ringOf(four, 2);
    expect(listAt(ring, 250)).toBe('c d');
    expect(listAt(ring, 330)).toBe('a d');
  });

  it('goes on with the nodes that it passed by when all zones are used', () => {
    expect(listAt(ringOf(four, 3), 250)).toBe('c d a');
    expect(listAt(ringOf(four, 4), 250)).toBe('c d a b');
    expect(listAt(ringOf(four, 9), 250)).toBe('c d a b');
  });

  it('takes so many of each zone, and none of one that is not named', () => {
    const listsAt = (replicas: Replicas) =>
      [50, 250].map((place) => listAt(ringOf(four, replicas), place));
    expect(listsAt({ west: 2, east: 1 })).toEqual(['a b c', 'c a d']);
    expect(listsAt({ west: 1 })).toEqual(['a', 'c']);
    expect(listsAt({ east: 7, north: 2 })).toEqual(['b d', 'd b']);
    expect(listAt(ringOf(unzoned, { west: 2 }), 50)).toBe('');
    expect(listAt(ringOf([member('a', 'constructor', 1)], {}), 50)).toBe('');
  });

  it('names as fallbacks all others in the order of the walk', () => {
    const places = new Map<string, string>();
    const ring = ringOf(
      ['n1', 'n2', 'n3', 'n4', 'n5'].map((node) => member(node, null, ...tokensOf(node, 4))),
      2,
    );
    for (let number = 0; number < 50; number += 1) {
      const key = `k${number}`;
      const order = ring.owners.slice(segmentOf(ring, placeOf(key)));
      const expected = [...new Set([...order, ...ring.owners])];
      expect([...preferenceList(ring, key), ...fallbacksOf(ring, key)]).toEqual(expected);
      places.set(key, expected.join(' '));
    }
    expect(new Set(places.values()).size).toBeGreaterThan(10);
  });

  it('does not depend on the order of its members, even where tokens collide', () => {
    const members = [member('b', null, 7, 9), member('a', null, 7), member('c', null, 9)];
    const ring = ringOf(members, 2);
    const other = ringOf([...members].reverse(), 2);
    expect([ring.tokens, ring.owners, ring.lists]).toEqual([
      other.tokens,
      other.owners,
      other.lists,
    ]);
    expect([listAt(ring, 7), listAt(ring, 8)]).toEqual(['a b', 'b c']);
  });

  it('is empty without members, and leaves nodes without tokens out', () => {
    expect(preferenceList(ringOf([], 3), 'k')).toEqual([]);
    expect(fallbacksOf(ringOf([], 3), 'k')).toEqual([]);
    const ring = ringOf([member('a', 'x', 5), member('b', 'x', 6), member('c', 'y')], 2);
    expect(listAt(ring, 1)).toBe('a b');
  });

  it('has the same tokens and places everywhere', () => {
    expect(tokensOf('n1', 2)).toEqual([placeOf('n1/0'), placeOf('n1/1')]);
    expect([placeOf('k1'), placeOf('n1/0')]).toMatchInlineSnapshot(`
      [
        3726440946,
        629665496,
      ]
    `);
  });
});
