/**
 * Whether a run went as its scenario expects. Paths and comparisons are read by
 * scenario/expectation.ts; this file looks the values up in the report and is careful about what
 * nothing could decide.
 */
import { isAnsweredRead } from '../checkers/answered-reads.js';
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
  const undecided = undecidedIn(run);
  return pairs(spec.expect).map(([path, value]): Expectation => {
    const result = parseExpectation(path, value, keys);
    const expected = String(value);
    if (result.kind === 'problem') return { path, expected, actual: null, met: 'unknown' };
    const steps = result.field.path;
    const actual = valueAt(report, steps);
    const slack = slackOf(steps, undecided);
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

/** How many operations concern keys that no final read could serve, so that nothing is known of fates. */
interface Undecided {
  readonly writes: number;
  readonly reads: number;
}

function undecidedIn({ chronicle: { operations, finalReads } }: Run): Undecided {
  const open = operations.filter(({ key }) => (finalReads.get(key)?.versions ?? null) === null);
  const writes = open.filter(({ write }) => write !== 0).length;
  return { writes, reads: open.filter(isAnsweredRead).length };
}

/**
 * Compares a value that may be up to `slack` higher, because so many operations are undecided.
 */
function judge(comparison: Comparison, actual: number | string | null, slack: number): Met {
  const met = meets(comparison, actual);
  if (typeof actual !== 'number') return met;
  for (let more = 1; more <= slack; more += 1) {
    if (meets(comparison, actual + more) !== met) return 'unknown';
  }
  return met;
}

const countsOfWrites: ReadonlySet<string> = new Set([
  ...['lostWrites', 'discardedInConflict', 'lostUpdates', 'recoveredWrites', 'zombieWrites'],
  ...['present', 'superseded', 'lost'],
]);

/** By how much a number may be higher when the fates of all writes are known. */
function slackOf(path: readonly string[], { writes, reads }: Undecided): number {
  if (path.includes('dirtyReads')) return reads;
  return path.some((name) => countsOfWrites.has(name)) ? writes : 0;
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
