/** Puts operations into the words of the trace. */
import { signed } from '../../history/counters.js';
import type { Operation } from '../../history/operation.js';

/**
 * `write k7 = 101`, `write k7 = 102 if unchanged`, `delete k7 (103)`, `add k7 +5 (104)`, `read k7 → 101`.
 * @param sum what an ok read of a counter shows; otherwise null
 */
export function describeOperation(operation: Operation, sum: number | null): string {
  const { kind, key, write, versions, condition, amount } = operation;
  if (kind === 'delete') return `delete ${key} (${String(write)})`;
  if (amount !== null) return `add ${key} ${signed(amount)} (${String(write)})`;
  if (kind !== 'read') {
    const only = condition === null ? '' : ` if ${condition}`;
    return `${kind} ${key} = ${String(write)}${only}`;
  }
  if (versions === null) return `read ${key}`;
  if (sum !== null) return `read ${key} → ${String(sum)}`;
  return `read ${key} → ${versions.length === 0 ? 'nothing' : versions.join(' ')}`;
}
