/** Puts operations into the words of the trace. */
import type { Operation } from '../../history/operation.js';

/** `write k7 = 101`, `read k7 → 101`. */
export function describeOperation({ kind, key, write, versions }: Operation): string {
  if (kind !== 'read') return `${kind} ${key} = ${String(write)}`;
  if (versions === null) return `read ${key}`;
  return `read ${key} → ${versions.length === 0 ? 'nothing' : versions.join(' ')}`;
}
