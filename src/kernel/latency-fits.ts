/**
 * Latencies that were measured in production and published as fits, by name: wherever a scenario takes a distribution it takes
 * the name of one, too.
 *
 * Bailis, Venkataraman, Franklin, Hellerstein & Stoica, *Probabilistically bounded staleness for practical partial quorums*,
 * VLDB 2012. One way of a message and its handling; in milliseconds there, in microseconds here.
 */
import type { Distribution } from './distribution.js';

function paretoOrExponential(
  [share, minimum, shape]: readonly [share: number, minimum: number, shape: number],
  rate: number,
): Distribution {
  return {
    kind: 'mixture',
    parts: [
      { weight: share, of: { kind: 'pareto', minimum: minimum * 1000, shape } },
      { weight: 100 - share, of: { kind: 'exponential', mean: 1000 / rate } },
    ],
  };
}

export const latencyFits = {
  /** All messages of a store on solid-state disks. With spinning disks, all but writes on their way to replicas. */
  'lnkd-ssd': paretoOrExponential([91.22, 0.235, 10], 1.66),
  /** Writes on their way to replicas with spinning disks. */
  'lnkd-disk': paretoOrExponential([38, 1.05, 1.51], 0.183),
} as const satisfies Readonly<Record<string, Distribution>>;

export type LatencyFit = keyof typeof latencyFits;

export const latencyFitNames: readonly LatencyFit[] = ['lnkd-ssd', 'lnkd-disk'];
