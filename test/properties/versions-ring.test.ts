/** Preference lists against a walk written down naively, and what moves when a node joins or leaves. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { changesBetween, isInRange, shareOf } from '../../src/databases/versions/ring-change.js';
import { ringOf, segmentOf, type Member, type Ring } from '../../src/databases/versions/ring.js';

const CIRCLE = 0x100000000;

/** Few places, so that tokens and keys meet; and both ends of the circle. */
const place = fc.oneof(fc.nat(30), fc.constantFrom(CIRCLE - 2, CIRCLE - 1));
const places = fc.array(place, { maxLength: 4 });
const zones = fc.constantFrom('x', 'y', 'z');
const drawnMembers = fc.array(fc.tuple(places, zones), { maxLength: 7 });
const members: fc.Arbitrary<Member[]> = drawnMembers.map((drawn) =>
  drawn.map(([tokens, zone], index) => ({ node: `n${index}`, zone, tokens })),
);
const counts = fc.record({ x: fc.nat(3), y: fc.nat(3) });

function listAt(ring: Ring, at: number): readonly string[] {
  return ring.lists[segmentOf(ring, at)] ?? [];
}

/** All members that have tokens, by the way to their nearest token clockwise; where two are as near, by name. */
function nearest(all: readonly Member[], at: number): Member[] {
  const distance = ({ tokens }: Member): number =>
    Math.min(...tokens.map((token) => (token - at + CIRCLE) % CIRCLE));
  return all
    .filter(({ tokens }) => tokens.length > 0)
    .sort((a, b) => distance(a) - distance(b) || (a.node < b.node ? -1 : 1));
}

describe('preference lists', () => {
  test.prop([members, place, fc.integer({ min: 1, max: 8 })])(
    'take the first of each zone, then the others, in the order of the walk',
    (all, at, replicas) => {
      const order = nearest(all, at);
      const isFirst = (one: Member) => order.find(({ zone }) => zone === one.zone) === one;
      const expected = [...order.filter(isFirst), ...order.filter((one) => !isFirst(one))];
      const names = expected.slice(0, replicas).map(({ node }) => node);
      expect(listAt(ringOf(all, replicas), at)).toEqual(names);
    },
  );

  test.prop([members, place, counts])('take so many of each zone', (all, at, replicas) => {
    const order = nearest(all, at);
    const expected = order.filter((one) => {
      const wanted = one.zone === 'z' ? 0 : replicas[one.zone as 'x' | 'y'];
      return order.filter(({ zone }) => zone === one.zone).indexOf(one) < wanted;
    });
    expect(listAt(ringOf(all, replicas), at)).toEqual(expected.map(({ node }) => node));
  });

  test.prop([members, fc.nat(6), fc.array(place)])(
    'are a matter of plain data, whatever the order of members',
    (all, turn, asked) => {
      const ring = ringOf(all, 3);
      const turned = ringOf([...all.slice(turn), ...all.slice(0, turn)], 3);
      const copy = JSON.parse(JSON.stringify(ring)) as Ring;
      for (const at of asked) {
        expect(listAt(turned, at)).toEqual(listAt(ring, at));
        expect(listAt(copy, at)).toEqual(listAt(ring, at));
      }
    },
  );
});

describe('what moves', () => {
  const unzoned = drawnMembers.map((drawn) =>
    drawn.map(([tokens], index): Member => ({ node: `n${index}`, zone: null, tokens })),
  );
  const replicas = fc.integer({ min: 1, max: 4 });

  test.prop([fc.oneof(members, unzoned), replicas])(
    'goes to the node that joins, or comes from the one that leaves, never between two that stay',
    (all, wanted) => {
      fc.pre(all.length > 0);
      const [before, after] = [ringOf(all.slice(1), wanted), ringOf(all, wanted)];
      const joining = changesBetween(before, after);
      expect(joining.every(({ gaining }) => gaining.join() === 'n0')).toBe(true);
      const leaving = changesBetween(after, before);
      expect(leaving.every(({ losing }) => losing.join() === 'n0')).toBe(true);
      expect(leaving.map(({ from, to }) => [from, to])).toEqual(
        joining.map(({ from, to }) => [from, to]),
      );
    },
  );

  test.prop([members, members, replicas, fc.array(place)])(
    'is named for exactly the places whose replicas differ',
    (one, other, wanted, asked) => {
      const [before, after] = [ringOf(one, wanted), ringOf(other, wanted)];
      const changes = changesBetween(before, after);
      for (const at of asked) {
        const [old, next] = [listAt(before, at), listAt(after, at)];
        const gaining = next.filter((node) => !old.includes(node));
        const losing = old.filter((node) => !next.includes(node));
        const found = changes.filter((change) => isInRange(at, change));
        const told = found.map((change) => [change.before, change.gaining, change.losing]);
        const isMoved = gaining.length + losing.length > 0;
        expect(told).toEqual(isMoved ? [[old, gaining, losing]] : []);
      }
      expect(changes.reduce((sum, change) => sum + shareOf(change), 0)).toBeLessThanOrEqual(1);
    },
  );
});
