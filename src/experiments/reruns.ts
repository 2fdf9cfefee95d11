/** Runs of changed scenarios, counted and looked through for one finding. Equal scenarios run once. */
import { check } from '../checkers/check.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Run, SimulateOptions } from '../simulation/run.js';
import { simulate } from '../simulation/simulate.js';
import { priceOf, type Price } from './price.js';
import { lookFor, type Sighting, type Subject } from './subject.js';

/** What one run says. */
export interface Trial {
  readonly sighting: Sighting;
  /** What all clients paid, and what those of the group that met the finding did. */
  readonly price: { readonly all: Price; readonly group: Price };
}

/** `databases` are families beside the built-in ones. */
export interface TrialOptions extends Pick<SimulateOptions, 'databases'> {
  /** Called before each re-run with its number, from 1. */
  readonly onRerun?: (number: number) => void;
}

export interface Reruns {
  /** The run itself. */
  readonly original: Trial;
  /** The same seed on another scenario; null when that would be one re-run more than `most`. */
  readonly attempt: (scenario: Scenario, most: number) => Trial | null;
  /** How many there were. */
  readonly count: () => number;
}

/** A changed run may grow to so many times the events of the original, and then is given up as undecided. */
const growth = 10;
const fewEvents = 100_000;

/** Begins re-runs of a run. */
export function rerunsOf(run: Run, subject: Subject, options: TrialOptions): Reruns {
  const { databases = [], onRerun } = options;
  const maxEvents = Math.max(fewEvents, growth * run.events);
  const original = look(run, subject);
  const trials = new Map<string, Trial>([[run.scenario.digest, original]]);
  let count = 0;
  return {
    original,
    count: () => count,
    attempt: (scenario, most) => {
      const known = trials.get(scenario.digest);
      if (known !== undefined) return known;
      if (count >= most) return null;
      count += 1;
      onRerun?.(count);
      const trial = look(simulate(scenario, { seed: run.seed, databases, maxEvents }), subject);
      trials.set(scenario.digest, trial);
      return trial;
    },
  };
}

function look(run: Run, subject: Subject): Trial {
  const group = subject.kind === 'operation' ? subject.group : null;
  return {
    sighting: lookFor(subject, run, check(run.chronicle)),
    price: { all: priceOf(run, null), group: priceOf(run, group) },
  };
}
