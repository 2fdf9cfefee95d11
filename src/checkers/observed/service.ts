/** How the database served its clients, by what they asked for: outcomes, latency, outages. */
import type { History, ObservedOperation } from '../../history/history.js';
import { groupedBy } from '../../kernel/grouped.js';
import { inOrderOfKeys } from '../../kernel/pairs.js';
import type { Instant } from '../../kernel/time.js';
import { latency, type Latency, type Timed } from '../latency.js';
import { outages, type Attempted, type UnavailabilityWindow } from '../unavailability.js';

export interface ActionService {
  readonly action: string;
  readonly invoked: number;
  readonly ok: number;
  readonly fail: number;
  readonly info: number;
  /** Of those that ended ok; of nothing where the history tells no times. */
  readonly latency: Latency;
  /** As unavailability.ts defines them; none where the history tells no times. */
  readonly unavailability: readonly UnavailabilityWindow<string>[];
}

/** One entry an action, sorted by it. O(n log n). */
export function observedService({ operations }: History): readonly ActionService[] {
  const byAction = groupedBy(operations, ({ action }) => action);
  const endedAt = lastInstant(operations);
  return inOrderOfKeys(byAction).map(([action, own]) => serviceOf(action, own, endedAt));
}

function serviceOf(
  action: string,
  operations: readonly ObservedOperation[],
  endedAt: Instant,
): ActionService {
  const timed = operations.flatMap(attempted);
  const ended = (outcome: ObservedOperation['outcome']): number =>
    operations.filter((operation) => operation.outcome === outcome).length;
  return {
    action,
    invoked: operations.length,
    ok: ended('ok'),
    fail: ended('fail'),
    info: ended('info'),
    latency: latency(timed),
    unavailability: outages(action, timed, endedAt),
  };
}

/** An operation whose times the history tells, tried once. */
function attempted({ outcome, invokedAt, completedAt }: ObservedOperation): (Attempted & Timed)[] {
  if (invokedAt === null || (outcome === 'ok' && completedAt === null)) return [];
  return [{ outcome, invokedAt, completedAt, attempts: 1 }];
}

function lastInstant(operations: readonly ObservedOperation[]): Instant {
  return operations.reduce(
    (last, { invokedAt, completedAt }) => Math.max(last, invokedAt ?? 0, completedAt ?? 0),
    0,
  );
}
