/** Verdicts of random histories, and what may differ between two of them. */
import { expect } from 'vitest';
import { judge } from '../../src/checkers/consistency/judge.js';
import { levels, type Level, type LevelResult } from '../../src/checkers/consistency/result.js';
import type { Model } from '../../src/checkers/models/model.js';
import type { Verdict } from '../../src/checkers/verdict.js';
import type { History } from '../../src/history/history.js';

/** Enough for nearly all histories of these tests; what it is not enough for stays unknown. */
const budget = { steps: 100_000 };

export interface Judging {
  readonly model: Model | null;
  readonly levels?: readonly Level[];
}

export function judged(
  history: History,
  { model, levels: asked = levels }: Judging,
): readonly LevelResult[] {
  return judge(history, { model, levels: asked, budget });
}

export function verdictOf(history: History, level: Level, model: Model | null): Verdict {
  return (judged(history, { model, levels: [level] })[0] as LevelResult).verdict;
}

export type Verdicts = Readonly<Record<Level, Verdict>>;

/** By level. */
export function verdictsOf(history: History, judging: Judging): Verdicts {
  const results = judged(history, judging);
  return Object.fromEntries(results.map(({ level, verdict }) => [level, verdict])) as Verdicts;
}

/** What is said is the same; on a level that one of the two leaves open nothing is said. */
export function expectAgreement(after: Verdicts, before: Verdicts): void {
  const known = (level: string): boolean =>
    before[level as Level] !== 'unknown' && after[level as Level] !== 'unknown';
  const said = (verdicts: Verdicts): object =>
    Object.fromEntries(Object.entries(verdicts).filter(([level]) => known(level)));
  expect(said(after)).toEqual(said(before));
}

/** A result without the words, which name keys and values. */
export function skeletonOf({ level, verdict, violations, order, scope, steps }: LevelResult) {
  return {
    ...{ level, verdict, steps },
    judged: scope.operations,
    violations: violations.map(({ kind, operations, minimal }) => ({ kind, operations, minimal })),
    order: order === null ? null : [...order.values()],
  };
}
