/**
 * Counters: keys to which clients only add. To a database an add is an append (decision 017), so what it answers are
 * the writes that it has; what its client sees is the sum of their amounts.
 */
import type { Chronicle } from './chronicle.js';
import type { Operation, WriteId } from './operation.js';

/** The keys to which something was added and nothing else was done, but for reads. */
export function countersIn(operations: readonly Operation[]): ReadonlySet<string> {
  const counters = new Set<string>();
  const others = new Set<string>();
  for (const { key, write, amount } of operations) {
    if (amount !== null) counters.add(key);
    else if (write !== 0) others.add(key);
  }
  for (const key of others) counters.delete(key);
  return counters;
}

/** What a counter shows that holds these adds. One that was applied twice stands there twice, and counts twice. */
export function sumOf(versions: readonly WriteId[], writes: Chronicle['writes']): number {
  let sum = 0;
  for (const write of versions) sum += writes[write]?.amount ?? 0;
  return sum;
}

/** An amount with its sign: `+5`, `−5`. */
export function signed(amount: number): string {
  return amount < 0 ? `−${String(-amount)}` : `+${String(amount)}`;
}
