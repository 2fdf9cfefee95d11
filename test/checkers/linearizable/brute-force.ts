/**
 * Linearizability by its definition: tries every order. Knows nothing of zones, prefixes or revisions.
 */
import type { ObservedOperation } from '../../../src/history/history.js';
import type { Model } from '../../../src/checkers/models/model.js';

/**
 * Whether some order of the operations (of one key) respects real time and is what the model would have
 * answered. Those of unknown outcome may be missing from it, failed ones must be.
 */
export function isLinearizable(operations: readonly ObservedOperation[], model: Model): boolean {
  const extend = (state: unknown, left: readonly ObservedOperation[]): boolean =>
    left.every(({ outcome }) => outcome === 'info') ||
    left.some((operation) => {
      if (left.some((other) => other.end < operation.start)) return false;
      const next = model.step(state, operation);
      return (
        next !== undefined &&
        extend(
          next,
          left.filter((other) => other !== operation),
        )
      );
    });
  return extend(
    model.initial(),
    operations.filter(({ outcome }) => outcome !== 'fail'),
  );
}
