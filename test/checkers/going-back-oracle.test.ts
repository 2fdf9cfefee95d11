/**
 * Session violations and inversions of small random histories, against their definitions read literally:
 * every operation against every other one, and reachability by walking.
 */
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { check, type Findings } from '../../src/checkers/check.js';
import { isGone } from '../../src/checkers/fates.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import type { Operation } from '../../src/history/operation.js';
import { chronicleOf } from '../support/chronicle.js';

const nodes = ['n1', 'n2'];
const keys = ['x', 'y'];
const spacing = 10;

const step = fc.record({
  kind: fc.constantFrom('write', 'write', 'append', 'read', 'read', 'read'),
  client: fc.nat({ max: 2 }),
  key: fc.constantFrom(0, 0, 0, 1),
  takes: fc.integer({ min: 1, max: 25 }),
  outcome: fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'info' as const),
  /** Which of the earlier writes to its key a write knew of, or which of them all a read returned. */
  choice: fc.nat({ max: 255 }),
  isStored: fc.boolean(),
  isStoredLate: fc.constantFrom(false, false, true),
  /** For which other write conflict resolution dropped it; 0: for none. */
  droppedFor: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5),
});

const plans = fc.record({
  steps: fc.array(step, { minLength: 2, maxLength: 9 }),
  finals: fc.tuple(fc.option(fc.nat({ max: 255 })), fc.option(fc.nat({ max: 255 }))),
});

type Plan = typeof plans extends fc.Arbitrary<infer Value> ? Value : never;

const isChosen = (choice: number, place: number): boolean =>
  Math.floor(choice / 2 ** place) % 2 === 1;

/** The plan as a chronicle. A register holds one version, so of two thirds of the choices one is left. */
function chronicleOfPlan({ steps, finals }: Plan): Chronicle {
  const story = chronicleOf({ nodes });
  const writes = keys.map((): number[] => []);
  steps.forEach((one, index) => {
    if (one.kind === 'read') return;
    writes[one.key]?.push(1 + steps.slice(0, index).filter(({ kind }) => kind !== 'read').length);
  });
  let begun = 0;
  /** Writes to a key that have been invoked by now. */
  const chosenOf = (key: number, choice: number): number[] => {
    const invoked = (writes[key] ?? []).filter((write) => write <= begun);
    const chosen = invoked.filter((_, place) => isChosen(choice, place));
    return choice % 3 === 0 ? chosen : chosen.slice(-1);
  };
  steps.forEach(({ kind, client, key, takes, outcome, ...one }, index) => {
    const at = (index + 1) * spacing;
    const options = { client: `app.${client}`, outcome };
    const name = keys[key] ?? '';
    if (kind === 'read') {
      story.read(name, at, at + takes, chosenOf(key, one.choice), options);
      return;
    }
    begun += 1;
    const id = story[kind === 'append' ? 'append' : 'write'](name, at, at + takes, options);
    if (!one.isStored) return;
    const storedAt = at + (one.isStoredLate ? 15 : 1);
    const known = chosenOf(key, one.choice).filter((other) => other < id);
    story.stored(id, 'n1', storedAt, known);
    if (one.droppedFor > 0) story.left('discarded', id, 'n1', 300, one.droppedFor);
  });
  finals.forEach((choice, key) => {
    story.final(keys[key] ?? '', choice === null ? null : chosenOf(key, choice));
  });
  return story.chronicle();
}

/** The definitions, literally. */
function definitionsOf(chronicle: Chronicle, { fates }: Findings) {
  const { operations, writes, provenance } = chronicle;
  const all = operations.filter(({ write }) => write !== 0);
  const storedAt = (write: number): number => {
    const row = provenance.write.findIndex((one, at) => one === write && provenance.kind[at] === 0);
    return row < 0 ? (writes[write]?.invokedAt ?? 0) : (provenance.at[row] ?? 0);
  };
  const older = (write: number): number[] => {
    const losers = provenance.write.filter((loser, row) => {
      const [lost, won] = [writes[loser], writes[write]];
      if (provenance.kind[row] !== 3 || provenance.other[row] !== write || loser === write)
        return false;
      const isClobbered = won?.outcome === 'ok' && (won.completedAt ?? 0) < (lost?.invokedAt ?? 0);
      return lost?.key === won?.key && !isClobbered;
    });
    return [...(provenance.knows[write] ?? []), ...losers];
  };
  const reaches = (from: number, to: number, seen = new Set<number>()): boolean => {
    if (from === to) return true;
    seen.add(from);
    return older(from).some((next) => !seen.has(next) && reaches(next, to, seen));
  };
  const places = new Map<number, number>();
  const visited = new Set<number>();
  const visit = (write: number): void => {
    const circle = all.filter(
      (other) => reaches(write, other.write) && reaches(other.write, write),
    );
    const isRoot = circle.every((other) => !visited.has(other.write));
    visited.add(write);
    for (const next of older(write)) if (!visited.has(next)) visit(next);
    const place = places.size;
    if (isRoot) for (const other of circle) places.set(other.write, place);
  };
  const ranked = all.map(({ write }) => write).sort((a, b) => storedAt(a) - storedAt(b) || a - b);
  for (const write of ranked) if (!visited.has(write)) visit(write);
  const place = (write: number): number => places.get(write) ?? -1;

  const includes = (versions: readonly number[], write: number): boolean =>
    versions.includes(write) ||
    all.some(
      ({ kind, write: over }) =>
        kind === 'write' &&
        over !== write &&
        writes[over]?.key === writes[write]?.key &&
        versions.some((version) => reaches(version, over)) &&
        (reaches(over, write) || (isGone(fates.get(write)) && place(over) > place(write))),
    );
  const reads = operations.filter(({ kind, outcome }) => kind === 'read' && outcome === 'ok');
  const before = (one: Operation, other: Operation): boolean =>
    one.key === other.key && one.completedAt !== null && one.completedAt < other.invokedAt;
  const earlier = (of: Operation): Operation[] =>
    operations.filter((one) => one.client === of.client && one.outcome === 'ok' && before(one, of));
  const readBefore = (of: Operation): number[] =>
    earlier(of).flatMap(({ versions }) => versions ?? []);
  const writtenBefore = (of: Operation): number[] => [
    ...earlier(of).flatMap(({ write }) => (write === 0 ? [] : [write])),
    ...readBefore(of).filter((write) => {
      const own = writes[write];
      return own?.client === of.client && own.outcome !== 'ok';
    }),
  ];
  return { reads, all, place, includes, before, readBefore, writtenBefore };
}

/** `readYourWrites: 5 by 5, misses at place 2`. */
type Told = readonly [what: string, later: number, read: number, missed: number];

function byBruteForce(chronicle: Chronicle, findings: Findings): Told[] {
  const { reads, all, place, includes, before, readBefore, writtenBefore } = definitionsOf(
    chronicle,
    findings,
  );
  const missing = (versions: readonly number[], promised: readonly number[]): number | null => {
    const missed = promised.filter((write) => !includes(versions, write)).map(place);
    return missed.length === 0 ? null : Math.max(...missed);
  };
  const told: Told[] = [];
  for (const read of reads) {
    const versions = read.versions ?? [];
    const returned = reads.filter((one) => before(one, read)).flatMap((one) => one.versions ?? []);
    for (const [what, promised] of [
      ['readYourWrites', writtenBefore(read)],
      ['monotonicReads', readBefore(read)],
      ['inversion', returned],
    ] as const) {
      const missed = missing(versions, promised);
      if (missed !== null) told.push([what, read.id, read.id, missed]);
    }
  }
  for (const later of all) {
    for (const [what, promised] of [
      ['monotonicWrites', writtenBefore(later)],
      ['writesFollowReads', readBefore(later)],
    ] as const) {
      for (const { id, versions } of reads) {
        const at = versions?.indexOf(later.write) ?? -1;
        if (at < 0 || versions === null) continue;
        const state = later.kind === 'append' ? versions.slice(0, at + 1) : versions;
        const missed = missing(state, promised);
        if (missed === null) continue;
        told.push([what, later.id, id, missed]);
        break;
      }
    }
  }
  return told;
}

function byCheckers(chronicle: Chronicle, findings: Findings): Told[] {
  const { place } = definitionsOf(chronicle, findings);
  return [
    ...findings.sessionViolations.map(({ guarantee, later, read, missed }): Told => [
      guarantee,
      later.id,
      read.id,
      place(missed),
    ]),
    ...findings.inversions.map(({ later, missed }): Told => [
      'inversion',
      later.id,
      later.id,
      place(missed),
    ]),
  ];
}

const sorted = (told: readonly Told[]): string[] => told.map(String).sort();

describe('the checkers agree with brute force', () => {
  property.prop([plans], { numRuns: 1000 })('on session violations and inversions', (plan) => {
    const chronicle = chronicleOfPlan(plan);
    const findings = check(chronicle);
    expect(sorted(byCheckers(chronicle, findings))).toEqual(
      sorted(byBruteForce(chronicle, findings)),
    );
  });

  property.prop([plans])('on what the session had done before', (plan) => {
    const { sessionViolations, inversions } = check(chronicleOfPlan(plan));
    for (const { earlier, later, missed } of [...sessionViolations, ...inversions]) {
      expect(earlier.write === missed || earlier.versions?.includes(missed)).toBe(true);
      expect(earlier.key).toBe(later.key);
      expect(earlier.invokedAt).toBeLessThan(later.invokedAt);
    }
    for (const { earlier, later } of sessionViolations) expect(earlier.client).toBe(later.client);
  });
});
