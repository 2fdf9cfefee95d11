/** Which finding is to be shrunk, and how a scenario expects it. */
import { describe, expect, it } from 'vitest';
import { fingerprintsOf } from '../../../src/experiments/fingerprint.js';
import { expectationOf, fingerprintAt, targetOf } from '../../../src/experiments/shrink/target.js';
import { findingAt } from '../../../src/report/explain.js';
import { findingsOf, report } from '../../../src/report/report.js';
import { parseExpectation } from '../../../src/scenario/expectation.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import type { Run } from '../../../src/simulation/run.js';
import { deadlyCrash, runOfInput } from '../../support/planted-faults.js';

/** Loses ten writes, rolled back; and reads from replicas that are a second behind. */
const staleAndLost: Partial<ScenarioInput> = {
  clients: [
    { name: 'app', keys: 3, rate: '10/s', reads: 0 },
    { name: 'readers', keys: 3, rate: '10/s', reads: 1, read: 'any' },
  ],
  faults: [{ ...deadlyCrash, for: '3s' }],
};

function target(expected: Record<string, number | string>) {
  const run = runOfInput({ ...staleAndLost, expect: expected });
  return targetOf(run, findingsOf(run));
}

const finding = (fingerprint: string) => ({ kind: 'finding', fingerprint });

describe('the finding to shrink', () => {
  it.each<[Record<string, number | string>, string]>([
    [{}, 'lostWrites: rolled back'],
    [{ lostWrites: '> 0' }, 'lostWrites: rolled back'],
    [{ staleReads: 0 }, 'staleReads'],
    [{ noStaleReads: 'valid', staleReads: '> 0' }, 'staleReads'],
    [{ 'groups.readers.staleReads': 0 }, 'staleReads'],
    [{ 'lostWrites.byKind.rolled back': 0 }, 'lostWrites: rolled back'],
    [{ 'fates.lost': 0 }, 'lostWrites: rolled back'],
    [{ 'rolledBackWrites.acknowledged': 0 }, 'rolledBackWrites: acknowledged'],
    [{ 'metrics.rpo': 0, 'staleReads.maxAge': 0 }, 'staleReads'],
    // Of two, the one that something is found of.
    [{ 'lostWrites.byKind.stranded': '> 0', staleReads: 0 }, 'staleReads'],
  ])('of a scenario that expects %j is %s', (expected, fingerprint) => {
    expect(target(expected)).toEqual(finding(fingerprint));
  });

  it('is none when something was expected that did not happen', () => {
    expect(target({ duplicateWrites: '> 0', 'operations.fail': 7 })).toEqual({
      kind: 'none',
      why:
        'the scenario expected duplicateWrites > 0 (is 0), operations.fail 7 (is 0), and the run has ' +
        'no finding that is about it; what is not there cannot be made smaller',
    });
  });

  it('is none when nothing was found', () => {
    const run = runOfInput({});
    const none = { kind: 'none', why: 'the run has no findings' };
    expect(targetOf(run, findingsOf(run))).toEqual(none);
  });
});

describe('the fingerprint of a numbered finding', () => {
  const run: Run = runOfInput(staleAndLost);
  const findings = findingsOf(run);

  it('is that of its kind', () => {
    const told = report(run, { items: Infinity });
    const counts = new Map<string, number>();
    for (let number = 1; ; number += 1) {
      const place = findingAt(told, number);
      if (place === null) break;
      const fingerprint = fingerprintAt(run, findings, place) ?? 'none';
      counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
    }
    expect(counts).toEqual(fingerprintsOf(findings, run));
    expect(counts.size).toBeGreaterThan(4);
  });

  it('is none beyond the last', () => {
    expect(fingerprintAt(run, findings, { finding: 'lostWrites', index: 999 })).toBeNull();
    expect(fingerprintAt(run, findings, { finding: 'divergenceIntervals', index: 0 })).toBeNull();
  });
});

describe('the expectation of a finding', () => {
  it.each([
    ['lostWrites: rolled back', 'lostWrites.byKind.rolled back'],
    ['sessionViolations: monotonicReads', 'sessionViolations.byGuarantee.monotonicReads'],
    ['rolledBackWrites: acknowledged', 'rolledBackWrites.acknowledged'],
    ['rolledBackWrites: unacknowledged', 'rolledBackWrites'],
    ['dirtyReads: forgotten', 'dirtyReads'],
    ['splitBrain: with losses', 'splitBrain'],
    ['invariantViolations: one primary an epoch', 'invariantViolations'],
    ['staleReads', 'staleReads'],
  ])('%s is a number of the report', (fingerprint, path) => {
    expect(expectationOf(fingerprint)).toEqual({ [path]: '> 0' });
    expect(parseExpectation(path, '> 0').kind).toBe('expectation');
  });
});
