/** What a hunt is after, by name, and whether a run has it; which expectations mean something when faults are drawn. */
import { describe, expect, it } from 'vitest';
import {
  catchesIn,
  quarryNamed,
  withQuarry,
  type Quarry,
} from '../../../src/experiments/hunt/quarry.js';
import { demonstrationsOf, promisesOf } from '../../../src/experiments/hunt/promises.js';
import type { Space } from '../../../src/experiments/hunt/space.js';
import type { Measurement } from '../../../src/experiments/sweep/measurement.js';
import { scenario } from '../../../src/scenario/build.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

function expecting(expected: NonNullable<ScenarioInput['expect']>): Scenario {
  return scenario({
    name: 'Two nodes',
    database: { kind: 'primary-replica', nodes: 2 },
    clients: [{ name: 'app' }],
    duration: '10s',
    faults: [{ at: '1s', crash: 'n1', id: 'power' }],
    expect: expected,
  });
}

const nothingVaries: Space = {
  faults: null,
  network: null,
  workload: null,
  hosts: null,
  reads: null,
};
const faultsVary: Space = {
  ...nothingVaries,
  faults: {
    ...{
      kinds: ['crash'],
      most: 1,
      longest: 1,
      from: 0,
      to: 1,
      isHealed: true,
      keepsOwn: false,
    },
    targets: { nodes: ['n1', 'n2'], roles: [], zones: [], groups: ['app'] },
    ...{ messages: [], commands: [], events: [], longestAfterEvent: 1 },
  },
};

describe('a promise', () => {
  it('is what a run meets in which nothing goes wrong', () => {
    const given = expecting({
      lostWrites: 0,
      'lostWrites.byKind.stranded': '<= 2',
      staleReads: '> 0',
      'staleReads.maxAge': '< 1s',
      rolledBackWrites: 7,
      'groups.app.dirtyReads': '10..20',
      'fates.lost': '!= 5',
      converged: 'valid',
      linearizable: 'invalid',
      'latency.write.p99': '<= 1s',
      rpo: '4949ms',
      'operations.ok': '> 100',
      'coverage.faults.power': 1,
      'coverage.notes.promoted': '> 0',
    });
    expect(promisesOf(given, faultsVary).map(({ path }) => path)).toEqual([
      ...['converged', 'fates.lost', 'latency.write.p99', 'lostWrites'],
      ...['lostWrites.byKind.stranded', 'operations.ok', 'staleReads.maxAge'],
    ]);
    expect(demonstrationsOf(given, faultsVary).map(({ path }) => path)).toEqual([
      ...['coverage.faults.power', 'coverage.notes.promoted', 'groups.app.dirtyReads'],
      ...['linearizable', 'rolledBackWrites', 'rpo', 'staleReads'],
    ]);
    const kept = promisesOf(given, nothingVaries).map(({ path }) => path);
    expect(kept.filter((path) => path.startsWith('coverage'))).toHaveLength(2);
  });
});

describe('the name of what to find', () => {
  const given = expecting({ lostWrites: 0, 'latency.write.p99': '<= 1s' });

  it.each<readonly [string, Quarry | null]>([
    ['lostWrites', { kind: 'finding', finding: 'lostWrites' }],
    ['lostWrites: rolled back', { kind: 'fingerprint', fingerprint: 'lostWrites: rolled back' }],
    ['latency.write.p99', { kind: 'expectation', path: 'latency.write.p99' }],
    ['linearizable', { kind: 'expectation', path: 'linearizable' }],
    ['latency.write.p50', null],
    ['divergenceIntervals', null],
    ['lostWritez', null],
  ])('%s', (name, quarry) => {
    expect(quarryNamed(name, given)).toEqual(quarry);
  });

  it('lets a scenario expect a verdict to be valid that it did not expect so', () => {
    const asking = withQuarry({ kind: 'expectation', path: 'linearizable' }, given, []);
    expect(asking.spec.expect).toEqual({ ...given.spec.expect, linearizable: 'valid' });
    expect(withQuarry({ kind: 'failure' }, given, [])).toBe(given);
  });
});

const measured: Measurement = {
  ...{ seed: 7, outcome: 'failed', traceDigest: '0', events: 1 },
  numbers: new Map(),
  verdicts: new Map(),
  faults: new Map(),
  notes: new Map(),
  fingerprints: new Map([
    ['invariantViolations: one epoch, one primary', 1],
    ['lostWrites: rolled back', 3],
    ['lostWrites: forgotten', 2],
    ['sessionViolations: monotonicReads', 4],
    ['divergence', 5],
  ]),
  expectations: [
    { path: 'lostWrites', expected: '0', met: false },
    { path: 'lostWrites.byKind.forgotten', expected: '0', met: false },
    { path: 'latency.write.p99', expected: '<= 1s', met: false },
    { path: 'monotonicReads', expected: 'valid', met: false },
    { path: 'linearizable', expected: 'valid', met: false },
    { path: 'converged', expected: 'valid', met: 'unknown' },
    { path: 'dirtyReads', expected: '0', met: true },
  ],
};

describe('a catch', () => {
  const namesOf = (quarry: Quarry): readonly string[] =>
    catchesIn(quarry, measured).map(({ name }) => name);

  it('is every finding of that name, or only those of one kind', () => {
    expect(catchesIn({ kind: 'finding', finding: 'lostWrites' }, measured)).toEqual([
      { name: 'lostWrites: rolled back', fingerprint: 'lostWrites: rolled back', times: 3 },
      { name: 'lostWrites: forgotten', fingerprint: 'lostWrites: forgotten', times: 2 },
    ]);
    expect(namesOf({ kind: 'fingerprint', fingerprint: 'lostWrites: forgotten' })).toEqual([
      'lostWrites: forgotten',
    ]);
    expect(namesOf({ kind: 'finding', finding: 'staleReads' })).toEqual([]);
  });

  it('is what an unmet expectation is about, and itself where that is no finding', () => {
    expect(namesOf({ kind: 'expectation', path: 'monotonicReads' })).toEqual([
      'sessionViolations: monotonicReads',
    ]);
    expect(catchesIn({ kind: 'expectation', path: 'linearizable' }, measured)).toEqual([
      { name: 'linearizable is not valid', fingerprint: null, times: 1 },
    ]);
    expect(namesOf({ kind: 'expectation', path: 'converged' })).toEqual([]);
  });

  it('is otherwise whatever makes the run fail, each once, broken invariants first', () => {
    expect(namesOf({ kind: 'failure' })).toEqual([
      'invariantViolations: one epoch, one primary',
      'lostWrites: rolled back',
      'lostWrites: forgotten',
      'latency.write.p99 is not <= 1s',
      'sessionViolations: monotonicReads',
      'linearizable is not valid',
    ]);
  });
});
