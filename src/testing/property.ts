/** Properties: what must hold in every run, and what a run is seen to do when one does not hold. */
import type { AskedFor } from '../checkers/asked-for.js';
import type { AnyFamily } from '../databases/database.js';
import { fingerprintsOf, type Fingerprint } from '../experiments/fingerprint.js';
import { findingsOf, reportOf } from '../report/report.js';
import type { Report } from '../report/schema.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Run } from '../simulation/run.js';
import { simulate } from '../simulation/simulate.js';

/** One run, and what was found in it: what a property looks at. */
export interface Trial {
  readonly scenario: Scenario;
  readonly run: Run;
  readonly report: Report;
  /** How many findings there are of each kind. */
  readonly fingerprints: ReadonlyMap<Fingerprint, number>;
}

/** Something that should not be. */
export interface Problem {
  /** While a scenario is made smaller, it must have a problem of the same name. A fingerprint, mostly. */
  readonly name: string;
  /** What happened, in a sentence. Default: of a finding, its headline; else the name. */
  readonly message?: string;
  /** The finding, if it is one: then `quorate explain` tells how it came about. */
  readonly fingerprint?: Fingerprint;
  /** What a scenario expects that shows it. Default: of a finding, that there are some. */
  readonly expect?: Readonly<Record<string, string | number>>;
}

/** `unknown`: the run says nothing about it. No problems, like nothing at all, mean that the property holds. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a property may end without a word
export type Answer = boolean | void | 'unknown' | Problem | readonly Problem[];

/**
 * Looks at one run. It fails by answering `false`, a problem or several, or by throwing. All that throws,
 * and every `false`, counts as the same failure when a scenario is made smaller; problems are told apart by
 * their names.
 */
export interface Property {
  (trial: Trial): Answer;
  /** Questions that cost too much to be asked of every run, and that it needs answered. */
  readonly also?: readonly AskedFor[];
}

export interface TrialOptions {
  /** Families beside the built-in ones. */
  readonly databases?: readonly AnyFamily[];
  /** What to ask beside what the property and the scenario ask: `linearizable`, `divergenceIntervals`. */
  readonly also?: readonly AskedFor[];
  /** Runs are cut short after so many events, and say nothing. Default: 20,000,000. */
  readonly maxEvents?: number;
}

/** Runs a scenario with its own seed. Throws SimulatorError when the simulator or a protocol makes a mistake. */
export function trialOf(
  scenario: Scenario,
  { also: asked = [] }: Property,
  { databases = [], also = [], maxEvents }: TrialOptions,
): Trial {
  const limit = maxEvents === undefined ? {} : { maxEvents };
  const run = simulate(scenario, { databases, ...limit });
  const findings = findingsOf(run, [...also, ...asked]);
  const report = reportOf(run, findings, shownItems);
  return { scenario, run, report, fingerprints: fingerprintsOf(findings, run) };
}

/** As many as `report` lists of each finding. */
const shownItems = 100;
