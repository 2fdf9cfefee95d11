/**
 * A hunt: a sweep in which every seed draws its own scenario, until a run has what it is after. What was
 * drawn and what struck is counted, because where nothing happened nothing could be found.
 */
import type { AskedFor } from '../../checkers/asked-for.js';
import type { Fingerprint } from '../fingerprint.js';
import type { Measurement } from '../sweep/measurement.js';
import type { Seeds } from '../sweep/seeds.js';
import { beginSweep, onlyShard, type Sweep } from '../sweep/sweep.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { FaultKind } from './kinds.js';
import { catchesIn, type Quarry } from './quarry.js';
import type { Space } from './space.js';

export interface HuntPlan {
  readonly scenario: Scenario;
  readonly space: Space;
  readonly quarry: Quarry;
  readonly seeds: Seeds;
  /** Goes on after the first. */
  readonly isForAll: boolean;
  readonly also?: readonly AskedFor[];
  readonly maxEvents?: number;
}

/** Something that was found, in how many runs. */
export interface Found {
  readonly name: string;
  /** Null for an expectation about something that is no finding. */
  readonly fingerprint: Fingerprint | null;
  readonly firstSeed: number;
  /** How many findings the first run has. */
  readonly timesInFirst: number;
  runs: number;
}

/** Of a kind of fault: in how many runs it was drawn, in how many it had something to act on, how often in all. */
export interface Exercise {
  drawn: number;
  struck: number;
  times: number;
}

export interface Hunt {
  readonly plan: HuntPlan;
  readonly sweep: Sweep;
  /** By name, in the order in which they were first met. */
  readonly found: Map<string, Found>;
  readonly exercised: Map<FaultKind, Exercise>;
  /** Runs that were cut short, or could not decide an expectation. */
  undecided: number;
}

export function beginHunt(plan: HuntPlan): Hunt {
  const { scenario, space, seeds, also = [], maxEvents = null } = plan;
  const variants = [{ name: scenario.spec.name, scenario, space }];
  const kinds = space.faults?.kinds ?? [];
  return {
    plan,
    sweep: beginSweep({ variants, seeds, shard: onlyShard, also, maxEvents }),
    found: new Map(),
    exercised: new Map(kinds.map((kind) => [kind, { drawn: 0, struck: 0, times: 0 }])),
    undecided: 0,
  };
}

/** Counts the run of the next seed, and stops the sweep there when it has what the hunt is after. */
export function countDrawn(hunt: Hunt, measured: Measurement): void {
  const { plan, sweep, found, exercised } = hunt;
  for (const [kind, times] of measured.faults) {
    const exercise = exercised.get(kind as FaultKind);
    if (exercise === undefined) continue;
    exercise.drawn += 1;
    exercise.struck += times > 0 ? 1 : 0;
    exercise.times += times;
  }
  if (measured.outcome === 'unknown') hunt.undecided += 1;
  for (const { name, fingerprint, times } of catchesIn(plan.quarry, measured)) {
    const known = found.get(name);
    if (known !== undefined) known.runs += 1;
    else {
      const first = { firstSeed: measured.seed, timesInFirst: times };
      found.set(name, { name, fingerprint, ...first, runs: 1 });
    }
  }
  if (found.size > 0 && !plan.isForAll) sweep.stopped ??= 'failure';
}

/** `found` fails, `nothing` is as expected, `not exercised` says nothing. */
export type HuntOutcome = 'found' | 'nothing' | 'not exercised';

/** Nothing is concluded from runs in which no fault struck although faults vary, or which decided nothing. */
export function outcomeOfHunt({ plan, sweep, found, exercised, undecided }: Hunt): HuntOutcome {
  if (found.size > 0) return 'found';
  if (sweep.done === undecided) return 'not exercised';
  const hasStruck = [...exercised.values()].some(({ struck }) => struck > 0);
  return plan.space.faults === null || hasStruck ? 'nothing' : 'not exercised';
}
