/** Measurements of runs written by hand, for what is counted in sweeps. */
import type { Measurement } from '../../src/experiments/sweep/measurement.js';

/** A run as expected with these numbers, and nothing else. */
export function measured(
  seed: number,
  numbers: readonly (readonly [path: string, value: number])[],
  rest: Partial<Measurement> = {},
): Measurement {
  return {
    seed,
    outcome: 'as-expected',
    traceDigest: '0123456789abcdef',
    events: 1,
    numbers: new Map(numbers),
    verdicts: new Map(),
    fingerprints: new Map(),
    faults: new Map(),
    notes: new Map(),
    expectations: [],
    ...rest,
  };
}
