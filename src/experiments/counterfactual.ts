/**
 * Counterfactuals of one finding, by re-running: which of the faults it needed, and which other setting
 * would have prevented it, at what price. Every answer is the outcome of a run of the same seed that
 * differs in one thing.
 */
import type { Run } from '../simulation/run.js';
import { candidatesAgainst, type Candidate } from './candidates.js';
import { withoutFaults } from './change.js';
import type { Price } from './price.js';
import { rerunsOf, type TrialOptions, type Reruns } from './reruns.js';
import { smallestPart } from './smallest-part.js';
import type { Sighting, Subject } from './subject.js';

export interface CounterfactualOptions extends TrialOptions {
  /** At most so many re-runs. Default: 40. */
  readonly reruns?: number;
}

export interface Counterfactuals {
  readonly subject: Subject;
  /** How many runs there were besides the one in question. */
  readonly runs: number;
  /** How many findings of its kind the run in question has. */
  readonly count: number;
  /** The faults of the scenario, in its order. */
  readonly faults: readonly FaultNeed[];
  /** When no fault is necessary by itself: the run without any. Null when one is, or for want of re-runs. */
  readonly withoutAny: Sighting | null;
  /**
   * When no fault is necessary by itself, but the finding needs faults: ids of those without which,
   * together, it is gone, and would be there again with any of them.
   */
  readonly together: readonly string[] | null;
  readonly prevention: readonly Prevention[];
  /** What was left out because there had been enough re-runs. */
  readonly untried: {
    /** Ids of faults that struck. */
    readonly faults: readonly string[];
    /** Whether `together` is not known, or may be larger than it need be. */
    readonly together: boolean;
    /** Paths and values of settings: `database.acknowledge: all`. */
    readonly settings: readonly string[];
  };
}

export interface FaultNeed {
  /** Its id. */
  readonly fault: string;
  /** In words: `crash n1`; its id where it never struck. */
  readonly summary: string;
  /** How often it struck. */
  readonly struck: number;
  /** Whether the finding is gone without it, all else being equal. */
  readonly necessary: boolean | 'unknown';
  /** The run without it; null when there was none. */
  readonly withoutIt: Sighting | null;
}

export interface Prevention extends Omit<Candidate, 'scenario'> {
  /** Whether the finding is gone with it, all else being equal. */
  readonly prevents: boolean | 'unknown';
  readonly withIt: Sighting;
  /** What those whom it concerns paid without it and with it. */
  readonly cost: { readonly before: Price; readonly after: Price };
}

const mostReruns = 40;

/**
 * Which faults a finding of a run needed, and what would have prevented it. Re-runs with other settings
 * get up to half of those that there may be; the rest is for faults.
 */
export function counterfactuals(
  run: Run,
  subject: Subject,
  options: CounterfactualOptions = {},
): Counterfactuals {
  const { reruns: most = mostReruns, databases = [] } = options;
  const reruns = rerunsOf(run, subject, options);
  const own = databases.map(({ declaration }) => declaration);
  const candidates = candidatesAgainst(subject, run.scenario, own);
  const reserved = Math.min(candidates.length, Math.floor(most / 2));
  const faults = needsOf(run, reruns, most - reserved);
  const all = allTogether(run, faults, reruns, most - reserved);
  const prevention = candidates.flatMap((candidate) => tried(candidate, reruns, most));
  const settings = candidates.map(({ path, to }) => `${path}: ${to}`);
  const triedSettings = prevention.map(({ path, to }) => `${path}: ${to}`);
  return {
    subject,
    runs: reruns.count(),
    count: reruns.original.sighting.count,
    faults,
    withoutAny: all.withoutAny,
    together: all.together,
    prevention,
    untried: {
      faults: faults.filter(({ withoutIt }) => withoutIt === null).map(({ fault }) => fault),
      together: all.isCutShort,
      settings: settings.filter((setting) => !triedSettings.includes(setting)),
    },
  };
}

/** Each fault removed in turn. What never struck changed nothing, so its absence changes nothing. */
function needsOf(run: Run, reruns: Reruns, most: number): readonly FaultNeed[] {
  const { scenario, chronicle } = run;
  return scenario.spec.faults.map(({ id: fault }): FaultNeed => {
    const occurrences = chronicle.faults.filter((one) => one.fault === fault);
    const struck = occurrences.length;
    const trial =
      struck === 0 ? reruns.original : reruns.attempt(withoutFaults(scenario, [fault]), most);
    const withoutIt = trial?.sighting ?? null;
    const summary = occurrences[0]?.summary ?? fault;
    return { fault, summary, struck, necessary: isGone(withoutIt), withoutIt };
  });
}

/** Faults that stand in for each other: none of them necessary, yet without all of them it is gone. */
function allTogether(
  { scenario }: Run,
  faults: readonly FaultNeed[],
  reruns: Reruns,
  most: number,
): Pick<Counterfactuals, 'withoutAny' | 'together'> & { readonly isCutShort: boolean } {
  if (faults.some(({ necessary }) => necessary === true))
    return { withoutAny: null, together: null, isCutShort: false };
  const struck = faults.filter((one) => one.struck > 0).map(({ fault }) => fault);
  let isCutShort = false;
  const without = (ids: readonly string[]): Sighting | null => {
    const trial = reruns.attempt(withoutFaults(scenario, ids), most);
    isCutShort ||= trial === null;
    return trial?.sighting ?? null;
  };
  const withoutAny = struck.length === 0 ? reruns.original.sighting : without(struck);
  const together =
    isGone(withoutAny) === true
      ? smallestPart(struck, (ids) => isGone(without(ids)) === true)
      : null;
  return { withoutAny, together, isCutShort };
}

function tried(
  { scenario, ...candidate }: Candidate,
  reruns: Reruns,
  most: number,
): readonly Prevention[] {
  const trial = reruns.attempt(scenario, most);
  if (trial === null) return [];
  const { sighting, price } = trial;
  const { concerns } = candidate;
  const cost = { before: reruns.original.price[concerns], after: price[concerns] };
  return [{ ...candidate, prevents: isGone(sighting), withIt: sighting, cost }];
}

function isGone(sighting: Sighting | null): boolean | 'unknown' {
  if (sighting === null || sighting.found === 'unknown') return 'unknown';
  return !sighting.found;
}
