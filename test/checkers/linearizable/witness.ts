/** Whether a witness is one: a contradiction by itself, and none without any one of its operations. */
import { isList, type ObservedOperation } from '../../../src/history/history.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { register } from '../../../src/checkers/models/register.js';
import { isLinearizable } from './brute-force.js';

/** What is wrong with a witness (operation indexes) taken from these operations; null when nothing is. */
export function flawOfWitness(
  witness: readonly number[],
  all: readonly ObservedOperation[],
  model: Model,
): string | null {
  const inOrder = witness.every((index, place) => index > (witness[place - 1] ?? -1));
  if (!inOrder) return 'not in the order of invocation';
  if (witness.length > (model === register ? 6 : 4)) return `${witness.length} operations`;
  const chosen = witness.map((index) => all[index] as ObservedOperation);
  const operations = model === register ? chosen : alone(chosen, all);
  if (isLinearizable(operations, model)) return 'no contradiction by itself';
  const superfluous = operations.find(
    (operation) => !isLinearizable(without(operations, operation), model),
  );
  return superfluous === undefined ? null : `a contradiction without ${superfluous.index}, too`;
}

/** The operations without one of them, and without the reads that cannot be told without it. */
function without(
  operations: readonly ObservedOperation[],
  left: ObservedOperation,
): readonly ObservedOperation[] {
  const isOf = (read: ObservedOperation): boolean =>
    read.action === 'read' && left.action !== 'read' && returns(read, left);
  return operations.filter((operation) => operation !== left && !isOf(operation));
}

/** Whether a read returned what the write wrote, alone or among other elements. */
function returns({ output }: ObservedOperation, { input }: ObservedOperation): boolean {
  return isList(output) ? output.includes(input) : output === input;
}

/**
 * What clients would see of a list or set to which only the witness adds. Elements that nobody added at all
 * stay where they are.
 */
function alone(
  witness: readonly ObservedOperation[],
  all: readonly ObservedOperation[],
): readonly ObservedOperation[] {
  const others = new Set(
    all
      .filter(({ action, outcome }) => action !== 'read' && outcome !== 'fail')
      .filter((operation) => !witness.includes(operation))
      .map(({ input }) => input),
  );
  return witness.map((operation) => {
    const { output, action } = operation;
    if (action !== 'read' || !isList(output)) return operation;
    return { ...operation, output: output.filter((element) => !others.has(element)) };
  });
}
