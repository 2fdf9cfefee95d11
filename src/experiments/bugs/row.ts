/** What a trial says, in one row. */
import type { Fingerprint } from '../fingerprint.js';
import { printSeeds } from '../sweep/seeds.js';
import { familyOf } from './catalogue.js';
import { outcomeOfTrial, shownBy, type Trial, type TrialOutcome } from './trial.js';

/** The bug as it was found. */
export interface FoundBug {
  readonly seed: number;
  readonly finding: string;
}

export interface ShrunkBug {
  /** How many faults were drawn, and how many are left. */
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

export interface BugRow {
  readonly family: string;
  readonly bug: string;
  readonly mistake: string;
  readonly seeds: string;
  /** What must be found, and how many faults may be left. */
  readonly shows: readonly Fingerprint[];
  readonly mostFaults: number | null;
  /** How many runs with the bug there were, up to the first that fails. */
  readonly runs: number;
  readonly found: FoundBug | null;
  readonly shrunk: ShrunkBug | null;
  readonly control: {
    readonly runs: number;
    /** What was found without the bug, with which seed first. */
    readonly found: readonly { readonly finding: string; readonly seed: number }[];
  };
  readonly outcome: TrialOutcome;
}

export function rowOf(trial: Trial): BugRow {
  const { known, hunt, control, shrunk } = trial;
  const [any] = hunt.found.values();
  const first = hunt.found.get(shownBy(trial) ?? '') ?? any;
  return {
    family: familyOf(known),
    bug: known.bug,
    mistake: known.mistake,
    seeds: printSeeds(hunt.plan.seeds),
    shows: known.shows,
    mostFaults: known.faults,
    runs: hunt.sweep.done,
    found: first === undefined ? null : { seed: first.firstSeed, finding: first.name },
    shrunk:
      shrunk === null
        ? null
        : { from: shrunk.before.faults, to: shrunk.after.faults, runs: shrunk.runs },
    control: {
      runs: control.sweep.done,
      found: [...control.found.values()].map(({ name, firstSeed }) => ({
        ...{ finding: name, seed: firstSeed },
      })),
    },
    outcome: outcomeOfTrial(trial),
  };
}
