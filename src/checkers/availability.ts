/** How many operations succeeded, as a share. */
import type { Operation } from '../history/operation.js';

/** The share of the operations that ended ok, from 0 to 1; null of none. */
export function availability(operations: readonly Operation[]): number | null {
  let succeeded = 0;
  for (const { outcome } of operations) if (outcome === 'ok') succeeded += 1;
  return operations.length === 0 ? null : succeeded / operations.length;
}
