/** The JSON of `quorate compare`, a contract with tools: fields may be added, never renamed. Durations are milliseconds. */
import { z } from 'zod';

const count = z.int().nonnegative();
const number = z.number().nullable();
const interval = z.object({ low: z.number(), high: z.number() }).nullable();
const setting = z.object({ path: z.string(), value: z.string() });

const comparedNumber = z.object({
  /** In how many runs there was one. */
  count,
  mean: number,
  /** For the mean of all seeds, at 95 percent confidence; null of fewer than two runs. */
  meanInterval: interval,
  deviation: number,
  min: number,
  p50: number,
  p90: number,
  p99: number,
  max: number,
  /** The seeds that had the least and the most. */
  minSeed: number,
  maxSeed: number,
  /** False when quantiles may be a thousandth too low. */
  isExact: z.boolean(),
  /** Minus the number of the baseline, seed by seed; null of the baseline. */
  difference: z
    .object({
      count,
      mean: z.number(),
      interval,
      /** The interval excludes 0; null of a single pair. */
      isReal: z.boolean().nullable(),
    })
    .nullable(),
});

export const comparisonSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('quorate comparison'),
  baseline: z.string(),
  seeds: z.string(),
  /** Of each variant. */
  runs: count,
  stopped: z.string().nullable(),
  axes: z.array(z.object({ path: z.string(), values: z.array(z.string()) })),
  metrics: z.array(
    z.object({
      path: z.string(),
      label: z.string(),
      unit: z.enum(['ms', 'share', 'rate', 'count']),
      better: z.enum(['lower', 'higher']).nullable(),
    }),
  ),
  variants: z.array(
    z.object({
      name: z.string(),
      scenario: z.object({ name: z.string(), digest: z.string(), file: z.string().nullable() }),
      settings: z.array(setting),
      outcomes: z.record(z.string(), count),
      /** What it gives up; null where nobody asked, and where that cannot be probed. */
      pacelc: z.object({ whole: z.string(), writes: z.string(), reads: z.string() }).nullable(),
      /** In how many runs each was what. */
      verdicts: z.record(z.string(), z.object({ valid: count, invalid: count, unknown: count })),
      /** By path of the metric. */
      numbers: z.record(z.string(), comparedNumber),
    }),
  ),
});

export type ComparisonDocument = z.output<typeof comparisonSchema>;

const trial = z.object({
  value: z.string(),
  holds: z.boolean(),
  runs: count,
  met: count,
  unmetSeed: number,
});

export const thresholdSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('quorate threshold'),
  question: z.object({
    looksFor: z.enum(['smallest', 'largest']),
    path: z.string(),
    lowest: z.string(),
    highest: z.string(),
    expect: z.record(z.string(), z.string()),
    percent: z.number(),
    seeds: z.string(),
  }),
  answer: z.enum(['found', 'everywhere', 'nowhere', 'other way']),
  value: z.string().nullable(),
  /** The next value, for which it does not hold. */
  next: z.string().nullable(),
  /** Upwards. */
  trials: z.array(trial),
  /** Those that speak against it that what holds once holds from there on. */
  exceptions: z.array(trial),
  runs: count,
});

export type ThresholdDocument = z.output<typeof thresholdSchema>;
