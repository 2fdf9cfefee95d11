/**
 * What clients did and what they were told: the operations of a run. The clients of the simulation write
 * them, checkers and reports read them.
 *
 * The value that a write writes is its write id, so every written value is unique and a value read names
 * the write it came from.
 */
import type { Duration, Instant } from '../kernel/time.js';

/** 1, 2, 3 … in the order of invocation. */
export type OperationId = number;

/** 1, 2, 3 … in the order of invocation, counting only writes; also the value written. 0 stands for *no write*. */
export type WriteId = number;

/** The number of an event in the trace: 1, 2, 3 … in the order in which events happen. */
export type EventNumber = number;

/**
 * `write` replaces the value of its key, `append` adds an element to the list at its key, `delete` leaves its
 * key without a value, `read` returns whatever the key holds. A delete is a write whose value is nothing: it
 * has a write id, which no read ever returns. An add to a counter is an append with an amount (decision 017).
 */
export type OperationKind = 'write' | 'append' | 'delete' | 'read';

/**
 * On what condition a write happens: `absent`, its key has no value; `unchanged`, its key holds the versions that
 * the write was computed from, its basis. Whoever is told that the condition did not hold ends with `fail`.
 */
export type Condition = 'absent' | 'unchanged';

/**
 * `ok`: it happened. `fail`: it surely had no effect. `info`: unknown, it may have happened or may still
 * happen; a timeout is always `info`.
 */
export type Outcome = 'ok' | 'fail' | 'info';

export interface Operation {
  readonly id: OperationId;
  /** Logically single-threaded issuer; after `info` its client goes on under a new process. */
  readonly process: number;
  /** The session that issued it: `app.3`. */
  readonly client: string;
  readonly group: string;
  readonly kind: OperationKind;
  readonly key: string;
  /** 0 for a read. */
  readonly write: WriteId;
  /**
   * For the write of an update or a compare-and-set: the versions that it was computed from, oldest first, as its read
   * returned them; none where the key had no value. Null: it is not based on a read.
   */
  readonly basis: readonly WriteId[] | null;
  /** For a write that happens on a condition; otherwise null. */
  readonly condition: Condition | null;
  /** For an append to a counter: how much it adds, never 0. Otherwise null. */
  readonly amount: number | null;
  readonly invokedAt: Instant;
  readonly invokedIn: EventNumber;
  /** Null while it is outstanding. */
  outcome: Outcome | null;
  completedAt: Instant | null;
  completedIn: EventNumber | null;
  /** For an ok read: the writes whose values it returned, oldest first. A register holds at most one. */
  versions: readonly WriteId[] | null;
  /** The node that answered, when one did. */
  answeredBy: string | null;
  /** Why it failed or is unknown, in a few words. */
  reason: string | null;
  /** How many requests were sent for it. */
  attempts: number;
  /** How often its client tried it again. */
  retries: number;
}

/** True when the client was told that the write happened. */
export function isAcknowledgedWrite(operation: Operation): boolean {
  return operation.write !== 0 && operation.outcome === 'ok';
}

/** True when an operation was acknowledged before another one was invoked. */
export function hasCompletedBefore(
  earlier: Operation | undefined,
  { invokedAt }: Operation,
): boolean {
  if (earlier?.outcome !== 'ok' || earlier.completedAt === null) return false;
  return earlier.completedAt < invokedAt;
}

/** How long an operation took, from invocation to completion; null while it is outstanding. */
export function latencyOf(
  operation: Pick<Operation, 'invokedAt' | 'completedAt'>,
): Duration | null {
  return operation.completedAt === null ? null : operation.completedAt - operation.invokedAt;
}
