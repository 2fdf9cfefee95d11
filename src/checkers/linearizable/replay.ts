/**
 * Linearizability when the database itself tells the order: operations carry revisions, and their order is
 * replayed against the model. A replay that succeeds is a linearization; one that fails proves nothing,
 * for another order may be right. O(n log n) and n steps of the model.
 */
import type { ObservedOperation } from '../../history/history.js';
import { isReadOnly, type Model } from '../models/model.js';
import type { Valid } from './contradiction.js';
import { misplaced } from './real-time.js';
import { sorted } from './sorted.js';

/**
 * Replays the operations of one key by revision, what changes nothing after what made the revision.
 * Unknown operations without a revision are taken not to have happened. Null when the replay fails,
 * or when an operation that did happen has no revision.
 */
export function replay(operations: readonly ObservedOperation[], model: Model): Valid | null {
  const placed = operations.filter(({ revision }) => revision !== null);
  const known = operations.filter(({ outcome, revision }) => outcome === 'ok' || revision !== null);
  if (placed.length === 0 || known.length > placed.length) return null;
  const revisions = Float64Array.from(placed, ({ revision }) => revision ?? 0);
  const isLater = Uint8Array.from(placed, (operation) => Number(isReadOnly(model, operation)));
  const { order, steps } = sorted(revisions, isLater);
  const inOrder = Array.from(order, (place) => placed[place] as ObservedOperation);
  if (misplaced(inOrder) !== null || !follows(model, inOrder)) return null;
  return {
    verdict: 'valid',
    order: inOrder.map(({ index }) => index),
    unread: operations.length - placed.length,
    steps: steps + operations.length,
  };
}

/** Whether the model answers as these operations were answered. */
function follows(model: Model, operations: readonly ObservedOperation[]): boolean {
  let state = model.initial();
  for (const operation of operations) {
    const next = model.step(state, operation);
    if (next === undefined) return false;
    state = next;
  }
  return true;
}
