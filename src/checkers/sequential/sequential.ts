/**
 * Whether a history is sequentially consistent (Lamport 1979): one order of all operations keeps the
 * order of every session and is what the objects would have answered one at a time. Real time does
 * not count. Not local: keys cannot be judged alone. NP-complete, so a history is asked for cheap
 * proofs first: of causal convergence, which it must have, and of what follows from reads
 * (saturation.ts). What is left is searched, within a budget.
 */
import type { History, ObservedOperation } from '../../history/history.js';
import { causalityOf, type Causality } from '../causal/causality.js';
import { mostEntries } from '../causal/clocks.js';
import { contradictions, judged } from '../causal/contradictions.js';
import { minimised } from '../causal/minimise.js';
import { observe } from '../causal/observations.js';
import { leftOutForScope } from '../consistency/left-out.js';
import type { LevelResult, Undecided, Violation } from '../consistency/result.js';
import type { ModelChoice } from '../models/choice.js';
import { contradictingCycle, exhausted, stuckKind } from './explain.js';
import { objectsOf } from './objects.js';
import { saturate } from './saturation.js';
import { search } from './search.js';

export interface SequentialOptions {
  readonly model: ModelChoice;
  readonly budget: { readonly steps: number };
}

/** At most so many violations are explained: the first ones. */
const mostViolations = 100;

/** A witness is made smaller by checks of so many steps each. */
const stepsForWitness = 20_000;

type Decision =
  | { readonly kind: 'valid'; readonly order: readonly number[] }
  | { readonly kind: 'invalid'; readonly violations: readonly Violation[] }
  | { readonly kind: 'unknown'; readonly reason: string };

interface Decided {
  readonly decision: Decision;
  readonly methods: readonly string[];
  readonly steps: number;
}

export function sequential({ operations }: History, options: SequentialOptions): LevelResult {
  const causality = observed(operations, options);
  const { decision, methods, steps } = decide(causality, operations, options);
  const scope = {
    operations: causality.operations.length,
    keys: causality.keys.length,
    leftOut: leftOutForScope(causality.leftOut),
    methods,
  };
  const isOpen = decision.kind === 'unknown';
  const undecided: Undecided[] = isOpen ? [{ part: '', reason: decision.reason }] : [];
  const found = decision.kind === 'invalid' ? decision.violations : [];
  const violations = smallest(found, operations, options);
  const order = decision.kind === 'valid' ? new Map([['', decision.order]]) : null;
  return {
    level: 'sequential',
    verdict: decision.kind,
    scope,
    violations,
    undecided,
    order,
    steps,
  };
}

function observed(
  operations: readonly ObservedOperation[],
  { model }: SequentialOptions,
): Causality {
  return causalityOf(observe(operations, model));
}

/** Asks the cheap proofs, then searches. */
function decide(
  causality: Causality,
  all: readonly ObservedOperation[],
  { budget }: SequentialOptions,
): Decided {
  const { operations, sessionCount } = causality;
  const entries = operations.length * sessionCount;
  if (entries > mostEntries) {
    const reason = `${sessionCount} sessions of ${operations.length} operations need too much memory`;
    return { decision: { kind: 'unknown', reason }, methods: [], steps: 0 };
  }
  const invalid = (violations: readonly Violation[]): Decision => ({ kind: 'invalid', violations });
  const causal = contradictions(judged(causality), 'causallyConvergent', all);
  if (causal.length > 0) {
    const violations = causal.map((one): Violation => ({ ...one, level: 'sequential' }));
    return { decision: invalid(violations), methods: ['bad patterns'], steps: entries };
  }
  const { index, cycle, isComplete, steps } = saturate(
    causality,
    Math.max(0, budget.steps - entries),
  );
  const spent = entries + steps;
  if (cycle.length > 0) {
    const violations = [contradictingCycle(causality, index, cycle)];
    return { decision: invalid(violations), methods: ['bad patterns', 'saturation'], steps: spent };
  }
  const reason = `${budget.steps} steps were not enough`;
  if (!isComplete) {
    const decision: Decision = { kind: 'unknown', reason };
    return { decision, methods: ['bad patterns', 'saturation'], steps: spent };
  }
  const objects = objectsOf(causality);
  const result = search({ causality, index, objects }, Math.max(0, budget.steps - spent));
  const methods = ['bad patterns', 'saturation', 'search'];
  const found = { methods, steps: spent + result.steps };
  switch (result.kind) {
    case 'found': {
      const order = result.order.map((node) => (operations[node] as ObservedOperation).index);
      return { ...found, decision: { kind: 'valid', order } };
    }
    case 'none':
      return { ...found, decision: invalid([exhausted(causality, objects, result.stuck)]) };
    case 'spent':
      return { ...found, decision: { kind: 'unknown', reason } };
  }
}

/**
 * The violations made small. Where only models tell what is right, an operation cannot be taken away
 * without changing what others should have answered, so nothing is.
 */
function smallest(
  violations: readonly Violation[],
  operations: readonly ObservedOperation[],
  { model }: SequentialOptions,
): readonly Violation[] {
  if (violations.some(({ kind }) => kind === stuckKind)) return violations;
  const options = { model, budget: { steps: stepsForWitness } };
  return minimised(violations.slice(0, mostViolations), operations, (fewer) => {
    const { decision } = decide(observed(fewer, options), fewer, options);
    if (decision.kind === 'unknown') return 'unknown';
    return decision.kind === 'invalid' ? (decision.violations[0] ?? null) : null;
  });
}
