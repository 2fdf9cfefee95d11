/** Puts operations into the words of the trace. */
import type { Operation } from '../../history/operation.js';

/** `write k7 = 101`, `write k7 = 102 if unchanged`, `delete k7 (103)`, `read k7 → 101`. */
export function describeOperation(operation: Operation): string {
  const { kind, key, write, versions, condition } = operation;
  if (kind === 'delete') return `delete ${key} (${String(write)})`;
  if (kind !== 'read') {
    const only = condition === null ? '' : ` if ${condition}`;
    return `${kind} ${key} = ${String(write)}${only}`;
  }
  if (versions === null) return `read ${key}`;
  return `read ${key} → ${versions.length === 0 ? 'nothing' : versions.join(' ')}`;
}
