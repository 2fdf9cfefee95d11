/**
 * Visibility: how soon what was written is read by others, for the database of any scenario. Measured with probing clients
 * (probe.ts) in two steps: a first look finds the time in which it is decided, and then many reads are spread over that.
 */
import type { AnyFamily } from '../../databases/database.js';
import { nearestRank } from '../../checkers/latency.js';
import { MILLISECOND, SECOND, type Duration } from '../../kernel/time.js';
import type { Scenario } from '../../scenario/scenario.js';
import { simulate } from '../../simulation/simulate.js';
import { curveOf, reachedAt, shareOf, type CurvePoint, type Reached, type Share } from './curve.js';
import { atOnce, measure, nothingMeasured, withinOf, type Measured, type Seen } from './measure.js';
import { probeFor, type ProbeOptions, type Probing } from './probe.js';

export interface VisibilityOptions {
  /** Default: the scenario's, else 1. */
  readonly seed?: string | number;
  /** How many reads, about. */
  readonly reads?: number;
  /** The client group whose reads are meant. Default: the first one that reads. */
  readonly group?: string;
  /** Families besides the built-in ones. */
  readonly databases?: readonly AnyFamily[];
  /** Hears, from time to time, what share is done. */
  readonly onDone?: (share: number) => void;
}

export interface Visibility {
  readonly seed: string;
  /** By how long after the acknowledgement a read begins, in ascending order; the first is at once. */
  readonly curve: readonly CurvePoint[];
  /** When 50, 90, 99 and 99.9 percent of reads are fresh. */
  readonly reached: readonly Reached[];
  /** Of keys that were written several times, one write right after the other, and read at once: how old reads are. */
  readonly versions: readonly VersionsBehind[];
  readonly latency: { readonly write: Latencies; readonly read: Latencies };
  /** Not acknowledged, not answered: such trials count for nothing else. */
  readonly unanswered: { readonly writes: number; readonly reads: number };
}

export interface VersionsBehind extends Share {
  /** Among the newest so many versions. 1: the newest. */
  readonly within: number;
  readonly reads: number;
}

/** Null without operations. */
export interface Latencies {
  readonly count: number;
  readonly p50: Duration | null;
  readonly p99: Duration | null;
  readonly p999: Duration | null;
}

const usualReads = 20_000;
const percents = [50, 90, 99, 99.9] as const;

/** The waits of the first look: powers of ten from a microsecond to ten seconds. */
const decades: readonly Duration[] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000];
const firstReads = 300;

/** Six to a decade, about equally far from each other. */
const steps = [1, 1.5, 2.2, 3.3, 4.7, 6.8];

/** Versions of one key. */
const versionsOfKey = 5;
/** Of all reads, this share asks for them, and this begins at once. */
const readsOfVersions = 0.1;
const readsAtOnce = 0.1;

/** The load of all probing clients together. */
const trialsPerSecond = 100;
/** One run has no more trials than this; more make several runs. */
const trialsOfRun = 5000;

/**
 * Measures visibility. Reads that a scenario's clients would make to their own session's promises are made without them. Throws a
 * `ScenarioError` when the scenario cannot be probed.
 */
export function visibility(scenario: Scenario, options: VisibilityOptions = {}): Visibility {
  const { reads = usualReads, onDone } = options;
  const seed = String(options.seed ?? scenario.spec.seed ?? '1');
  const first = nothingMeasured();
  const look = decades.map((wait) => ({ wait, versions: 1, reads: firstReads }));
  runTrials(scenario, look, first, { ...options, seed: `${seed}/first look` });
  const waits = waitsFor(first.seen);
  const wanted = spreadOver(waits, reads);
  const measured = nothingMeasured();
  const runs = Math.ceil(reads / trialsOfRun);
  for (let run = 1; run <= runs; run += 1) {
    const part = wanted.map((one) => ({ ...one, reads: partOf(one.reads, run, runs) }));
    runTrials(scenario, part, measured, { ...options, seed: `${seed}/${run}` });
    onDone?.(run / runs);
  }
  return resultOf(measured, seed);
}

function spreadOver(waits: readonly Duration[], reads: number): readonly Wanted[] {
  const later = waits.filter((wait) => wait > atOnce);
  const forVersions = Math.ceil(reads * readsOfVersions);
  const forAtOnce = later.length === 0 ? reads - forVersions : Math.ceil(reads * readsAtOnce);
  const each = Math.ceil((reads - forVersions - forAtOnce) / later.length);
  return [
    { wait: atOnce, versions: 1, reads: forAtOnce },
    ...later.map((wait) => ({ wait, versions: 1, reads: each })),
    { wait: atOnce, versions: versionsOfKey, reads: forVersions },
  ];
}

function partOf(whole: number, part: number, parts: number): number {
  return Math.floor((part * whole) / parts) - Math.floor(((part - 1) * whole) / parts);
}

interface Wanted extends Pick<Probing, 'wait' | 'versions'> {
  readonly reads: number;
}

/** Runs the trials that are wanted, one run for all. */
function runTrials(
  scenario: Scenario,
  wanted: readonly Wanted[],
  measured: Measured,
  { seed, group, databases = [] }: VisibilityOptions,
): void {
  const all = wanted.reduce((sum, { reads }) => sum + reads, 0);
  const window = (all / trialsPerSecond) * SECOND;
  const probings = wanted.filter(({ reads }) => reads > 0).map((one) => sessionsFor(one, window));
  // Whoever is not through by then has very slow operations; its last trials are left out.
  const longest = Math.max(...wanted.map(({ wait }) => wait));
  const duration = Math.ceil(2 * window + longest + 10 * SECOND);
  const declarations = databases.map(({ declaration }) => declaration);
  const probeOptions: ProbeOptions = { declarations, ...(group === undefined ? {} : { group }) };
  const probe = probeFor(scenario, probings, duration, probeOptions);
  const run = simulate(probe.scenario, { databases, ...(seed === undefined ? {} : { seed }) });
  measure(measured, run, probe.groups);
}

/** Enough sessions to be through in this time, when a write and a read take no more than `usual`. */
function sessionsFor({ wait, versions, reads }: Wanted, window: Duration): Probing {
  const usual = 10 * MILLISECOND;
  const rounds = Math.max(1, Math.floor(window / (wait + (versions + 1) * usual)));
  const sessions = Math.ceil(reads / rounds);
  return { wait, versions, sessions, keys: Math.ceil(reads / sessions) };
}

/**
 * Where it is decided whether a read is fresh: from a thousandth of the first power of ten from which on all were fresh, to ten
 * times that; and at once. Nothing but at once where all were fresh at once.
 */
function waitsFor(seen: readonly Seen[]): readonly Duration[] {
  const inOrder = [...seen].sort((one, other) => one.wait - other.wait);
  const stale = inOrder.findLast((one) => withinOf(one, 1) < one.reads);
  if (stale === undefined) return [atOnce];
  const settled = Math.min(10 * stale.wait, decades.at(-1) ?? Infinity);
  const waits = [settled / 1000, settled / 100, settled / 10, settled].flatMap((decade) =>
    steps.map((step) => Math.round(step * decade)),
  );
  return [...new Set([atOnce, ...waits, 10 * settled])].filter((wait) => wait >= atOnce);
}

function resultOf({ seen, unanswered, ...latencies }: Measured, seed: string): Visibility {
  const counted = seen
    .filter(({ versions }) => versions === 1)
    .map((one) => ({ wait: one.wait, reads: one.reads, fresh: withinOf(one, 1) }))
    .sort((one, other) => one.wait - other.wait);
  const curve = curveOf(counted);
  return {
    seed,
    curve,
    reached: curve.length === 0 ? [] : percents.map((percent) => reachedAt(curve, percent)),
    versions: versionsOf(seen.find(({ versions }) => versions === versionsOfKey)),
    latency: {
      write: latenciesOf(latencies.writeLatencies),
      read: latenciesOf(latencies.readLatencies),
    },
    unanswered,
  };
}

function versionsOf(seen: Seen | undefined): readonly VersionsBehind[] {
  if (seen === undefined || seen.reads === 0) return [];
  return Array.from({ length: versionsOfKey }, (_, place) => ({
    within: place + 1,
    reads: seen.reads,
    ...shareOf(withinOf(seen, place + 1), seen.reads),
  }));
}

function latenciesOf(latencies: readonly Duration[]): Latencies {
  const sorted = new Float64Array(latencies).sort();
  return {
    count: latencies.length,
    p50: nearestRank(sorted, 50),
    p99: nearestRank(sorted, 99),
    p999: nearestRank(sorted, 99.9),
  };
}
