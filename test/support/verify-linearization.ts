/**
 * Confirms a certificate of linearizability without knowing how it was found: the operations of one key in
 * an order, replayed one by one.
 */
import type { ObservedOperation } from '../../src/history/history.js';
import type { Model } from '../../src/checkers/models/model.js';

/** What is wrong with this order (operation indexes) of the operations of one key; null when nothing is. */
export function flawOf(
  order: readonly number[],
  operations: readonly ObservedOperation[],
  model: Model,
): string | null {
  const byIndex = new Map(operations.map((operation) => [operation.index, operation]));
  let latestStart = -Infinity;
  let state = model.initial();
  for (const index of order) {
    const operation = byIndex.get(index);
    if (operation === undefined) return `${index} is there twice, or of another key`;
    byIndex.delete(index);
    if (operation.outcome === 'fail') return `${index} failed`;
    if (operation.end < latestStart)
      return `${index} completed before one of those before it began`;
    latestStart = Math.max(latestStart, operation.start);
    const next = model.step(state, operation);
    if (next === undefined) return `${index} cannot be answered so in ${model.describe(state)}`;
    state = next;
  }
  // A read without a known answer says nothing and is left out.
  const missing = [...byIndex.values()].find(
    ({ outcome, action, output }) =>
      outcome === 'ok' && !(output === undefined && model.readOnly.includes(action)),
  );
  return missing === undefined ? null : `${missing.index} is missing`;
}
