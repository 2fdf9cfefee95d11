/**
 * The JSON of consistency verdicts: the same in the report of a run and in what `quorate check` says of a
 * history from elsewhere. Fields may be added, never renamed.
 */
import { z } from 'zod';

const count = z.int().nonnegative();

const value: z.ZodType = z.json();

/** One operation of a contradiction. */
const operation = z.object({
  /** As sentences name it: A, B, … */
  letter: z.string(),
  /** As the history names it. */
  name: z.string(),
  session: z.string(),
  key: z.string(),
  action: z.string(),
  input: value,
  /** Left out when nobody knows. */
  output: value.optional(),
  outcome: z.enum(['ok', 'fail', 'info']),
  /** Where it began and ended among all events; null for an end that nobody saw. */
  start: z.number(),
  end: z.number().nullable(),
  invokedMs: z.number().nullable(),
  completedMs: z.number().nullable(),
});

export const violationSchema = z.object({
  level: z.string(),
  kind: z.string(),
  key: z.string(),
  headline: z.string(),
  /** Taking any one operation away (a write together with its reads) leaves no contradiction. */
  minimal: z.boolean(),
  operations: z.array(operation),
  because: z.array(
    z.object({ rule: z.string(), operations: z.array(z.string()), text: z.string() }),
  ),
});

export const consistencySchema = z.object({
  verdict: z.enum(['valid', 'invalid', 'unknown']),
  /** What the verdict covers. */
  scope: z.object({
    operations: count,
    keys: count,
    leftOut: z.record(z.string(), count),
    methods: z.array(z.string()),
    steps: count,
  }),
  violations: z.object({ count, items: z.array(violationSchema) }),
  undecided: z.array(z.object({ part: z.string(), reason: z.string() })),
  /** When it was asked for and the verdict is valid: by key the operations in an order that explains all of them. */
  order: z.record(z.string(), z.array(z.string())).optional(),
});

export type ConsistencyRow = z.output<typeof consistencySchema>;
export type ViolationRow = z.output<typeof violationSchema>;
export type OperationRow = ViolationRow['operations'][number];
