/**
 * Whether the operations of a violation of linearizability are a contradiction by themselves, and none
 * without any one of them; for every model. What a few operations allow is asked of the search, which
 * small histories confirm by brute force elsewhere.
 */
import { judge } from '../../src/checkers/consistency/judge.js';
import type { Violation } from '../../src/checkers/consistency/result.js';
import type { Model } from '../../src/checkers/models/model.js';
import type { ObservedOperation } from '../../src/history/history.js';

type Operations = readonly ObservedOperation[];

/** What is wrong with a violation of a history of these operations; null when nothing is. */
export function flawOfViolation(
  violation: Violation,
  operations: Operations,
  model: Model,
): string | null {
  const witness = violation.operations.map((index) => operations[index] as ObservedOperation);
  if (isLinearizable(witness, model)) return 'no contradiction by itself';
  if (!violation.minimal) return null;
  const spare = witness.find((one) => !isLinearizable(without(witness, one, model), model));
  return spare === undefined ? null : `a contradiction without ${spare.index}, too`;
}

function isLinearizable(operations: Operations, model: Model): boolean {
  const numbered = operations.map((operation, index) => ({ ...operation, index }));
  const [result] = judge(
    { operations: numbered, model: null },
    // Methods tell models by identity: a copy is searched.
    { levels: ['linearizable'], model: { ...model } },
  );
  return result?.verdict === 'valid';
}

/** Without an operation and, one after the other, all that cannot be answered without it. */
function without(operations: Operations, left: ObservedOperation, model: Model): Operations {
  const others = operations.filter((operation) => operation !== left);
  const unexplained = others.find(
    (one) =>
      !isLinearizable(
        others.map((other) => (other === one ? one : asOptional(other))),
        model,
      ),
  );
  return unexplained === undefined ? others : without(others, unexplained, model);
}

/** It may have taken effect, as it was answered, or not. */
function asOptional(operation: ObservedOperation): ObservedOperation {
  return { ...operation, outcome: 'info', end: Infinity };
}
