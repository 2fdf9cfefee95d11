/** What a setting costs: how long writes and reads took in a run, and how many of them did not succeed. */
import { availability } from '../checkers/availability.js';
import { latency } from '../checkers/latency.js';
import { unavailability } from '../checkers/unavailability.js';
import type { Operation } from '../history/operation.js';
import type { Duration } from '../kernel/time.js';
import type { Run } from '../simulation/run.js';

export interface Price {
  readonly writes: Service;
  readonly reads: Service;
}

/** How clients were served with operations of one kind; writes and appends count together. */
export interface Service {
  readonly invoked: number;
  /** The share that ended ok, from 0 to 1; null of none. */
  readonly succeeded: number | null;
  /** Of those that ended ok; null of none. */
  readonly p50: Duration | null;
  readonly p99: Duration | null;
  /** All windows of unavailability together. */
  readonly unavailable: Duration;
}

/** What the clients of a run paid, or those of one group. */
export function priceOf({ chronicle }: Run, group: string | null): Price {
  const { operations, clientsStoppedAt } = chronicle;
  const own = group === null ? operations : operations.filter((one) => one.group === group);
  return {
    writes: serviceOf(
      own.filter(({ kind }) => kind !== 'read'),
      clientsStoppedAt,
    ),
    reads: serviceOf(
      own.filter(({ kind }) => kind === 'read'),
      clientsStoppedAt,
    ),
  };
}

function serviceOf(operations: readonly Operation[], clientsStoppedAt: number): Service {
  const { p50, p99 } = latency(operations);
  return {
    invoked: operations.length,
    succeeded: availability(operations),
    p50,
    p99,
    unavailable: unavailability({ operations, clientsStoppedAt }).reduce(
      (total, { length }) => total + length,
      0,
    ),
  };
}
