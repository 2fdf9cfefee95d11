/**
 * Lost updates: on histories written by hand, and against the values that updates really compute.
 */
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import { chronicleOf } from '../support/chronicle.js';

function lostIn(chronicle: Chronicle): readonly (readonly [number, number])[] {
  return check(chronicle).lostUpdates.map(({ operation, by }) => [operation.write, by.write]);
}

/** One write of a history of one key, on one node: what it was made on top of and computed from. */
interface Planned {
  /** Which earlier writes it was made on top of, as bits; 0: the one before. */
  readonly over: number;
  /** Which earlier writes it was computed from, as bits; null: it is no update. */
  readonly basis: number | null;
  readonly outcome: 'ok' | 'info';
}

interface Plan {
  readonly writes: readonly Planned[];
  /** Which writes the final read returned, as bits; 0: the last one. */
  readonly final: number;
}

const noBits: fc.Arbitrary<number | null> = fc.constant(null);
const bits = fc.integer({ min: 0, max: 127 });
const outcome = fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'info' as const);
const plansOf = (over: fc.Arbitrary<number>, final: fc.Arbitrary<number>): fc.Arbitrary<Plan> => {
  const basis = fc.oneof({ weight: 3, arbitrary: bits }, noBits);
  const writes = fc.array(fc.record({ over, basis, outcome }), { minLength: 1, maxLength: 7 });
  return fc.record({ writes, final });
};
/** One version after the other, and several at once that are merged or not. */
const straight = plansOf(fc.constant(0), fc.constant(0));
const branching = plansOf(bits, bits);

function chosen(choice: number, before: number): number[] {
  const earlier = Array.from({ length: before - 1 }, (_, index) => index + 1);
  return earlier.filter((write) => Math.floor(choice / 2 ** (write - 1)) % 2 === 1);
}

function overOf({ writes }: Plan, write: number): number[] {
  const made = chosen(writes[write - 1]?.over ?? 0, write);
  return made.length > 0 || write === 1 ? made : [write - 1];
}

function basisOf({ writes }: Plan, write: number): number[] | null {
  const basis = writes[write - 1]?.basis ?? null;
  return basis === null ? null : chosen(basis, write);
}

function finalOf({ writes, final }: Plan): number[] {
  const returned = chosen(final, writes.length + 1);
  return returned.length > 0 ? returned : [writes.length];
}

function chronicleOfPlan(plan: Plan): Chronicle {
  const story = chronicleOf({ nodes: ['n1'] });
  plan.writes.forEach((one, index) => {
    const basis = basisOf(plan, index + 1);
    const at = 10 * (index + 1);
    const options = { outcome: one.outcome, ...(basis === null ? {} : { basis }) };
    const write = story.write('x', at, at + 5, options);
    story.stored(write, 'n1', at + 1, overOf(plan, write));
  });
  return story.final('x', finalOf(plan)).chronicle();
}

/** What went into the value that a write wrote: like counting, where updates add and others set. */
function partsOf(plan: Plan, write: number): Set<number> {
  const sources = basisOf(plan, write) ?? overOf(plan, write);
  return new Set([write, ...sources.flatMap((source) => [...partsOf(plan, source)])]);
}

/** The write, and everything that it was made on top of, directly or not. */
function knownTo(plan: Plan, write: number): Set<number> {
  const known = overOf(plan, write).flatMap((other) => [...knownTo(plan, other)]);
  return new Set([write, ...known]);
}

function lostByBruteForce(plan: Plan): [number, number][] {
  const final = finalOf(plan);
  const kept = new Set(final.flatMap((write) => [...partsOf(plan, write)]));
  const successors = plan.writes.map((_, index) => index + 1).filter((write) => kept.has(write));
  return plan.writes.flatMap((one, index): [number, number][] => {
    const write = index + 1;
    if (one.outcome !== 'ok' || kept.has(write)) return [];
    const by = successors.find((other) => knownTo(plan, other).has(write));
    return by === undefined ? [] : [[write, by]];
  });
}

describe('agreement with brute force', () => {
  property.prop([straight], { numRuns: 1000 })('one version after the other', (plan) => {
    expect(lostIn(chronicleOfPlan(plan))).toEqual(lostByBruteForce(plan));
  });

  property.prop([branching], { numRuns: 1000 })('several versions at once', (plan) => {
    expect(lostIn(chronicleOfPlan(plan))).toEqual(lostByBruteForce(plan));
  });

  property.prop([straight])('whatever took the place of a lost one was an update', (plan) => {
    for (const [write, by] of lostIn(chronicleOfPlan(plan))) {
      const basis = basisOf(plan, by);
      expect(basis).not.toBeNull();
      expect(basis?.every((one) => !partsOf(plan, one).has(write))).toBe(true);
    }
  });
});

describe('lost updates', () => {
  const nodes = ['n1', 'n2'];

  it('of several with the same basis all but the last are lost', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const three = [20, 21, 22].map((at) => story.write('x', at, 30, { basis: [first] }));
    story.stored(first, 'n1', 11);
    const [one = 0, two = 0, last = 0] = three;
    story.stored(one, 'n1', 23, [first]).stored(two, 'n1', 24, [one]).stored(last, 'n1', 25, [two]);
    expect(lostIn(story.final('x', [last]).chronicle())).toEqual([
      [one, last],
      [two, last],
    ]);
  });

  it('a stale basis loses all that came after it, be they updates or not', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const second = story.write('x', 20, 22, { basis: [first] });
    const third = story.write('x', 30, 32);
    const last = story.write('x', 40, 42, { basis: [first] });
    story.stored(first, 'n1', 11).stored(second, 'n1', 21, [first]);
    story.stored(third, 'n1', 31, [second]).stored(last, 'n1', 41, [third]);
    expect(lostIn(story.final('x', [last]).chronicle())).toEqual([
      [second, last],
      [third, last],
    ]);
  });

  it('whoever overwrites without reading loses nothing, and hides no loss before', () => {
    const story = chronicleOf({ nodes });
    const one = story.write('x', 10, 15, { basis: [] });
    const two = story.write('x', 11, 16, { basis: [] });
    const blind = story.write('x', 20, 22);
    story.stored(one, 'n1', 12).stored(two, 'n1', 13, [one]).stored(blind, 'n1', 21, [two]);
    expect(lostIn(story.final('x', [blind]).chronicle())).toEqual([[one, two]]);
  });

  it('an update that merges what it read loses none of it', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.write('x', 10, 12), story.write('x', 10, 12)];
    const merged = story.write('x', 20, 22, { basis: [one, two] });
    story.stored(one, 'n1', 11).stored(two, 'n2', 11).stored(merged, 'n1', 21, [one, two]);
    expect(lostIn(story.final('x', [merged]).chronicle())).toEqual([]);
  });

  it('an update drops the elements of a list that it did not read', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.append('x', 10, 12), story.append('x', 20, 22)];
    const update = story.write('x', 30, 32, { basis: [one] });
    story.stored(one, 'n1', 11).stored(two, 'n1', 21, [one]).stored(update, 'n1', 31, [two]);
    expect(lostIn(story.final('x', [update]).chronicle())).toEqual([[two, update]]);
  });

  it('a plain write can be lost to an update, one that nobody was told of cannot', () => {
    const story = chronicleOf({ nodes });
    const plain = story.write('x', 10, 12);
    const untold = story.write('x', 20, 1020, { outcome: 'info', basis: [plain] });
    const last = story.write('x', 30, 32, { basis: [] });
    story.stored(plain, 'n1', 11).stored(untold, 'n1', 21, [plain]);
    story.stored(last, 'n1', 31, [untold]).final('x', [last]);
    expect(lostIn(story.chronicle())).toEqual([[plain, last]]);
  });

  it('what a failover rolled back is lost, but not to an update', () => {
    const story = chronicleOf({ nodes });
    const first = story.write('x', 10, 12);
    const gone = story.write('x', 20, 22, { basis: [first] });
    const last = story.write('x', 40, 42, { basis: [first] });
    story.stored(first, 'n1', 11).stored(first, 'n2', 11).stored(gone, 'n1', 21, [first]);
    story.left('rolled-back', gone, 'n1', 35).stored(last, 'n2', 41, [first]);
    const findings = check(story.final('x', [last]).chronicle());
    expect(findings.lostUpdates).toEqual([]);
    expect(findings.lostWrites.map(({ operation }) => operation.write)).toEqual([gone]);
  });

  it('nobody knows about a key that nothing could read at the end', () => {
    const story = chronicleOf({ nodes });
    const one = story.write('x', 10, 15, { basis: [] });
    const two = story.write('x', 11, 16, { basis: [] });
    story.stored(one, 'n1', 12).stored(two, 'n1', 13, [one]).final('x', null);
    expect(lostIn(story.chronicle())).toEqual([]);
  });
});
