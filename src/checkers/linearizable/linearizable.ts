/**
 * Whether a history is linearizable: some order of its operations respects real time and is what the model
 * would have answered. Linearizability is local (Herlihy and Wing 1990), so every key is judged alone, by
 * the cheapest method that fits: zones, one pass, pairs, replay, or the general search.
 */
import { byKey, isList, type History, type ObservedOperation } from '../../history/history.js';
import { inOrderOfKeys } from '../../kernel/pairs.js';
import {
  judgedOperations,
  leaveOut,
  leftOutForScope,
  leftOutInAll,
  nothingLeftOut,
  type LeftOutCounts,
} from '../consistency/left-out.js';
import type { LevelResult, Violation } from '../consistency/result.js';
import { answersOf } from '../models/answers.js';
import type { ModelChoice } from '../models/choice.js';
import type { Model } from '../models/model.js';
import { worstVerdict } from '../verdict.js';
import type { Judgement } from './contradiction.js';
import { methods, withoutSearch, type Method } from './methods.js';
import { search, type PartResult, type SearchBudget } from './search/search.js';
import { violationOf } from './violation.js';

export interface LinearizabilityOptions {
  readonly model: ModelChoice;
  /** What the general search may cost; the other methods need no limit. */
  readonly budget: SearchBudget;
}

/** The operations of one key. */
interface Part {
  readonly key: string;
  readonly model: Model;
  readonly all: readonly ObservedOperation[];
  /** Without those that are left out. */
  readonly operations: readonly ObservedOperation[];
}

interface Decision {
  readonly method: Method;
  readonly result: PartResult;
}

/** Judges every key. The result does not depend on the order in which keys appear. */
export function linearizable(
  history: History,
  { model, budget }: LinearizabilityOptions,
): LevelResult {
  const leftOut = nothingLeftOut();
  const decisions = new Map<string, Decision>();
  const undecided: Part[] = [];
  let steps = 0;
  const keys = keysOf(history.operations, model);
  // One key after the other, while its operations are at hand.
  for (const [key, all] of keys) {
    const part = partOf(key, all, model, leftOut);
    const known = withoutSearch(part.operations, part.model);
    if (known === null) undecided.push(part);
    else {
      const { method, judgement } = known;
      steps += judgement.steps;
      leaveOut(leftOut, 'unknown writes that nobody read', judgement.unread);
      decisions.set(key, { method, result: resultOf(part, judgement) });
    }
  }
  for (const { results, steps: searched } of searches(undecided, budget, leftOut)) {
    steps += searched;
    for (const result of results) decisions.set(result.key, { method: 'search', result });
  }
  const inOrder = keys.flatMap(([key]) => decisions.get(key) ?? []);
  const scope = {
    operations: history.operations.length - leftOutInAll(leftOut),
    keys: keys.length,
    leftOut: leftOutForScope(leftOut),
    methods: methods.filter((method) => inOrder.some((decision) => decision.method === method)),
  };
  return { level: 'linearizable', scope, steps, ...summary(inOrder.map(({ result }) => result)) };
}

/**
 * The operations by key, in the order of the names of the keys. A model that is not about keys is the model
 * of the whole history, and makes one part of it.
 */
function keysOf(
  operations: readonly ObservedOperation[],
  modelOf: ModelChoice,
): readonly (readonly [key: string, operations: readonly ObservedOperation[]])[] {
  const keys = inOrderOfKeys(byKey(operations));
  const first = keys[0]?.[1] ?? [];
  return keys.length === 0 || chosenFor(first, modelOf).perKey ? keys : [['', operations]];
}

function partOf(
  key: string,
  all: readonly ObservedOperation[],
  modelOf: ModelChoice,
  leftOut: LeftOutCounts,
): Part {
  const model = chosenFor(all, modelOf);
  return { key, model, all, operations: judgedOperations(all, model.readOnly, leftOut) };
}

function chosenFor(operations: readonly ObservedOperation[], modelOf: ModelChoice): Model {
  const actions = actionsOf(operations);
  return modelOf(actions, actions.has('add') ? answersOf(operations) : 'anything');
}

/**
 * What was asked of an object. One that was only read, and answered with lists, is a list: the
 * other levels take it for that, too.
 */
function actionsOf(operations: readonly ObservedOperation[]): ReadonlySet<string> {
  // They are few, and a look at a short list is quicker than one into a set.
  const actions: string[] = [];
  for (const { action } of operations) if (!actions.includes(action)) actions.push(action);
  const isOnlyRead = actions.length === 1 && actions[0] === 'read';
  if (isOnlyRead && operations.some(({ output }) => isList(output))) actions.push('append');
  return new Set(actions);
}

function resultOf({ key, all }: Part, judgement: Judgement): PartResult {
  if (judgement.verdict === 'valid') return { key, verdict: 'valid', order: judgement.order };
  const violation = violationOf(judgement.contradiction, key, all);
  return { key, verdict: 'invalid', violation };
}

/** Searches what is left, model by model; each model may use an equal share of what is left of the budget. */
function searches(
  parts: readonly Part[],
  { steps, states }: SearchBudget,
  leftOut: LeftOutCounts,
): readonly { readonly results: readonly PartResult[]; readonly steps: number }[] {
  let left = steps;
  const models = [...new Set(parts.map(({ model }) => model))];
  return models.map((model, place) => {
    const share = Math.floor(left / (models.length - place));
    const own = parts.filter((part) => part.model === model);
    const noticed = own.map((part) => ({ key: part.key, operations: noticedIn(part, leftOut) }));
    const answer = search(noticed, model, {
      steps: share,
      ...(states !== undefined && { states }),
    });
    left -= answer.steps;
    return answer;
  });
}

/** Leaves out unknown operations that nobody can have noticed. */
function noticedIn(
  { operations, model }: Part,
  leftOut: LeftOutCounts,
): readonly ObservedOperation[] {
  if (model.noticed === undefined) return operations;
  const isNoticed = model.noticed(operations);
  const noticed = operations.filter(
    (operation) => operation.outcome === 'ok' || isNoticed(operation),
  );
  leaveOut(leftOut, 'unknown writes that nobody read', operations.length - noticed.length);
  return noticed;
}

/** What the keys together say. */
function summary(
  results: readonly PartResult[],
): Pick<LevelResult, 'verdict' | 'violations' | 'undecided' | 'order'> {
  const violations: Violation[] = [];
  const undecided: { part: string; reason: string }[] = [];
  const order = new Map<string, readonly number[]>();
  for (const result of results) {
    if (result.verdict === 'valid') order.set(result.key, result.order);
    else if (result.verdict === 'invalid') violations.push(result.violation);
    else undecided.push({ part: result.key, reason: result.reason });
  }
  const verdict = worstVerdict(results.map((result) => result.verdict));
  violations.sort((a, b) => (a.operations[0] ?? 0) - (b.operations[0] ?? 0));
  return { verdict, violations, undecided, order: verdict === 'valid' ? order : null };
}
