/** How long operations took. Exact: percentiles by nearest rank, over operations that ended ok. */
import { latencyOf, type Operation } from '../history/operation.js';
import type { Duration } from '../kernel/time.js';

/** Null where there was no operation. */
export interface Latency {
  readonly count: number;
  readonly mean: Duration | null;
  readonly p50: Duration | null;
  readonly p90: Duration | null;
  readonly p99: Duration | null;
  readonly max: Duration | null;
}

/** What latency is measured on. */
export type Timed = Pick<Operation, 'outcome' | 'invokedAt' | 'completedAt'>;

/** The latency of those of the operations that ended ok. */
export function latency(operations: readonly Timed[]): Latency {
  const latencies: Duration[] = [];
  for (const operation of operations) {
    if (operation.outcome === 'ok') latencies.push(latencyOf(operation) ?? 0);
  }
  return latencyAmong(latencies);
}

/** The latency among lengths of time in any order. */
export function latencyAmong(latencies: readonly Duration[]): Latency {
  const count = latencies.length;
  const sum = latencies.reduce((total, one) => total + one, 0);
  // Numbers in a typed array are sorted by value, and several times faster.
  const sorted = new Float64Array(latencies).sort();
  return {
    count,
    mean: count === 0 ? null : sum / count,
    p50: nearestRank(sorted, 50),
    p90: nearestRank(sorted, 90),
    p99: nearestRank(sorted, 99),
    max: nearestRank(sorted, 100),
  };
}

/**
 * The smallest value that at least `percent` of 100 values do not exceed; null of nothing.
 * @param sorted in ascending order
 */
export function nearestRank(sorted: ArrayLike<number>, percent: number): number | null {
  return sorted[Math.max(1, Math.ceil((percent * sorted.length) / 100)) - 1] ?? null;
}
