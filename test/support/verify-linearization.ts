/**
 * Confirms certificates without knowing how they were found: operations in an order, replayed one by
 * one. Of a linearization all are of one key, and the order is that of real time; a sequential order
 * spans all keys and keeps the order of every session.
 */
import type { ObservedOperation } from '../../src/history/history.js';
import type { Model } from '../../src/checkers/models/model.js';

/** What is wrong with this order (operation indexes) of the operations of one key; null when nothing is. */
export function flawOf(
  order: readonly number[],
  operations: readonly ObservedOperation[],
  model: Model,
): string | null {
  let latestStart = -Infinity;
  return flawOfReplay(
    order,
    operations,
    () => model,
    ({ index, start, end }) => {
      if (end < latestStart) return `${index} completed before one of those before it began`;
      latestStart = Math.max(latestStart, start);
      return null;
    },
  );
}

/** What is wrong with this sequential order of all operations; null when nothing is. */
export function flawOfSequence(
  order: readonly number[],
  operations: readonly ObservedOperation[],
  modelOf: (key: string) => Model,
): string | null {
  const latest = new Map<string, number>();
  return flawOfReplay(order, operations, modelOf, ({ index, session, outcome }) => {
    const last = latest.get(session) ?? -1;
    latest.set(session, Math.max(last, index));
    // What has an unknown outcome may take effect after later operations of its session.
    const isLate = outcome === 'ok' && index < last;
    return isLate ? `${index} stands after ${last}, which its session issued later` : null;
  });
}

/** `misplaced` looks at one operation after the other and says what is wrong with its place. */
function flawOfReplay(
  order: readonly number[],
  operations: readonly ObservedOperation[],
  modelOf: (key: string) => Model,
  misplaced: (operation: ObservedOperation) => string | null,
): string | null {
  const byIndex = new Map(operations.map((operation) => [operation.index, operation]));
  const states = new Map<string, unknown>();
  for (const index of order) {
    const operation = byIndex.get(index);
    if (operation === undefined) return `${index} is there twice, or of another key`;
    byIndex.delete(index);
    if (operation.outcome === 'fail') return `${index} failed`;
    const misplacement = misplaced(operation);
    if (misplacement !== null) return misplacement;
    const model = modelOf(operation.key);
    const part = model.perKey ? operation.key : '';
    const state = states.has(part) ? states.get(part) : model.initial();
    const next = model.step(state, operation);
    if (next === undefined) return `${index} cannot be answered so in ${model.describe(state)}`;
    states.set(part, next);
  }
  // A read without a known answer says nothing and is left out.
  const missing = [...byIndex.values()].find(
    ({ key, outcome, action, output }) =>
      outcome === 'ok' && !(output === undefined && modelOf(key).readOnly.includes(action)),
  );
  return missing === undefined ? null : `${missing.index} is missing`;
}
