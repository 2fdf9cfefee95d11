/**
 * What is counted in a sweep: the measurements of many runs of one scenario. Tallies of parts join to
 * exactly the tally of the whole, in any order, and do not grow with the number of runs.
 */
import type { Verdict } from '../../checkers/verdict.js';
import type { Fingerprint } from '../fingerprint.js';
import { addSample, addValue, emptySample, type Sample } from '../statistics/sample.js';
import type { Measurement, Outcome } from './measurement.js';

/** How many runs had something, the first seed of them, and how often in all. */
export interface Occurrence {
  runs: number;
  times: number;
  first: number;
  /** The seed that had most of it: the first such one. */
  most: { readonly seed: number; readonly times: number };
}

/** In how many runs something was one way or another, and the first seeds of each. */
export interface Split<Name extends string> {
  readonly runs: Record<Name, number>;
  readonly first: Partial<Record<Name, number>>;
}

export type Met = 'met' | 'unmet' | 'unknown';

export interface ExpectationTally extends Split<Met> {
  readonly expected: string;
}

export interface Tally {
  runs: number;
  events: number;
  /** The sum of all trace digests, modulo 2^64: equal for equal runs, whoever ran them. */
  digest: bigint;
  readonly outcomes: Split<Outcome>;
  /** The first seeds whose runs failed, in order. */
  failing: readonly number[];
  readonly numbers: Map<string, Sample>;
  readonly verdicts: Map<string, Split<Verdict>>;
  readonly expectations: Map<string, ExpectationTally>;
  readonly fingerprints: Map<Fingerprint, Occurrence>;
  readonly faults: Map<string, Occurrence>;
  readonly notes: Map<string, Occurrence>;
}

/** More failing seeds are counted, not kept. */
const mostFailing = 20;

export function emptyTally(): Tally {
  return {
    runs: 0,
    events: 0,
    digest: 0n,
    outcomes: noOutcomes(),
    failing: [],
    numbers: new Map(),
    verdicts: new Map(),
    expectations: new Map(),
    fingerprints: new Map(),
    faults: new Map(),
    notes: new Map(),
  };
}

/** Counts one run. */
export function addMeasurement(tally: Tally, measured: Measurement): void {
  const { seed, outcome } = measured;
  tally.runs += 1;
  tally.events += measured.events;
  tally.digest = BigInt.asUintN(64, tally.digest + BigInt(`0x${measured.traceDigest}`));
  addTo(tally.outcomes, outcome, seed);
  if (outcome === 'failed') tally.failing = firstSeeds([...tally.failing, seed]);
  for (const [path, value] of measured.numbers) {
    addValue(entry(tally.numbers, path, emptySample), value, seed);
  }
  for (const [name, verdict] of measured.verdicts) {
    addTo(entry(tally.verdicts, name, noVerdicts), verdict, seed);
  }
  for (const { path, expected, met } of measured.expectations) {
    const way = met === 'unknown' ? met : met ? 'met' : 'unmet';
    addTo(
      entry(tally.expectations, path, () => noExpectation(expected)),
      way,
      seed,
    );
  }
  addOccurrences(tally.fingerprints, measured.fingerprints, seed);
  addOccurrences(tally.faults, measured.faults, seed);
  addOccurrences(tally.notes, measured.notes, seed);
}

/** Takes in the tally of other runs of the same scenario. */
export function addTally(tally: Tally, other: Tally): void {
  tally.runs += other.runs;
  tally.events += other.events;
  tally.digest = BigInt.asUintN(64, tally.digest + other.digest);
  joinSplits(tally.outcomes, other.outcomes);
  tally.failing = firstSeeds([...tally.failing, ...other.failing]);
  for (const [path, sample] of other.numbers) {
    addSample(entry(tally.numbers, path, emptySample), sample);
  }
  for (const [name, split] of other.verdicts) {
    joinSplits(entry(tally.verdicts, name, noVerdicts), split);
  }
  for (const [path, split] of other.expectations) {
    joinSplits(
      entry(tally.expectations, path, () => noExpectation(split.expected)),
      split,
    );
  }
  joinOccurrences(tally.fingerprints, other.fingerprints);
  joinOccurrences(tally.faults, other.faults);
  joinOccurrences(tally.notes, other.notes);
}

function noOutcomes(): Split<Outcome> {
  return { runs: { 'as-expected': 0, failed: 0, unknown: 0 }, first: {} };
}

function noVerdicts(): Split<Verdict> {
  return { runs: { valid: 0, invalid: 0, unknown: 0 }, first: {} };
}

function noExpectation(expected: string): ExpectationTally {
  return { expected, runs: { met: 0, unmet: 0, unknown: 0 }, first: {} };
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function addTo<Name extends string>({ runs, first }: Split<Name>, name: Name, seed: number): void {
  runs[name] += 1;
  first[name] = Math.min(seed, first[name] ?? seed);
}

function joinSplits<Name extends string>(split: Split<Name>, other: Split<Name>): void {
  for (const name of Object.keys(split.runs) as Name[]) {
    split.runs[name] += other.runs[name];
    const seed = other.first[name];
    if (seed !== undefined) split.first[name] = Math.min(seed, split.first[name] ?? seed);
  }
}

/** What never happened is counted, too: a fault that struck in no run has a row. */
function addOccurrences(
  all: Map<string, Occurrence>,
  own: ReadonlyMap<string, number>,
  seed: number,
): void {
  for (const [name, times] of own) {
    const one = { runs: times > 0 ? 1 : 0, times, first: times > 0 ? seed : Infinity };
    joinOccurrence(all, name, { ...one, most: { seed, times } });
  }
}

function joinOccurrences(
  all: Map<string, Occurrence>,
  other: ReadonlyMap<string, Occurrence>,
): void {
  for (const [name, occurrence] of other) joinOccurrence(all, name, occurrence);
}

function joinOccurrence(all: Map<string, Occurrence>, name: string, other: Occurrence): void {
  const known = all.get(name);
  if (known === undefined) {
    all.set(name, { ...other });
    return;
  }
  const { most } = known;
  const isMore =
    other.most.times > most.times ||
    (other.most.times === most.times && other.most.seed < most.seed);
  known.runs += other.runs;
  known.times += other.times;
  known.first = Math.min(known.first, other.first);
  if (isMore) known.most = other.most;
}

function firstSeeds(seeds: readonly number[]): readonly number[] {
  return [...seeds].sort((a, b) => a - b).slice(0, mostFailing);
}
