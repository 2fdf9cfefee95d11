/** What leaderless quorums keep under everything that a hunt draws, with each of their main settings. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { report } from '../../src/report/report.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { drawn, type Drawn } from '../support/quorum-drawn.js';

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 2);
const schemes = ['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'] as const;

describe('R + W > N', () => {
  const settings: Readonly<Record<string, Drawn>> = {
    ...Object.fromEntries(schemes.map((versions) => [versions, { database: { versions } }])),
    'digest reads': { database: { digests: true } },
    'digests of all': { database: { digests: true, ask: 'all' } },
    'digests of all by chance': { database: { digests: true, readRepair: { chance: '30%' } } },
    'all are asked, and speculation': { database: { ask: 'all', speculate: '20ms' } },
    'no repair and no hints': { database: { readRepair: { mode: 'none' }, hints: 'none' } },
    'repair in the background': { database: { readRepair: { mode: 'background', chance: '30%' } } },
    'one and all': { database: { writeLevel: 'all', readLevel: 'one' } },
    'all and one': { database: { writeLevel: 'one', readLevel: 'all' } },
    'five replicas, two and four': { database: { replicas: 5, writeLevel: 4, readLevel: 2 } },
    'anti-entropy': { database: { antiEntropy: { every: '300ms', depth: 4 } } },
    'hints at once, few of them': {
      database: { hints: { after: '20ms', every: '100ms', most: 5 } },
    },
    'coordinators that hold nothing': {
      database: { members: { n5: { role: 'coordinator' } } },
      client: { coordinator: 'in turn' },
    },
    'sessions that tell what they have seen': { client: { context: 'reads' } },
    appends: { client: { workload: 'append' } },
    updates: { database: { versions: 'dotted' }, client: { workload: 'update' } },
  };
  const names = fc.constantFrom(...Object.keys(settings));

  test.prop([names, seeds], { numRuns: 2 * runs })(
    'never misses an acknowledged write and loses none, while clocks agree and disks keep',
    (name, seed) => {
      const described = drawn({ ...settings[name], without: ['clock'] }, seed);
      const run = simulate(described, { seed });
      const { findings, operations } = report(run);
      expect(run.invariantViolations).toEqual([]);
      expect(findings.staleReads.items).toEqual([]);
      expect(findings.lostWrites.items).toEqual([]);
      expect(findings.zombieWrites.count).toBe(0);
      expect(operations.ok).toBeGreaterThan(0);
    },
  );

  test.prop([names, seeds], { numRuns: Math.ceil(runs / 8) })(
    'runs the same in both modes',
    (name, seed) => {
      const described = drawn(settings[name] ?? {}, seed);
      const plain = simulate(described, { seed });
      const recorded = simulate(described, { seed, record: true, freeze: true });
      expect(recorded.digest).toBe(plain.digest);
    },
  );
});

describe('at any levels, with any clocks', () => {
  const levels = fc.constantFrom('one', 'two', 'quorum', 'all', 'any');
  const loose = fc.record({
    versions: fc.constantFrom(...schemes),
    writeLevel: levels,
    readLevel: levels.filter((level) => level !== 'any'),
    sloppy: fc.boolean(),
  });
  const repairs = { antiEntropy: { every: '300ms', depth: 4 } };

  test.prop([loose, seeds], { numRuns: runs })(
    'a collection loses no acknowledged addition, and its replicas converge',
    (database, seed) => {
      const client = { workload: 'append', keys: 3 };
      const parts = ['faults', 'network', 'hosts'] as const;
      const run = simulate(drawn({ database: { ...database, ...repairs }, client, parts }, seed));
      const { findings, verdicts } = report(run);
      expect(findings.lostWrites.items).toEqual([]);
      expect(verdicts['converged']).toBe('valid');
      expect(elementsOf(run)).toEqual(additionsOf(run));
    },
  );

  const vectors = fc
    .tuple(loose, fc.constantFrom('version-vectors' as const, 'dotted' as const))
    .map(([database, versions]) => ({ ...database, versions }));

  test.prop([vectors, seeds], { numRuns: runs })(
    'with vectors no value is dropped but for one whose writer knew of it',
    (database, seed) => {
      const parts = ['faults', 'network', 'hosts'] as const;
      const { findings, fates } = report(
        simulate(drawn({ database: { ...database, ...repairs }, parts }, seed)),
      );
      expect(findings.lostWrites.items).toEqual([]);
      expect(fates.discardedInConflict).toBe(0);
    },
  );
});

/** By key, what at least one replica holds in the end. */
function elementsOf({ chronicle }: Run): readonly number[] {
  const held = chronicle.finalContents.flatMap(({ versions }) => [...(versions?.values() ?? [])]);
  const acknowledged = new Set(additionsOf({ chronicle }));
  return [...new Set(held.flat())].filter((write) => acknowledged.has(write)).toSorted(ascending);
}

function additionsOf({ chronicle: { operations } }: Pick<Run, 'chronicle'>): readonly number[] {
  const added = operations.filter(({ kind, outcome }) => kind !== 'read' && outcome === 'ok');
  return added.map(({ write }) => write).toSorted(ascending);
}

const ascending = (a: number, b: number): number => a - b;

describe('a hint', () => {
  const limits = fc.constantFrom(
    { every: '200ms', lifetime: '1s' },
    { every: '100ms', after: '20ms' },
    { every: '1s', after: '10ms', lifetime: '3s' },
  );

  // A crash of the holder can take hints with it that were not durable yet: that is what it does to all writes.
  test.prop([limits, fc.boolean(), seeds], { numRuns: runs })(
    'is delivered or reported as lost',
    (hints, sloppy, seed) => {
      const database = { hints, sloppy, writeLevel: 'one' };
      const { notes, finalViews } = simulate(
        drawn({ database, without: ['crash', 'restart'] }, seed),
        { seed },
      );
      const count = (event: string): number => notes.get(event) ?? 0;
      const left = [...finalViews.values()].map(
        (view) => / (\d+) hints/.exec(view?.text ?? '')?.[1],
      );
      expect(left.every((number) => number === '0')).toBe(true);
      expect(count('hint kept')).toBe(count('hint delivered') + count('hint lost'));
    },
  );
});

describe('while nodes join, leave and are replaced', () => {
  const spares = { nodes: 7, members: { n6: { role: 'none' }, n7: { role: 'none' } } };
  const streaming = { batch: 1 };
  const changes = [
    { at: '1s', command: 'join', node: 'n6' },
    { at: '2500ms', command: 'leave', node: 'n2' },
    { at: '4s', command: 'join', node: 'n7' },
  ];
  const replacing = [
    { at: '1s', crash: 'n2' },
    { at: '2s', command: 'replace', node: 'n6', gone: 'n2' },
  ];
  const zones = { eu: ['n1', 'n2', 'n3', 'n7'], us: ['n4', 'n5', 'n6'] };
  const zoned = { network: { zones }, database: { replicas: { eu: 2, us: 1 } } };
  const crashes = [1, 2, 3, 4, 5].map((count) => ({
    when: { event: 'knows the ring', on: 'n1', count },
    crash: 'n6',
    for: '300ms',
  }));
  const stories: Readonly<Record<string, Drawn>> = {
    'one after the other': { faults: changes },
    'a node that is gone for good is replaced': { faults: replacing },
    'in two zones': { ...zoned, faults: changes },
    'a node that is gone is replaced from the other zone': {
      ...zoned,
      faults: replacing,
    },
    'coordinators that hold nothing': {
      database: { members: { ...spares.members, n5: { role: 'coordinator' } } },
      client: { coordinator: 'in turn' },
      faults: changes,
    },
    'a driver that crashes at every step': {
      faults: [{ at: '1s', command: 'join', node: 'n6' }, ...crashes],
    },
  };
  const kinds = fc.constantFrom('register', 'append');
  const names = fc.constantFrom(...Object.keys(stories));

  test.prop([names, fc.constantFrom(...schemes), kinds, seeds], { numRuns: 2 * runs })(
    'strict quorums lose no acknowledged write and miss none',
    (name, versions, workload, seed) => {
      const { database, client, ...story } = stories[name] ?? {};
      const given = {
        ...story,
        database: { ...spares, versions, streaming, ...database },
        client: { ...client, workload },
        without: ['clock'],
      } as const;
      const run = simulate(drawn(given, seed), { seed });
      const { findings } = report(run);
      expect(run.invariantViolations).toEqual([]);
      expect(findings.lostWrites.items).toEqual([]);
      expect(findings.staleReads.items).toEqual([]);
    },
  );
});
