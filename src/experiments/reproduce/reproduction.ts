/**
 * A reproduction on its way: which trials belong to it, one after the other, and what they came to. Who runs them is open:
 * this process or its workers. Outcomes are kept in the order of the trials, so nothing depends on that.
 */
import { topics } from './catalogue.js';
import type { Outcome, Series, Topic } from './published.js';

/** So many trials of one series, with the seeds 1, 2, … Plain data: it crosses threads. */
export interface Part {
  readonly topic: string;
  readonly series: string;
  readonly trials: number;
}

export interface Reproduction {
  readonly topics: readonly Topic[];
  readonly plan: readonly Part[];
  /** Of all trials of the plan, the first so many. */
  readonly outcomes: Outcome[];
}

/** @param trials of each series that is left to chance; null for as many as the series wants */
export function beginReproduction(wanted: readonly Topic[], trials: number | null): Reproduction {
  const plan = wanted.flatMap(({ name, series }) =>
    series.map((one) => ({
      ...{ topic: name, series: one.name },
      trials: one.trials === 1 ? 1 : (trials ?? one.trials),
    })),
  );
  return { topics: wanted, plan, outcomes: [] };
}

export function trialCount(plan: readonly Part[]): number {
  return plan.reduce((sum, { trials }) => sum + trials, 0);
}

/** Runs the trial at a place of the plan, from 0. */
export function trialAt(plan: readonly Part[], place: number): Outcome {
  let before = 0;
  for (const part of plan) {
    if (place < before + part.trials) return seriesOf(part).trial(place - before + 1);
    before += part.trials;
  }
  throw new RangeError(`no trial at ${String(place)}`);
}

/** The outcomes of a series, as far as they are there, and how many there will be. */
export function outcomesOf(
  { plan, outcomes }: Reproduction,
  topic: string,
  series: string,
): { readonly outcomes: readonly Outcome[]; readonly planned: number } {
  const place = plan.findIndex((part) => part.topic === topic && part.series === series);
  const begin = trialCount(plan.slice(0, place));
  const planned = plan[place]?.trials ?? 0;
  return { outcomes: outcomes.slice(begin, begin + planned), planned };
}

function seriesOf(part: Part): Series {
  const topic = topics.find(({ name }) => name === part.topic);
  const series = topic?.series.find(({ name }) => name === part.series);
  if (series === undefined) throw new RangeError(`no series ${part.series} of ${part.topic}`);
  return series;
}
