/**
 * A history: what the clients of some database did and what they were told, and nothing else. It comes
 * from a file (formats/) or from a run of ours (observed.ts); the checkers of consistency read it. They
 * need no truth about the inside of the database.
 */
import { groupedBy } from '../kernel/grouped.js';
import type { Instant } from '../kernel/time.js';
import type { Outcome } from './operation.js';

/** What JSON can say. Equal values are equal in depth, the order of names does not matter. */
export type Value =
  null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/** One operation as its client saw it. */
export interface ObservedOperation {
  /** Its place in `History.operations`: 0, 1, 2 … in the order of invocation. Checkers name operations by it. */
  readonly index: number;
  /** What people call it: its id or index in the file, the operation id of a run. */
  readonly name: string;
  /**
   * Logically single-threaded issuer. An operation precedes the later ones of its session, unless its
   * outcome is `info`: then it may take effect after them.
   */
  readonly session: string;
  /** The object it is about; the empty text in a history of one object. */
  readonly key: string;
  /** What was asked for, in the words of the model: `read`, `write`, `cas`, `append`, … */
  readonly action: string;
  /** What it was asked with; null where the action takes nothing. */
  readonly input: Value;
  /** What was answered; undefined when nobody knows. */
  readonly output: Value | undefined;
  /** `fail`: it surely had no effect and observed nothing. `info`: nobody knows. */
  readonly outcome: Outcome;
  /** Its invocation among all invocations and completions. One operation precedes another when its `end` is smaller than the other's `start`. */
  readonly start: number;
  /** Its completion; Infinity when it is `info`, so that it precedes nothing. */
  readonly end: number;
  /** When that was, where the history tells. Not always whole microseconds. */
  readonly invokedAt: Instant | null;
  readonly completedAt: Instant | null;
  /** The place that the database itself gave to it (a revision, a log index), where the history tells. */
  readonly revision: number | null;
}

export interface History {
  /** In the order of invocation. */
  readonly operations: readonly ObservedOperation[];
  /** The model that the history names for itself; null when it does not. */
  readonly model: string | null;
}

/** What is the same for all checkers: which operations are about a key, in the order of invocation. */
export function byKey(
  operations: readonly ObservedOperation[],
): ReadonlyMap<string, readonly ObservedOperation[]> {
  return groupedBy(operations, ({ key }) => key);
}

/** A text that two values share if and only if they are equal. */
export function identityOf(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(identityOf).join(',')}]`;
  const names = Object.keys(value).sort();
  const parts = names.map((name) => `${JSON.stringify(name)}:${identityOf(value[name] ?? null)}`);
  return `{${parts.join(',')}}`;
}

/** `Array.isArray` forgets that the list is read-only. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
