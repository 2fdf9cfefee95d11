/**
 * The search for the smallest version of a scenario that shows a finding, by running simpler ones with the
 * same seed. Each idea of ideas/table.ts is followed as far as it leads, and all of them over and over until
 * none leads anywhere: lists by delta debugging, amounts by halving. The measure of size.ts falls with every
 * step, so this ends. Equal versions run once. The search pauses before each run, so that whoever drives it can
 * show how far it is, and end it.
 */
import type { AnyFamily } from '../../databases/database.js';
import { SimulatorError } from '../../kernel/errors.js';
import { findingsOf } from '../../report/report.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import type { Written } from '../change.js';
import { fingerprintsOf, type Fingerprint } from '../fingerprint.js';
import { searchForPart } from '../smallest-part.js';
import { between, type Amount, type Idea, type List, type Part } from './idea.js';
import { ideas } from './ideas/table.js';
import type { Size } from './size.js';
import { scenarioOf, smallerVersion, type Version } from './version.js';

export interface SearchOptions {
  /** Families beside the built-in ones. */
  readonly databases?: readonly AnyFamily[];
  /** At most so many runs. Default: 2,000. */
  readonly maxRuns?: number;
}

/** Before a run: its number, from 2 (1 is that of the original), and the size of the smallest scenario so far. */
export interface Pause {
  readonly run: number;
  readonly size: Size;
}

/** Work with pauses, each to be answered with whether to go on. */
export type Pausing<Result> = Generator<Pause, Result, boolean>;

/** What became less, in words: `faults`, from `20` to `1`. */
export interface Step {
  readonly of: string;
  readonly from: string;
  readonly to: string;
}

/** The way from larger to smaller. */
export interface Search extends Required<SearchOptions> {
  readonly fingerprint: Fingerprint;
  readonly seed: string;
  readonly maxEvents: number;
  /** By digest: whether a version shows the finding. */
  readonly known: Map<string, boolean>;
  readonly steps: Step[];
  /** The smallest so far, and its run. */
  current: Version;
  run: Run;
  runs: number;
  isCutShort: boolean;
}

const mostRuns = 2000;

/** A simpler version that has more than twice the events of the original is not simpler. */
const growth = 2;
const fewEvents = 10_000;

export function beginSearch(
  current: Version,
  run: Run,
  fingerprint: Fingerprint,
  { databases = [], maxRuns = mostRuns }: SearchOptions,
): Search {
  return {
    fingerprint,
    seed: run.seed,
    databases,
    maxRuns,
    maxEvents: Math.max(fewEvents, growth * run.events),
    known: new Map([[current.digest, true]]),
    steps: [],
    current,
    run,
    runs: 1,
    isCutShort: false,
  };
}

/** Follows each idea as far as it leads, and all of them over and over until none leads anywhere. */
export function* searchThrough(search: Search): Pausing<void> {
  let before: Version;
  do {
    before = search.current;
    for (const idea of ideas) yield* follow(idea, search);
  } while (search.current !== before && !search.isCutShort);
}

/** Makes everything smaller that an idea is about. */
function* follow(idea: Idea, search: Search): Pausing<void> {
  let version = search.current;
  let parts = idea(version);
  for (let index = 0; index < parts.length && !search.isCutShort; index += 1) {
    yield* followPart(parts[index] as Part, search);
    if (search.current === version) continue;
    version = search.current;
    parts = idea(version);
  }
}

function* followPart(part: Part, search: Search): Pausing<void> {
  const before = search.current;
  const step =
    part.kind === 'list'
      ? { from: String(part.count), to: String(yield* leaveOut(part, search)) }
      : { from: part.told(part.value), to: part.told(yield* lessen(part, search)) };
  if (search.current === before) return;
  const same = search.steps.findIndex(({ of }) => of === part.of);
  const earlier = search.steps[same];
  if (earlier === undefined) search.steps.push({ of: part.of, ...step });
  else search.steps[same] = { ...earlier, to: step.to };
}

/** Leaves out of a list what can be spared; answers how many are left. */
function* leaveOut({ count, least, only }: List, search: Search): Pausing<number> {
  if (least === 0 && (yield* isEnough(only([]), search))) return 0;
  const parts = searchForPart(Array.from({ length: count }, (_, index) => index));
  let step = parts.next();
  while (step.done !== true) {
    const kept = step.value;
    step = parts.next(kept.length >= least && (yield* isEnough(only(kept), search)));
  }
  return step.value.length;
}

/** Looks for the least of an amount that is enough, and answers it. */
function* lessen({ value, least, to }: Amount, search: Search): Pausing<number> {
  if (yield* isEnough(to(least), search)) return least;
  let low = least;
  let high = value;
  for (let middle = between(low, high); middle !== null; middle = between(low, high)) {
    if (yield* isEnough(to(middle), search)) high = middle;
    else low = middle;
  }
  return high;
}

/** Goes on with what was written if it is a smaller version that shows the finding. */
function* isEnough(written: Written, search: Search): Pausing<boolean> {
  const next = smallerVersion(search.current, written);
  if (next === null || !(yield* shows(next, search))) return false;
  search.current = next;
  return true;
}

function* shows(version: Version, search: Search): Pausing<boolean> {
  const known = search.known.get(version.digest);
  if (known !== undefined) return known;
  const pause = { run: search.runs + 1, size: search.current.size };
  search.isCutShort ||= search.runs >= search.maxRuns || !(yield pause);
  if (search.isCutShort) return false;
  search.runs += 1;
  const run = runOf(version, search);
  const isShown =
    run?.stoppedEarly === null && fingerprintsOf(findingsOf(run), run).has(search.fingerprint);
  if (isShown) search.run = run;
  search.known.set(version.digest, isShown);
  return isShown;
}

/** Null when a rule of the protocol throws: whatever that is, it is not the finding. */
function runOf(version: Version, { seed, databases, maxEvents }: Search): Run | null {
  try {
    return simulate(scenarioOf(version), { seed, databases, maxEvents });
  } catch (error) {
    if (error instanceof SimulatorError) return null;
    throw error;
  }
}
