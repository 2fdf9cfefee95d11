/**
 * Which expectations of a scenario still mean something when other faults are drawn for it. Those that promise
 * do: nothing is lost, nothing takes longer. Those that demonstrate what its own faults bring about do not.
 */
import { pairs } from '../../kernel/pairs.js';
import {
  meets,
  parseExpectation,
  reportKeysOf,
  type Comparison,
  type ReportField,
} from '../../scenario/expectation.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Space } from './space.js';

export interface Expected {
  readonly path: string;
  readonly value: number | string;
  readonly field: ReportField;
}

/** The expectations that are kept, in the order of their paths. */
export function promisesOf(scenario: Scenario, space: Space): readonly Expected[] {
  return expectationsOf(scenario).flatMap(({ comparison, ...expected }) =>
    isPromise(expected.field, comparison, space) ? [expected] : [],
  );
}

/** The expectations that are left out. */
export function demonstrationsOf(scenario: Scenario, space: Space): readonly Expected[] {
  return expectationsOf(scenario).flatMap(({ comparison, ...expected }) =>
    isPromise(expected.field, comparison, space) ? [] : [expected],
  );
}

function expectationsOf({
  spec,
}: Scenario): readonly (Expected & { readonly comparison: Comparison })[] {
  const keys = reportKeysOf(spec);
  return pairs(spec.expect).flatMap(([path, value]) => {
    const read = parseExpectation(path, value, keys);
    if (read.kind === 'problem') return [];
    return [{ path, value, field: read.field, comparison: read.comparison }];
  });
}

/**
 * A finding must be allowed to be absent, and a verdict to be valid. Of other numbers a bound is a promise; an
 * exact one is about the run that somebody wrote. How often faults strike and notes are made varies with them.
 */
function isPromise(
  { path, words }: ReportField,
  comparison: Comparison,
  { faults }: Space,
): boolean {
  if (words !== null) return meets(comparison, 'valid') === true;
  const [section = '', , name = ''] = path;
  if (section === 'coverage') return faults === null;
  if (section === 'findings' || isCountOfFates(path)) return meets(comparison, 0) === true;
  if (section === 'groups' && countsInGroups.has(name)) return meets(comparison, 0) === true;
  return comparison.kind === 'order' && comparison.operator !== '=';
}

function isCountOfFates([section, name]: readonly string[]): boolean {
  return section === 'fates' && ['lost', 'discardedInConflict', 'unknown'].includes(name ?? '');
}

/** Findings that are also counted for each client group. */
const countsInGroups: ReadonlySet<string> = new Set([
  ...['lostWrites', 'lostUpdates', 'staleReads', 'dirtyReads', 'sessionViolations'],
]);
