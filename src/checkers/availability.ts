/** How many operations succeeded, as a share. */
import type { Operation } from '../history/operation.js';

/** The share of the operations that ended ok, from 0 to 1; null of none. */
export function availability(operations: readonly Operation[]): number | null {
  if (operations.length === 0) return null;
  return operations.filter(({ outcome }) => outcome === 'ok').length / operations.length;
}
