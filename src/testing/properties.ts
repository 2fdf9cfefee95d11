/** Properties that are often asked for, and how to put them together. */
import type { AskedFor } from '../checkers/asked-for.js';
import { findingOf, type Fingerprint } from '../experiments/fingerprint.js';
import { catchesIn, findingNames, type Catch, type Quarry } from '../experiments/hunt/quarry.js';
import type { FindingKind } from '../report/schema.js';
import { hintAmong, quote } from '../scenario/suggestion.js';
import type { Problem, Property, Trial } from './property.js';

/** No invariant is broken, and everything is as the scenario expects. */
export const asExpected: Property = (trial) => {
  const { report, fingerprints } = trial;
  switch (report.outcome) {
    case 'as-expected':
      return true;
    case 'unknown':
      return 'unknown';
    case 'failed':
      return catchesIn(
        { kind: 'failure' },
        { fingerprints, expectations: report.expectations },
      ).map((one) => problemOf(one, trial));
  }
};

/** Every acknowledged write is there in the end, or replaced by one that knew of it. */
export const noLostWrites = verdict('noLostWrites');

/** Every read returns what was acknowledged before it began, or something newer. */
export const noStaleReads = verdict('noStaleReads');

/** When all is over, every node has the same. */
export const converged = verdict('converged');

/** Once nothing is wrong any more, a write succeeds within the time that the database promises. */
export const live = verdict('live');

export const readYourWrites = verdict('readYourWrites');
export const monotonicReads = verdict('monotonicReads');
export const monotonicWrites = verdict('monotonicWrites');
export const writesFollowReads = verdict('writesFollowReads');

export const linearizable = verdict('linearizable', ['linearizable']);
export const sequential = verdict('sequential', ['sequential']);
export const causal = verdict('causal', ['causal']);
export const causallyConvergent = verdict('causallyConvergent', ['causallyConvergent']);

/**
 * The run has no such finding: `without('splitBrain')`, or with a fingerprint `without('lostWrites:
 * forgotten')`. Throws a RangeError when no finding is called so.
 */
export function without(name: Fingerprint): Property {
  const finding = findingNames.find((one) => one === findingOf(name));
  if (finding === undefined) {
    const hint = hintAmong(name, findingNames, 'there are');
    throw new RangeError(`without: there is no finding ${quote(name)} (${hint ?? ''})`);
  }
  const quarry: Quarry =
    finding === name ? { kind: 'finding', finding } : { kind: 'fingerprint', fingerprint: name };
  return (trial) => {
    const { fingerprints, run, report } = trial;
    const found = catchesIn(quarry, { fingerprints, expectations: [] });
    if (found.length > 0) return found.map((one) => problemOf(one, trial));
    const isOpen = ofFates.has(finding) && report.fates.unknown > 0;
    return (run.stoppedEarly === null && !isOpen) || 'unknown';
  };
}

/** Findings that nobody can rule out while the fate of a write is unknown. */
const ofFates: ReadonlySet<FindingKind> = new Set<FindingKind>([
  ...(['lostWrites', 'discardedInConflict', 'lostUpdates', 'zombieWrites'] as const),
  ...(['recoveredWrites', 'dirtyReads'] as const),
]);

/** All of them hold. The problems of all are told; where there are none, it is unknown if one of them is. */
export function allOf(...properties: readonly Property[]): Property {
  const also = [...new Set(properties.flatMap((property) => property.also ?? []))];
  return asking(also, (trial) => {
    const judgements = properties.map((property) => judgementOf(property, trial));
    const problems = judgements.flatMap((one) => one.problems);
    if (problems.length > 0) return problems;
    return judgements.every(({ isKnown }) => isKnown) || 'unknown';
  });
}

/** What a property says of a run. */
export interface Judgement {
  readonly problems: readonly Problem[];
  /** False when the run says nothing about it. */
  readonly isKnown: boolean;
}

/** Asks a property. What it throws is thrown. */
export function judgementOf(property: Property, trial: Trial): Judgement {
  const answer: unknown = property(trial);
  const isKnown = answer !== 'unknown';
  if (answer === false) return { problems: [{ name: 'the property is false' }], isKnown };
  if (Array.isArray(answer)) return { problems: answer as readonly Problem[], isKnown };
  if (typeof answer !== 'object' || answer === null) return { problems: [], isKnown };
  if ('name' in answer) return { problems: [answer as Problem], isKnown };
  throw new TypeError(
    'a property answers at once: true, false, nothing, "unknown", or problems with names',
  );
}

/** The verdict of this name is valid. */
function verdict(name: string, also: readonly AskedFor[] = []): Property {
  return asking(also, (trial) => {
    const { report, fingerprints } = trial;
    const found = report.verdicts[name];
    if (found !== 'invalid') return found === 'valid' || 'unknown';
    const expectations = [{ path: name, expected: 'valid', met: false }];
    return catchesIn({ kind: 'expectation', path: name }, { fingerprints, expectations }).map(
      (one) => problemOf(one, trial, name),
    );
  });
}

function asking(also: readonly AskedFor[], property: Property): Property {
  return also.length === 0 ? property : Object.assign(property, { also });
}

/** What was caught, as a problem; `path` is that of the expectation, when only one was judged. */
function problemOf(
  { name, fingerprint }: Catch,
  trial: Trial,
  path: string | null = null,
): Problem {
  if (fingerprint !== null) return { name, fingerprint };
  const { expectations, consistency, verdicts } = trial.report;
  const unmet = expectations.find((one) => name === `${one.path} is not ${one.expected}`);
  const about = path ?? unmet?.path ?? '';
  const actual = verdicts[about] ?? unmet?.actual ?? null;
  const headline = consistency[about]?.violations.items[0]?.headline;
  return {
    name,
    message: headline ?? `${name}: it is ${String(actual)}.`,
    ...(typeof actual === 'string' ? { expect: { [about]: actual } } : {}),
  };
}
