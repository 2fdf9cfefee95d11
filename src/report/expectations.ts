/**
 * Whether a run went as its scenario expects. Paths and comparisons are read by
 * scenario/expectation.ts; this file looks the values up in the report and is careful about what
 * nothing could decide.
 */
import { meets, parseExpectation, reportKeysOf } from '../scenario/expectation.js';
import type { Comparison } from '../scenario/expectation.js';
import { pairs } from '../kernel/pairs.js';
import type { Run } from '../simulation/run.js';
import type { Report } from './schema.js';

/** A report before it is known whether it is as expected. */
export type Unjudged = Omit<Report, 'expectations' | 'outcome'>;

type Expectation = Report['expectations'][number];
type Met = Expectation['met'];

/** Judges every expectation of the scenario, in the order of their paths. */
export function judgeExpectations(run: Run, report: Unjudged): Expectation[] {
  const { spec } = run.scenario;
  const keys = reportKeysOf(spec);
  const isUnknown = (key: string): boolean =>
    (run.chronicle.finalReads.get(key)?.versions ?? null) === null;
  const unknownWrites = run.chronicle.writes.filter(
    (write) => write !== undefined && isUnknown(write.key),
  ).length;
  return pairs(spec.expect).map(([path, value]): Expectation => {
    const result = parseExpectation(path, value, keys);
    const expected = String(value);
    if (result.kind === 'problem') return { path, expected, actual: null, met: 'unknown' };
    const steps = result.field.path;
    const actual = valueAt(report, steps);
    const slack = dependsOnFates(steps) ? unknownWrites : 0;
    const met = run.stoppedEarly === null ? judge(result.comparison, actual, slack) : 'unknown';
    return { path, expected, actual, met };
  });
}

/**
 * Failed, when an expectation is unmet or an invariant was violated; unknown, when an expectation
 * could not be decided or the run was cut short; otherwise as expected.
 */
export function outcomeOf(
  run: Run,
  expectations: readonly Pick<Expectation, 'met'>[],
): Report['outcome'] {
  if (run.invariantViolations.length > 0) return 'failed';
  if (expectations.some(({ met }) => met === false)) return 'failed';
  if (run.stoppedEarly !== null) return 'unknown';
  return expectations.every(({ met }) => met === true) ? 'as-expected' : 'unknown';
}

/**
 * Compares a value that may be up to `slack` higher, because so many writes have an unknown fate.
 */
function judge(comparison: Comparison, actual: number | string | null, slack: number): Met {
  const met = meets(comparison, actual);
  if (typeof actual !== 'number') return met;
  for (let more = 1; more <= slack; more += 1) {
    if (meets(comparison, actual + more) !== met) return 'unknown';
  }
  return met;
}

const countsOfFates: ReadonlySet<string> = new Set([
  ...['lostWrites', 'discardedInConflict', 'recoveredWrites', 'zombieWrites', 'dirtyReads'],
  ...['present', 'superseded', 'lost'],
]);

/** True for numbers that would be known better if every write had a known fate. */
function dependsOnFates(path: readonly string[]): boolean {
  return path.some((name) => countsOfFates.has(name));
}

/**
 * The number or word at a path. What a run never noted, and no fault that never struck, has a count
 * of 0.
 */
function valueAt(report: Unjudged, path: readonly string[]): number | string | null {
  let value: unknown = report;
  for (const name of path) {
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  }
  if (typeof value === 'number' || typeof value === 'string') return value;
  return path[0] === 'coverage' ? 0 : null;
}
