/** What the pool and its workers say to each other: plain data. */
import type { AskedFor } from '../../checkers/asked-for.js';
import type { Space } from '../hunt/space.js';
import type { Part } from '../reproduce/reproduction.js';

/** Told once, when a worker begins: what to sweep. */
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

/** The same for trials of published results. Their numbers are their places in the plan. */
export interface TrialSetup {
  readonly plan: readonly Part[];
}

/** Seeds to run, one after the other. */
export interface Batch {
  readonly batch: number;
  readonly seeds: readonly number[];
}

export type Answer<Result> =
  | {
      readonly kind: 'measured';
      readonly batch: number;
      /** By seed. */
      readonly measured: readonly Result[];
    }
  | {
      readonly kind: 'error';
      readonly batch: number;
      readonly seed: number;
      readonly variant: number;
      readonly error: unknown;
    };
