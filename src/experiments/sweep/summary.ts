/**
 * What a sweep says, in rows: shares with confidence intervals, quantiles, the seeds to look at. The JSON
 * of `quorate sweep --json` and what the text shows.
 */
import { inOrderOfKeys } from '../../kernel/pairs.js';
import type { Verdict } from '../../checkers/verdict.js';
import type { Fingerprint } from '../fingerprint.js';
import { meanInterval, shareInterval, type Interval } from '../statistics/confidence.js';
import { deviationOf, meanOf, quantileOf, type Sample } from '../statistics/sample.js';
import type { Outcome } from './measurement.js';
import type { Met, Occurrence, Split, Tally } from './tally.js';

/** A part of all runs, with the interval for the true share at 95 percent confidence. */
export interface Share extends Interval {
  readonly runs: number;
  readonly of: number;
  readonly share: number;
}

export interface FindingRow {
  readonly fingerprint: Fingerprint;
  readonly share: Share;
  /** In all runs together. */
  readonly total: number;
  /** The first seed that shows it, and the one that shows most of it. */
  readonly firstSeed: number;
  readonly mostSeed: number;
  readonly most: number;
}

export interface ExpectationRow {
  readonly path: string;
  readonly expected: string;
  readonly runs: Readonly<Record<Met, number>>;
  /** Of the runs that could decide it, those that met it. */
  readonly met: Share;
  readonly firstUnmetSeed: number | null;
}

export interface NumberRow {
  readonly path: string;
  /** In how many runs there was one. */
  readonly count: number;
  readonly mean: number | null;
  readonly meanInterval: Interval | null;
  readonly deviation: number | null;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  readonly minSeed: number | null;
  readonly maxSeed: number | null;
  /** False when quantiles may be a thousandth too low. */
  readonly isExact: boolean;
}

export interface CoverageRow {
  readonly name: string;
  readonly runs: number;
  readonly times: number;
}

export interface TallySummary {
  readonly runs: number;
  readonly events: number;
  readonly digest: string;
  readonly outcome: Outcome;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly failed: Share;
  /** The first failing seeds. */
  readonly failingSeeds: readonly number[];
  readonly firstUnknownSeed: number | null;
  readonly expectations: readonly ExpectationRow[];
  readonly findings: readonly FindingRow[];
  readonly verdicts: readonly {
    readonly name: string;
    readonly runs: Readonly<Record<Verdict, number>>;
  }[];
  readonly numbers: readonly NumberRow[];
  readonly faults: readonly CoverageRow[];
  readonly notes: readonly CoverageRow[];
  /** What no run has put to the test: nothing is known about it. */
  readonly unexercised: readonly string[];
  /** Events that would have put the invariants of the protocol to the test, and happened in no run. */
  readonly unseen: readonly string[];
}

/** The rows of one variant, each list in an order that does not depend on who ran what. */
export function summaryOf(tally: Tally): TallySummary {
  const { runs, outcomes } = tally;
  const unexercised = unexercisedIn(tally);
  return {
    runs,
    events: tally.events,
    digest: tally.digest.toString(16).padStart(16, '0'),
    outcome: outcomeOf(outcomes, unexercised),
    outcomes: outcomes.runs,
    failed: shareOf(outcomes.runs.failed, runs),
    failingSeeds: tally.failing,
    firstUnknownSeed: outcomes.first.unknown ?? null,
    expectations: inOrderOfKeys(tally.expectations).map(([path, split]) =>
      expectationRow(path, split),
    ),
    findings: findingRows(tally),
    verdicts: inOrderOfKeys(tally.verdicts).map(([name, split]) => ({ name, runs: split.runs })),
    numbers: inOrderOfKeys(tally.numbers).map(([path, sample]) => numberRow(path, sample)),
    faults: inOrderOfKeys(tally.faults).map(coverageRow),
    notes: inOrderOfKeys(tally.notes)
      .filter(([, { runs: own }]) => own > 0)
      .map(coverageRow),
    unexercised,
    unseen: unseenIn(tally),
  };
}

/** Failed when a run failed; unknown when a run was, or when something was never put to the test. */
function outcomeOf({ runs }: Tally['outcomes'], unexercised: readonly string[]): Outcome {
  if (runs.failed > 0) return 'failed';
  const isOpen = runs.unknown > 0 || runs['as-expected'] === 0 || unexercised.length > 0;
  return isOpen ? 'unknown' : 'as-expected';
}

/** Faults that struck in no run. */
function unexercisedIn({ faults }: Tally): readonly string[] {
  return inOrderOfKeys(faults).flatMap(([id, { runs }]) =>
    runs === 0 ? [`fault ${id} struck in no run`] : [],
  );
}

/** Marks of the family that no run has. */
export function unseenIn({ notes }: Pick<Tally, 'notes'>): readonly string[] {
  return inOrderOfKeys(notes).flatMap(([name, { runs }]) => (runs === 0 ? [name] : []));
}

export function shareOf(runs: number, of: number): Share {
  return { runs, of, share: of === 0 ? 0 : runs / of, ...shareInterval(runs, of) };
}

/** The most frequent first; of equally frequent ones in the order of their names. */
function findingRows({ runs, fingerprints }: Tally): readonly FindingRow[] {
  const rows = inOrderOfKeys(fingerprints).map(([fingerprint, found]): FindingRow => ({
    fingerprint,
    share: shareOf(found.runs, runs),
    total: found.times,
    firstSeed: found.first,
    mostSeed: found.most.seed,
    most: found.most.times,
  }));
  return rows.sort((a, b) => b.share.runs - a.share.runs);
}

function expectationRow(
  path: string,
  { expected, runs, first }: Split<Met> & { readonly expected: string },
): ExpectationRow {
  const met = shareOf(runs.met, runs.met + runs.unmet);
  return { path, expected, runs, met, firstUnmetSeed: first.unmet ?? null };
}

export function numberRow(path: string, sample: Sample): NumberRow {
  const { count, lowest, highest, isExact } = sample;
  return {
    path,
    count,
    mean: meanOf(sample),
    meanInterval: meanInterval(sample),
    deviation: deviationOf(sample),
    min: lowest?.value ?? null,
    p50: quantileOf(sample, 50),
    p90: quantileOf(sample, 90),
    p99: quantileOf(sample, 99),
    max: highest?.value ?? null,
    minSeed: lowest?.seed ?? null,
    maxSeed: highest?.seed ?? null,
    isExact,
  };
}

function coverageRow([name, { runs, times }]: readonly [string, Occurrence]): CoverageRow {
  return { name, runs, times };
}
