/** How sentences about a run name things: instants, lengths of time, writes, faults, lists. */
import type { FaultOccurrence } from '../history/chronicle.js';
import { signed } from '../history/counters.js';
import type { Operation, WriteId } from '../history/operation.js';
import { inMilliseconds, SECOND, type Duration, type Instant } from '../kernel/time.js';
import { lengthOfTime } from './text/layout.js';

/** An instant in seconds, to the millisecond: `10.050 s`. */
export function instant(at: Instant): string {
  return `${(at / SECOND).toFixed(3)} s`;
}

/** A length of time in the unit that suits it: `2.41 s`. */
export function lengthOf(duration: Duration): string {
  return lengthOfTime(inMilliseconds(duration));
}

/** `n1`, `n1 and n2`, `n1, n2 and n3`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** What a write did: `k7 = 101`, `k7 + 101` for an append, `k7 +5 (101)` for an add, `k7 (101)` for a delete. */
export function written({ kind, key, write, amount }: Operation): string {
  if (kind === 'delete') return `${key} (${write})`;
  if (amount !== null) return `${key} ${signed(amount)} (${write})`;
  return `${key} ${kind === 'append' ? '+' : '='} ${write}`;
}

const writes = { write: 'Write', append: 'Append', delete: 'Delete', read: 'Read' } as const;

/** `Write k7 = 101 by app.3`, `Delete k7 (102) by app.3`. */
export function writeBy(operation: Operation): string {
  const { kind, amount, client } = operation;
  return `${amount === null ? writes[kind] : 'Add'} ${written(operation)} by ${client}`;
}

const longestList = 6;

/**
 * What a read returned: `101`, `[101, 102]`, `nothing`; of a long list the end: `[37 others, 101,
 * 102]`.
 */
export function returned(versions: readonly WriteId[]): string {
  if (versions.length === 0) return 'nothing';
  if (versions.length === 1) return String(versions[0]);
  const shown = versions.slice(-longestList);
  const others = versions.length - shown.length;
  return `[${others === 0 ? '' : `${others} others, `}${shown.join(', ')}]`;
}

/** A fault and its place in the scenario: `crash n1 (faults/0, failover.yaml:12)`. */
export function faultInScenario(
  { summary, index }: FaultOccurrence,
  { file, places }: Scene,
): string {
  const path = `faults/${index}`;
  const place = places.get(path);
  if (place === undefined) return `${summary} (${path})`;
  return `${summary} (${path}, ${file ?? 'scenario'}:${place.line})`;
}

/** Where faults stand written. */
export interface Scene {
  readonly file: string | null;
  readonly places: ReadonlyMap<string, { readonly line: number }>;
}
