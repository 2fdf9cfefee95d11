/** Expectations: which number of the report a path means, and when a comparison is met. */
import { describe, expect, it } from 'vitest';
import {
  meets,
  parseExpectation,
  resolveReportPath,
  type Comparison,
} from '../../src/scenario/expectation.js';

const keys = { nodes: ['n1', 'n.2'], groups: ['app', 'app.late'], faults: ['crash-n1-at-5s'] };

describe('paths', () => {
  it.each([
    ['lostWrites', 'findings lostWrites count'],
    ['lostWrites.count', 'findings lostWrites count'],
    ['findings.lostWrites', 'findings lostWrites count'],
    ['lostWrites.byKind.rolled back', 'findings lostWrites byKind rolled back'],
    ['staleReads.maxAge', 'findings staleReads maxAgeMs'],
    ['staleReads.maxAgeMs', 'findings staleReads maxAgeMs'],
    ['rolledBackWrites.acknowledged', 'findings rolledBackWrites acknowledged'],
    ['discardedInConflict', 'findings discardedInConflict count'],
    ['fates.discardedInConflict', 'fates discardedInConflict'],
    ['superseded', 'fates superseded'],
    ['latency.write.p50', 'metrics latency write p50Ms'],
    ['metrics.rto', 'metrics rtoMs'],
    ['recovery.detection', 'metrics recovery detectionMs'],
    ['throughput.perSecond', 'metrics throughput perSecond'],
    ['replication.n.2.behind.max', 'metrics replication n.2 behind max'],
    ['groups.app.lostWrites', 'groups app lostWrites'],
    ['groups.app.late.latency.read.p99', 'groups app.late latency read p99Ms'],
    ['operations.ok', 'operations ok'],
    ['events', 'events'],
    ['converged', 'verdicts converged'],
    ['coverage.notes.read repair: n3 was behind', 'coverage notes read repair: n3 was behind'],
    ['coverage.faults.crash-n1-at-5s', 'coverage faults crash-n1-at-5s'],
  ])('%s is %s', (path, canonical) => {
    const result = resolveReportPath(path, keys);
    expect(result.kind === 'field' ? result.field.path.join(' ') : result).toBe(canonical);
  });

  it.each([
    ['lostWrtes', 'did you mean "lostWrites"?'],
    ['stale_reads', 'did you mean "staleReads"?'],
    ['latency.write.p95', 'did you mean "latency.write.p90"?'],
    ['replication.n3.behind.max', 'did you mean "replication.n1.behind.max"?'],
  ])('does not know %s: %s', (path, hint) => {
    expect(resolveReportPath(path, keys)).toMatchObject({ kind: 'unknown', hint });
  });

  it('takes any name of a node where nobody says which there are', () => {
    expect(resolveReportPath('replication.n9.behind.max').kind).toBe('field');
  });
});

function comparison(path: string, value: number | string): Comparison {
  const result = parseExpectation(path, value, keys);
  if (result.kind === 'problem') throw new Error(result.message);
  return result.comparison;
}

describe('comparisons', () => {
  it.each([
    ['lostWrites', 0, { kind: 'order', operator: '=', value: 0 }],
    ['lostWrites', '0', { kind: 'order', operator: '=', value: 0 }],
    ['lostWrites', '> 0', { kind: 'order', operator: '>', value: 0 }],
    ['lostWrites', '>=3', { kind: 'order', operator: '>=', value: 3 }],
    ['lostWrites', '!= 3', { kind: 'order', operator: '!=', value: 3 }],
    ['lostWrites', '10..20', { kind: 'between', from: 10, to: 20 }],
    ['lostWrites', '12 ± 3', { kind: 'near', value: 12, tolerance: 3 }],
    ['lostWrites', '12 +- 3', { kind: 'near', value: 12, tolerance: 3 }],
    ['rto', '<= 100ms', { kind: 'order', operator: '<=', value: 100 }],
    ['rto', '1.5s', { kind: 'order', operator: '=', value: 1500 }],
    ['rto', '250us..1s', { kind: 'between', from: 0.25, to: 1000 }],
    ['rto', '1s ± 50ms', { kind: 'near', value: 1000, tolerance: 50 }],
    ['rto', 0, { kind: 'order', operator: '=', value: 0 }],
    ['rtoMs', '<= 100', { kind: 'order', operator: '<=', value: 100 }],
    ['converged', 'valid', { kind: 'word', word: 'valid' }],
  ] as const)('%s: %s', (path, value, wanted) => {
    expect(comparison(path, value)).toEqual(wanted);
  });

  it.each([
    ['< 3', [true, false, false]],
    ['<= 3', [true, true, false]],
    ['> 3', [false, false, true]],
    ['>= 3', [false, true, true]],
    ['= 3', [false, true, false]],
    ['!= 3', [true, false, true]],
    ['3', [false, true, false]],
    ['3..4', [false, true, true]],
    ['2 ± 1', [true, true, false]],
    ['4 ± 0.5', [false, false, true]],
  ])('%s for 2, 3 and 4', (text, met) => {
    expect([2, 3, 4].map((actual) => meets(comparison('lostWrites', text), actual))).toEqual(met);
  });

  it('never takes what is unknown for met or failed', () => {
    expect(meets(comparison('rto', '< 1s'), null)).toBe('unknown');
    expect(meets(comparison('converged', 'valid'), 'unknown')).toBe('unknown');
    expect(meets(comparison('converged', 'unknown'), 'unknown')).toBe(true);
    expect(meets(comparison('converged', 'valid'), 'invalid')).toBe(false);
  });
});
