/** Runs the trials of published results in Node: in this thread, or on others when there are many. */
import { setImmediate } from 'node:timers/promises';
import type { Outcome } from '../reproduce/published.js';
import { trialAt, trialCount, type Reproduction } from '../reproduce/reproduction.js';
import { doneByWorkers } from './pool.js';

export interface RunTrialsOptions {
  /** How many threads. Default: 1, this one. */
  readonly jobs?: number;
  /** Called after each trial. */
  readonly onDone?: () => void;
  /** Ends it early when it is aborted. */
  readonly signal?: AbortSignal;
}

/** Other threads have to load and to compile everything anew. */
const worthIt = 500;

/** Runs what is left of a reproduction. */
export async function runTrials(
  { plan, outcomes }: Reproduction,
  { jobs = 1, onDone, signal }: RunTrialsOptions = {},
): Promise<void> {
  const places = placesFrom(outcomes.length, trialCount(plan));
  const isMany = jobs > 1 && trialCount(plan) - outcomes.length >= worthIt;
  const results = isMany
    ? doneByWorkers<Outcome>(places, { plan }, jobs, signal ?? null)
    : doneHere(plan, places);
  for await (const outcome of results) {
    outcomes.push(outcome);
    onDone?.();
    if (signal?.aborted === true) return;
  }
}

/** Signals are heard between trials. */
async function* doneHere(
  plan: Reproduction['plan'],
  places: Iterable<number>,
): AsyncGenerator<Outcome> {
  for (const place of places) {
    yield trialAt(plan, place);
    if (place % 100 === 0) await setImmediate();
  }
}

function* placesFrom(first: number, end: number): Generator<number> {
  for (let place = first; place < end; place += 1) yield place;
}
