/**
 * The general search for a linearization, for any model: each part of a history (linearizability is local, so
 * a part is a key) is searched alone. Which part is hard cannot be known, so all take turns with growing
 * slices of the budget: one wrong part that is easy makes the whole history wrong.
 */
import type { ObservedOperation } from '../../../history/history.js';
import type { Violation } from '../../consistency/result.js';
import type { Model } from '../../models/model.js';
import { DepthFirst } from './depth-first.js';
import { explain } from './explain.js';
import { prepare } from './part.js';

/** All operations of one part, without failed ones and without reads of unknown answer. */
export interface SearchPart {
  readonly key: string;
  readonly operations: readonly ObservedOperation[];
}

export interface SearchBudget {
  /** How many operations may be tried, explanations included. */
  readonly steps: number;
  /** How many configurations may be remembered at a time; bounds memory. A million by default. */
  readonly states?: number;
}

export type PartResult =
  | { readonly key: string; readonly verdict: 'valid'; readonly order: readonly number[] }
  | { readonly key: string; readonly verdict: 'invalid'; readonly violation: Violation }
  | { readonly key: string; readonly verdict: 'unknown'; readonly reason: string };

const DEFAULT_STATES = 1_000_000;
const FIRST_SLICE = 1_000;
/** An explanation may cost this much, and at most half of what is left. */
const EXPLANATION_STEPS = 200_000;

/** When one part is wrong the whole is, and the other parts may use this much more in all. */
const PATIENCE = 1_000_000;
/** So many steps are taken between two looks at how much is remembered. */
const STRIDE = 4_096;

/** The results stand in the order of the parts; what they say does not depend on it. */
export function search(
  parts: readonly SearchPart[],
  model: Model,
  budget: SearchBudget,
): { results: readonly PartResult[]; steps: number } {
  const sorted = [...parts].sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  const results = new Map<string, PartResult>();
  const account: Account = {
    steps: budget.steps,
    spent: 0,
    states: budget.states ?? DEFAULT_STATES,
  };
  const isWaiting = (turn: Turn, slice: number): boolean => {
    advance(turn.walk, slice, account);
    const result = resultOf(turn, model, budget, account);
    if (result === null) return true;
    results.set(turn.part.key, result);
    account.states += turn.walk.weight - turn.idleWeight;
    return false;
  };
  // Most parts are decided in their first turn, so they are not all made ready before it.
  let waiting: readonly Turn[] = sorted.flatMap((part) => {
    if (account.steps === 0) return [];
    const turn = turnOf(part, model);
    return isWaiting(turn, FIRST_SLICE) ? [turn] : [];
  });
  for (let slice = 2 * FIRST_SLICE; waiting.length > 0 && account.steps > 0; slice *= 2) {
    waiting = waiting.filter((turn) => isWaiting(turn, slice));
  }
  const isSpent = account.spent === budget.steps;
  const reason = isSpent ? `${budget.steps} steps were not enough` : 'another key is wrong already';
  return {
    results: parts.map(({ key }) => results.get(key) ?? { key, verdict: 'unknown', reason }),
    steps: account.spent,
  };
}

/** What is left of the budget, and how many steps were taken. */
interface Account {
  steps: number;
  spent: number;
  states: number;
}

function pay(account: Account, steps: number): void {
  account.steps -= steps;
  account.spent += steps;
}

/** A part with its search, as long as there is no verdict. */
interface Turn {
  readonly part: SearchPart;
  readonly walk: DepthFirst;
  /** What it remembered before its first step. */
  readonly idleWeight: number;
}

function turnOf(part: SearchPart, model: Model): Turn {
  const walk = new DepthFirst(prepare(part.operations, model));
  return { part, walk, idleWeight: walk.weight };
}

/** Goes on for a slice, while there is something left of the budget. */
function advance(walk: DepthFirst, slice: number, account: Account): void {
  const end = walk.steps + slice;
  while (walk.verdict === 'unknown' && walk.steps < end && account.steps > 0) {
    if (account.states <= 0) return;
    const { steps, weight } = walk;
    walk.advance(Math.min(STRIDE, end - steps, account.steps));
    pay(account, walk.steps - steps);
    account.states -= walk.weight - weight;
  }
}

/** Null when the search shall go on. */
function resultOf(
  { part, walk }: Turn,
  model: Model,
  budget: SearchBudget,
  account: Account,
): PartResult | null {
  const { key } = part;
  if (walk.verdict === 'valid') return { key, verdict: 'valid', order: walk.order };
  if (walk.verdict === 'invalid') {
    const allowance = Math.min(EXPLANATION_STEPS, Math.floor(account.steps / 2));
    const { violation, steps } = explain(part, model, walk, allowance);
    pay(account, steps);
    account.steps = Math.min(account.steps, PATIENCE);
    return { key, verdict: 'invalid', violation };
  }
  if (account.states > 0) return null;
  const states = budget.states ?? DEFAULT_STATES;
  return { key, verdict: 'unknown', reason: `${states} configurations were not enough` };
}
