/**
 * The file that a sweep leaves behind (`--out`): everything that is counted, so that a stopped sweep can go
 * on, and shards of one sweep can be merged. Whole numbers beyond 2^53 are texts.
 */
import { z } from 'zod';

const count = z.int().nonnegative();
const whole = z.int();
const bigText = z.string().regex(/^-?\d+$/u);
const split = z.object({ runs: z.record(z.string(), count), first: z.record(z.string(), whole) });
const extreme = z.object({ value: z.number(), seed: whole }).nullable();

const sample = z.object({
  count,
  sum: bigText,
  squares: bigText,
  lowest: extreme,
  highest: extreme,
  isExact: z.boolean(),
  /** Millionths, and how often: [3000000, 12]. */
  counts: z.array(z.tuple([whole, count])),
});

const occurrence = z.object({
  runs: count,
  times: count,
  /** Null of what never happened. */
  first: whole.nullable(),
  most: z.object({ seed: whole, times: count }),
});

const tally = z.object({
  runs: count,
  events: count,
  digest: bigText,
  outcomes: split,
  failing: z.array(whole),
  numbers: z.record(z.string(), sample),
  verdicts: z.record(z.string(), split),
  expectations: z.record(z.string(), split.extend({ expected: z.string() })),
  fingerprints: z.record(z.string(), occurrence),
  faults: z.record(z.string(), occurrence),
  notes: z.record(z.string(), occurrence),
});

export const sweepFileSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('quorate sweep'),
  /** Of the program; runs of different versions are not the same runs. */
  version: z.string(),
  plan: z.object({
    variants: z.array(
      z.object({
        name: z.string(),
        scenario: z.string(),
        digest: z.string(),
        file: z.string().nullable(),
        words: z.array(z.string()),
      }),
    ),
    seeds: z.string(),
    also: z.array(z.string()),
    maxEvents: whole.nullable(),
    untilFailure: z.boolean(),
    eventBudget: whole.nullable(),
    /** How many shards the sweep has, and how far each of those in this file has come. */
    shards: z.int().positive(),
  }),
  parts: z.array(
    z.object({
      shard: z.int().positive(),
      done: count,
      stopped: z.enum(['failure', 'event budget', 'time budget', 'interrupted']).nullable(),
    }),
  ),
  tallies: z.array(tally),
  /** By variant, by path: differences from the first variant. */
  differences: z.array(z.record(z.string(), sample)),
});

export type SweepFile = z.output<typeof sweepFileSchema>;
