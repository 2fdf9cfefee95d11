/** What the pool and its workers say to each other: plain data. */
import type { AskedFor } from '../../checkers/asked-for.js';
import type { Space } from '../hunt/space.js';
import type { Measurement } from '../sweep/measurement.js';

/** Told once, when a worker begins. */
export interface Setup {
  readonly variants: readonly {
    readonly name: string;
    readonly input: unknown;
    readonly digest: string;
    /** Where each seed draws its own scenario; null when all seeds run this one. */
    readonly space: Space | null;
  }[];
  /** Addresses of modules that export families of the user's own as `databases`. */
  readonly modules: readonly string[];
  readonly also: readonly AskedFor[];
  readonly maxEvents: number | null;
}

/** Seeds to run, one after the other. */
export interface Batch {
  readonly batch: number;
  readonly seeds: readonly number[];
}

export type Answer =
  | {
      readonly kind: 'measured';
      readonly batch: number;
      /** By seed, by variant. */
      readonly measured: readonly (readonly Measurement[])[];
    }
  | {
      readonly kind: 'error';
      readonly batch: number;
      readonly seed: number;
      readonly variant: number;
      readonly error: unknown;
    };
