/** Distributions of durations, as data. Sampling stands on the kernel's own `exp` and `ln`, see mathematics.ts. */
import type { Duration } from './time.js';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: Duration }
  | { readonly kind: 'uniform'; readonly from: Duration; readonly to: Duration }
  | { readonly kind: 'exponential'; readonly mean: Duration }
  | { readonly kind: 'normal'; readonly mean: Duration; readonly deviation: Duration }
  | { readonly kind: 'lognormal'; readonly median: Duration; readonly p99: Duration }
  | { readonly kind: 'pareto'; readonly minimum: Duration; readonly shape: number }
  | {
      readonly kind: 'mixture';
      readonly parts: readonly { readonly weight: number; readonly of: Distribution }[];
    }
  | { readonly kind: 'empirical'; readonly values: readonly Duration[] };
