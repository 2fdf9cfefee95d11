/**
 * Checks a property against drawn scenarios. The first run in which it fails says what is wrong; from then
 * on only runs with the same problem count, so that shrinking does not slip to another one.
 */
import { check as checkDrawn, PreconditionFailure, property as over } from 'fast-check';
import type { Arbitrary, IProperty, Parameters, RunDetails } from 'fast-check';
import { SimulatorError } from '../kernel/errors.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Run } from '../simulation/run.js';
import { beginExercise, countRun, whyNothing, type Exercised } from './exercise.js';
import { familyOf, missingFamily } from './families.js';
import { failureOf, type Failure, type FailureOptions } from './failure.js';
import { asExpected, judgementOf } from './properties.js';
import { trialOf, type Problem, type Property, type Trial, type TrialOptions } from './property.js';

export interface CheckOptions
  extends TrialOptions, FailureOptions, Pick<Parameters<unknown>, 'numRuns' | 'seed' | 'path'> {}

export type Checked =
  | { readonly kind: 'holds'; readonly seed: number; readonly exercised: Exercised }
  | { readonly kind: 'fails'; readonly failure: Failure }
  /** Nothing was put to the test; `why` in a clause. */
  | {
      readonly kind: 'not exercised';
      readonly seed: number;
      readonly why: string;
      readonly exercised: Exercised;
    };

/** Whether a property holds in every drawn scenario, as data. */
export function check(
  scenarios: Arbitrary<Scenario>,
  property: Property = asExpected,
  options: CheckOptions = {},
): Checked {
  const search = beginSearch(property, options);
  const drawn = over(scenarios, (scenario) => holds(scenario, search));
  const { seed, counterexample, ...details } = runDrawn(drawn, options);
  if (search.unknown !== null) throw missingFamily(search.unknown);
  const { exercised } = search;
  if (counterexample === null || search.original === null) {
    const why = whyNothing(exercised);
    return why === null
      ? { kind: 'holds', seed, exercised }
      : { kind: 'not exercised', seed, why, exercised };
  }
  const [scenario] = counterexample;
  const { original, tried, others } = search;
  const { trial, problems, thrown } = judged(scenario, search);
  const found = {
    ...{ scenario, seed, tried, thrown, original: original.scenario, run: trial?.run ?? null },
    problem: problems.find(({ name }) => name === original.problem.name) ?? original.problem,
    path: details.counterexamplePath ?? '',
    runs: isPath(options.path) ? 0 : details.numRuns,
    shrinks: details.numShrinks,
    others: [...others].sort(),
  };
  return { kind: 'fails', failure: failureOf(found, options) };
}

function runDrawn(
  drawn: IProperty<[Scenario]>,
  { numRuns, seed, path }: CheckOptions,
): RunDetails<[Scenario]> {
  const chosen = {
    ...(numRuns === undefined ? {} : { numRuns }),
    ...(seed === undefined ? {} : { seed }),
  };
  if (path === undefined) return checkDrawn(drawn, chosen);
  const [place = ''] = path.split(':');
  // What is wrong with the original tells what to look for in the smaller scenario.
  const original = isPath(path)
    ? checkDrawn(drawn, { ...chosen, path: place, numRuns: 1, endOnFailure: true })
    : null;
  const led = checkDrawn(drawn, { ...chosen, path });
  // Since somebody changed the code, another smaller scenario may show what is wrong with it.
  const isElsewhere = original?.failed === true && !led.failed;
  return isElsewhere ? checkDrawn(drawn, { ...chosen, path: place }) : led;
}

/** Whether it leads beyond a drawn scenario, to a smaller one. */
function isPath(path: string | undefined): boolean {
  return path?.includes(':') === true;
}

/** The way to a failure, and from there to a smaller one. */
interface Search {
  readonly property: Property;
  readonly options: TrialOptions;
  readonly exercised: Exercised;
  /** The first scenario that failed, and why. */
  original: {
    readonly scenario: Scenario;
    readonly problem: Problem;
    readonly isCutShort: boolean;
  } | null;
  /** Smaller ones that were run. */
  tried: number;
  /** A smaller scenario that has many more events is not simpler. */
  maxEvents: number | undefined;
  /** What else was met. */
  readonly others: Set<string>;
  /** A scenario whose family nobody gave: then nothing else matters. */
  unknown: Scenario | null;
}

function beginSearch(property: Property, options: TrialOptions): Search {
  const { maxEvents } = options;
  const exercised = beginExercise();
  return {
    property,
    options,
    exercised,
    original: null,
    tried: 0,
    maxEvents,
    others: new Set(),
    unknown: null,
  };
}

const growth = 2;
const fewEvents = 10_000;

function holds(scenario: Scenario, search: Search): boolean {
  const { original, exercised, others, options } = search;
  if (search.unknown !== null) return true;
  if (familyOf(scenario, options.databases) === null) {
    search.unknown = scenario;
    return false;
  }
  const { trial, problems, isKnown } = judged(scenario, search);
  if (original !== null) search.tried += 1;
  else if (trial !== null) countRun(exercised, trial.run, isKnown);
  const [problem] = problems;
  if (problem === undefined) return true;
  const { name } = original?.problem ?? problem;
  for (const other of problems) if (other.name !== name) others.add(other.name);
  const isCutShort = trial !== null && trial.run.stoppedEarly !== null;
  if (original === null) {
    search.original = { scenario, problem, isCutShort };
    if (trial !== null) search.maxEvents = mostEvents(trial.run, options);
    return false;
  }
  const isLarger = isCutShort && !original.isCutShort;
  return isLarger || problems.every((one) => one.name !== name);
}

function mostEvents({ events }: Run, { maxEvents = Infinity }: TrialOptions): number {
  return Math.min(maxEvents, Math.max(fewEvents, growth * events));
}

interface Judged {
  /** Null when it was not run to the end. */
  readonly trial: Trial | null;
  readonly problems: readonly Problem[];
  readonly isKnown: boolean;
  /** What the property threw, or a rule of the protocol. */
  readonly thrown: unknown;
}

function judged(scenario: Scenario, search: Search): Judged {
  const { property, options, maxEvents } = search;
  let trial: Trial | null = null;
  try {
    trial = trialOf(scenario, property, {
      ...options,
      ...(maxEvents === undefined ? {} : { maxEvents }),
    });
    return { trial, ...judgementOf(property, trial), thrown: null };
  } catch (error) {
    if (PreconditionFailure.isFailure(error)) throw error;
    const name = trial === null ? mistakeIn(error) : 'the property throws';
    return { trial, problems: [{ name, message: told(error) }], isKnown: true, thrown: error };
  }
}

/** By what a mistake of a protocol's code is known: what it says, without numbers. */
function mistakeIn(error: unknown): string {
  const cause = error instanceof SimulatorError && error.cause !== undefined ? error.cause : error;
  return told(cause).replace(/\d+/gu, '…');
}

function told(error: unknown): string {
  const [line = ''] = String(error).split('\n');
  return line;
}
