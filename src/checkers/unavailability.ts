/**
 * Unavailability windows: stretches in which no operation of a kind succeeded although clients
 * tried.
 *
 * A window begins with the first attempt that did not succeed after the last success: at its
 * invocation, or at the last success when it was on its way already. It ends with the next success.
 * An operation that needed several attempts did not succeed with the first one, so it counts as
 * trying until it ended.
 *
 * **Resolution.** Clients probe the database only as often as they try. A window counts when it is
 * longer than ten times the mean time between two invocations of its kind, or than a second where
 * that is shorter (though never less than two such intervals), with the median latency on top. So
 * one lost operation amid successes is no outage, nor a few in a row while part of the nodes is
 * down; a shorter outage goes unseen.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, OperationKind } from '../history/operation.js';
import { SECOND, type Duration, type Instant } from '../kernel/time.js';
import { firstIndex } from './first-index.js';
import { latency } from './latency.js';

export interface UnavailabilityWindow<Kind extends string = OperationKind> {
  readonly kind: Kind;
  readonly from: Instant;
  /** The next success; null when none came. */
  readonly to: Instant | null;
  /** To the end of the window, or to where the clients stopped when it has none. */
  readonly length: Duration;
}

/** What an outage is measured on. */
export type Attempted = Pick<Operation, 'outcome' | 'invokedAt' | 'completedAt' | 'attempts'>;

const operationKinds: readonly OperationKind[] = ['write', 'append', 'delete', 'read'];

/** The windows of each kind of operation, in the order in which they began. */
export function unavailability({
  operations,
  clientsStoppedAt,
}: Pick<Chronicle, 'operations' | 'clientsStoppedAt'>): readonly UnavailabilityWindow[] {
  return [...byKind(operations)]
    .flatMap(([kind, ofKind]) => outages(kind, ofKind, clientsStoppedAt))
    .sort((a, b) => a.from - b.from);
}

/** The operations of each kind, in the order in which they stood. */
export function byKind(
  operations: readonly Operation[],
): ReadonlyMap<OperationKind, readonly Operation[]> {
  const lists: Readonly<Record<OperationKind, Operation[]>> = {
    write: [],
    append: [],
    delete: [],
    read: [],
  };
  for (const operation of operations) lists[operation.kind].push(operation);
  return new Map(operationKinds.map((kind) => [kind, lists[kind]]));
}

/**
 * The shortest window that operations like these can show.
 * @param median their latency, where the caller knows it
 */
export function resolution(
  operations: readonly Attempted[],
  median: Duration | null = latency(operations).p50,
): Duration {
  const first = operations[0]?.invokedAt ?? 0;
  const last = operations.at(-1)?.invokedAt ?? first;
  const interval = (last - first) / Math.max(1, operations.length - 1);
  const probing = Math.max(Math.min(10 * interval, SECOND), 2 * interval);
  return probing + (median ?? 0);
}

/**
 * The windows of one kind of operation, in the order in which they began.
 * @param operations in the order of invocation
 */
export function outages<Kind extends string>(
  kind: Kind,
  operations: readonly Attempted[],
  clientsStoppedAt: Instant,
): readonly UnavailabilityWindow<Kind>[] {
  const vain = operations.filter(({ outcome, attempts }) => outcome !== 'ok' || attempts > 1);
  if (vain.length === 0) return [];
  const shortest = resolution(operations);
  const trying = tryingFrom(vain);
  const successes = completionsOf(operations);
  const windows: UnavailabilityWindow<Kind>[] = [];
  for (let index = -1; index < successes.length; index += 1) {
    const after = index < 0 ? null : (successes[index] ?? 0);
    const to = successes[index + 1] ?? null;
    const end = to ?? clientsStoppedAt;
    if (end - (after ?? 0) <= shortest) continue;
    const from = trying(after, end);
    if (from !== null && end - from > shortest)
      windows.push({ kind, from, to, length: end - from });
  }
  return windows;
}

/** When operations ended ok, in order. */
function completionsOf(operations: readonly Attempted[]): ArrayLike<Instant> {
  const completions: Instant[] = [];
  for (const { outcome, completedAt } of operations) {
    if (outcome === 'ok') completions.push(completedAt ?? 0);
  }
  return new Float64Array(completions).sort();
}

/** An operation that never ended was tried for as long as anybody can tell: at its invocation. */
function endOf({ completedAt, invokedAt }: Attempted): Instant {
  return completedAt ?? invokedAt;
}

/**
 * Answers since when somebody was trying in vain between two instants; null when nobody was.
 * @param attempts in the order of invocation
 */
function tryingFrom(
  attempts: readonly Attempted[],
): (after: Instant | null, before: Instant) => Instant | null {
  let latest = 0;
  const latestEnds = attempts.map((attempt) => (latest = Math.max(latest, endOf(attempt))));
  return (after, before) => {
    const next = firstIndex(attempts, ({ invokedAt }) => invokedAt >= (after ?? 0));
    if (after !== null && next > 0 && (latestEnds[next - 1] ?? 0) > after) return after;
    const attempt = attempts[next];
    return attempt !== undefined && attempt.invokedAt < before ? attempt.invokedAt : null;
  };
}
