/**
 * From a scenario and a seed that show a finding to the smallest scenario that shows the same. What becomes
 * of the two is told by search.ts; here it begins, and its result is made a scenario of its own.
 */
import { SimulatorError } from '../../kernel/errors.js';
import type { Duration } from '../../kernel/time.js';
import { findingsOf } from '../../report/report.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import type { Written } from '../change.js';
import { fingerprintsOf, type Fingerprint } from '../fingerprint.js';
import { withoutParts } from './edit.js';
import {
  beginSearch,
  searchThrough,
  type Pausing,
  type Search,
  type SearchOptions,
  type Step,
} from './search.js';
import { expectationOf, targetOf } from './target.js';
import { scenarioOf, versionOf, writtenOf } from './version.js';

export interface ShrinkOptions extends SearchOptions {
  /** What the smaller scenario must show. Default: what `targetOf` names. */
  readonly fingerprint?: Fingerprint;
}

export interface Shrunk {
  /** It names the seed and expects the finding. */
  readonly scenario: Scenario;
  readonly seed: string;
  readonly fingerprint: Fingerprint;
  /** How many runs it took, that of the original included. */
  readonly runs: number;
  readonly steps: readonly Step[];
  /** Whether nothing smaller was found; else it was cut short. */
  readonly isSmallest: boolean;
  readonly before: Extent;
  readonly after: Extent;
}

/** How much happens in a run. */
export interface Extent {
  readonly faults: number;
  readonly groups: number;
  readonly sessions: number;
  /** That were invoked. */
  readonly operations: number;
  readonly nodes: number;
  readonly duration: Duration;
  readonly events: number;
}

/**
 * The smallest scenario found that shows the same finding with the same seed. Throws a RangeError when the
 * run does not show it, or when there is nothing to show.
 */
export function shrink(
  original: Scenario,
  seed: string | number,
  options: ShrinkOptions = {},
): Shrunk {
  const work = shrinking(original, seed, options);
  let step = work.next(true);
  while (step.done !== true) step = work.next(true);
  return step.value;
}

/** The same, with a pause before each run. Who does not go on gets the smallest scenario so far. */
export function* shrinking(
  original: Scenario,
  seed: string | number,
  options: ShrinkOptions = {},
): Pausing<Shrunk> {
  const { databases = [] } = options;
  const declarations = databases.map(({ declaration }) => declaration);
  const version = versionOf(withoutParts(original.input as Written, beside), declarations);
  if (version === null) throw new RangeError('the scenario is not valid with these families');
  const run = simulate(original, { seed, databases });
  const fingerprint = fingerprintIn(run, options.fingerprint);
  const search = beginSearch(version, run, fingerprint, options);
  yield* searchThrough(search);
  return {
    scenario: finished(search, run.seed),
    seed: run.seed,
    fingerprint,
    runs: search.runs,
    steps: search.steps,
    isSmallest: !search.isCutShort,
    before: extentOf(run),
    after: extentOf(search.run),
  };
}

/** What does not matter to the run. */
const beside = [['story'], ['textbook'], ['seed'], ['expect']];

function fingerprintIn(run: Run, wanted: Fingerprint | undefined): Fingerprint {
  const findings = findingsOf(run);
  if (wanted === undefined) {
    const target = targetOf(run, findings);
    if (target.kind === 'none') throw new RangeError(`nothing to shrink: ${target.why}`);
    return target.fingerprint;
  }
  const shown = fingerprintsOf(findings, run);
  if (shown.has(wanted)) return wanted;
  const others = shown.size === 0 ? 'nothing' : [...shown.keys()].join('; ');
  throw new RangeError(`nothing to shrink: the run does not show ${wanted}; it shows ${others}`);
}

/** The smallest version, with the seed and the expectation that make it a test of its own. */
function finished({ current, fingerprint }: Search, seed: string): Scenario {
  const number = Number(seed);
  const isPlain = Number.isSafeInteger(number) && String(number) === seed;
  const written = {
    ...writtenOf(current),
    seed: isPlain ? number : seed,
    expect: expectationOf(fingerprint),
  };
  const version = versionOf(written, current.declarations);
  if (version === null) throw new SimulatorError('the expectation of a finding is not valid');
  return scenarioOf(version);
}

function extentOf({ scenario: { spec }, chronicle, events }: Run): Extent {
  return {
    faults: spec.faults.length,
    groups: spec.clients.length,
    sessions: spec.clients.reduce((sum, { count }) => sum + count, 0),
    operations: chronicle.operations.length,
    nodes: spec.database.nodes.length,
    duration: spec.duration,
    events,
  };
}
