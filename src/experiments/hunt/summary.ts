/** What a hunt says, in rows: what was found, what was drawn and struck, what it was after. */
import type { Fingerprint } from '../fingerprint.js';
import { shareOf, unseenIn, type Share } from '../sweep/summary.js';
import { printSeeds, seedCount } from '../sweep/seeds.js';
import type { Stop } from '../sweep/sweep.js';
import { outcomeOfHunt, type Exercise, type Hunt, type HuntOutcome } from './hunt.js';
import type { FaultKind } from './kinds.js';
import { demonstrationsOf, promisesOf } from './promises.js';
import { spaceLines, type SpaceLine } from './words.js';

/** The first run that has it, as it was written down. */
export interface Example {
  readonly seed: number;
  /** What happened, in a sentence. */
  readonly headline: string;
  /** How many faults were drawn. */
  readonly drawnFaults: number;
  /** The faults that are left, in words. */
  readonly faults: readonly string[];
  /** How many runs it took to shrink it; null when it was not shrunk. */
  readonly shrinkRuns: number | null;
  /** False when shrinking was given up before nothing smaller was found. */
  readonly isSmallest: boolean;
  readonly file: string;
}

export interface FoundRow {
  readonly name: string;
  readonly fingerprint: Fingerprint | null;
  readonly share: Share;
  readonly firstSeed: number;
  readonly timesInFirst: number;
  /** Null while it is not written down. */
  readonly example: Example | null;
}

export interface ExerciseRow extends Exercise {
  readonly kind: FaultKind;
}

export interface HuntSummary {
  readonly seeds: string;
  readonly planned: number;
  readonly runs: number;
  readonly events: number;
  readonly undecided: number;
  /** Why it ended early without having found anything, or before it had found all. */
  readonly stopped: Stop | null;
  readonly isForAll: boolean;
  readonly outcome: HuntOutcome;
  readonly space: readonly SpaceLine[];
  readonly lookedFor: readonly string[];
  /** Expectations that are no promise when other faults are drawn. */
  readonly leftOut: readonly string[];
  /** In the order in which they were first met. */
  readonly found: readonly FoundRow[];
  readonly exercised: readonly ExerciseRow[];
  /** Events that would have put the invariants of the protocol to the test, and happened in no run. */
  readonly unseen: readonly string[];
  /** Whether the scenario's own faults were kept out by drawn ones. */
  readonly replacedFaults: number;
}

/** The rows of a hunt; `examples` by name of what was found. */
export function summaryOfHunt(hunt: Hunt, examples: ReadonlyMap<string, Example>): HuntSummary {
  const { plan, sweep, found, exercised, undecided } = hunt;
  const { space, scenario, seeds } = plan;
  return {
    seeds: printSeeds(seeds),
    planned: seedCount(seeds),
    runs: sweep.done,
    events: sweep.tallies[0]?.events ?? 0,
    undecided,
    stopped: sweep.stopped === 'failure' ? null : sweep.stopped,
    isForAll: plan.isForAll,
    outcome: outcomeOfHunt(hunt),
    space: spaceLines(space),
    lookedFor: wordsForQuarry(hunt),
    leftOut: demonstrationsOf(scenario, space).map(({ path, value }) => `${path}: ${value}`),
    found: [...found.values()].map(({ name, fingerprint, firstSeed, timesInFirst, runs }) => ({
      ...{ name, fingerprint, firstSeed, timesInFirst },
      share: shareOf(runs, sweep.done),
      example: examples.get(name) ?? null,
    })),
    exercised: [...exercised].map(([kind, exercise]) => ({ kind, ...exercise })),
    unseen: unseenIn(sweep.tallies[0] ?? { notes: new Map() }),
    replacedFaults: space.faults?.keepsOwn === false ? scenario.spec.faults.length : 0,
  };
}

/** What it was after, in words. */
function wordsForQuarry({ plan: { quarry, scenario, space } }: Hunt): readonly string[] {
  switch (quarry.kind) {
    case 'finding':
      return [quarry.finding];
    case 'fingerprint':
      return [quarry.fingerprint];
    case 'expectation':
      return [`not ${quarry.path}: ${String(scenario.spec.expect[quarry.path])}`];
    case 'failure':
      return [
        'broken invariants',
        ...promisesOf(scenario, space).map(({ path, value }) => `not ${path}: ${value}`),
      ];
  }
}
