/** Distributions of durations, as data. Scenarios name them; sampling.ts draws from them. */
import type { Duration } from './time.js';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: Duration }
  /** Every whole microsecond from `from` to `to`, both included. */
  | { readonly kind: 'uniform'; readonly from: Duration; readonly to: Duration }
  | { readonly kind: 'exponential'; readonly mean: Duration }
  /** What falls below 0 counts as 0. */
  | { readonly kind: 'normal'; readonly mean: Duration; readonly deviation: Duration }
  | { readonly kind: 'lognormal'; readonly median: Duration; readonly p99: Duration }
  /** Twice as long is 2^shape times as rare; `minimum` is the shortest. */
  | { readonly kind: 'pareto'; readonly minimum: Duration; readonly shape: number }
  /** Draws from one of the parts; their weights need no particular sum. */
  | {
      readonly kind: 'mixture';
      readonly parts: readonly { readonly weight: number; readonly of: Distribution }[];
    }
  /** One of these values, each equally likely. */
  | { readonly kind: 'empirical'; readonly values: readonly Duration[] };
