/** One entry of `clients:` in a scenario: a group of sessions with one workload. */
import { z } from 'zod';
import {
  distribution,
  duration,
  name,
  positiveDuration,
  rate,
  share,
} from '../../scenario/values/schema.js';

const count = z.int().positive();

/** How keys are chosen. A bare number is that many keys, chosen uniformly. */
export const keysSchema = z.union([
  count.transform((keys) => ({ choose: 'uniform' as const, count: keys })),
  z.discriminatedUnion('choose', [
    z.strictObject({ choose: z.literal('uniform'), count }),
    /** The k-th most popular key is chosen with probability proportional to 1 / k^exponent. */
    z.strictObject({
      choose: z.literal('zipf'),
      count,
      exponent: z.number().positive().default(0.99),
    }),
    /** One after the other, over and over. */
    z.strictObject({ choose: z.literal('in-turn'), count }),
    /** Every write takes a key that nobody used before; reads take the newest one of the group. */
    z.strictObject({ choose: z.literal('fresh') }),
  ]),
]);

export const retrySchema = z.strictObject({
  /** How often at most an operation is tried again. */
  times: z.int().nonnegative(),
  backoff: duration.default(100_000),
  /** Also try again when nobody answered, although the attempt may have had an effect. */
  unanswered: z.boolean().default(false),
});

/**
 * One step of a script. Keys: a name, `$new` (never used before) or `$last` (the key of this session's
 * last step). `options` of operations stand beside the key.
 */
function stepSchema<Shape extends z.ZodRawShape>(operationOptions: z.ZodObject<Shape>) {
  const key = z.string().min(1);
  return z.union([
    operationOptions.extend({ write: key }).strict(),
    operationOptions.extend({ append: key }).strict(),
    operationOptions.extend({ read: key }).strict(),
    z.strictObject({ wait: duration }),
  ]);
}

/** The schema of a client group of a family whose operations take these options. */
export function clientSchema<Shape extends z.ZodRawShape>(operationOptions: z.ZodObject<Shape>) {
  return operationOptions
    .extend({
      name,
      /** How many sessions. */
      count: count.default(1),
      zone: name.optional(),
      /** One way between clients and nodes. Default: none, because latency here hides anomalies. `zones`: as between zones. */
      latency: z.union([z.literal('zones'), distribution]).optional(),
      workload: z.enum(['register', 'append']).default('register'),
      keys: keysSchema.default({ choose: 'uniform', count: 10 }),
      /** Share of operations that read. */
      reads: share.default(0.5),
      /** Open loop: operations of the whole group begin at this rate, however long they take. */
      rate: rate.optional(),
      arrivals: z.enum(['even', 'poisson']).default('even'),
      /** Closed loop: how long each session waits between the end of one operation and the next. */
      think: distribution.optional(),
      /** Instead of a workload: what each session does, step by step. */
      script: z.array(stepSchema(operationOptions)).min(1).optional(),
      /** How often each session runs through the script. Default: until the clients stop. */
      repeat: count.optional(),
      /** The group stops after this many operations. */
      operations: count.optional(),
      from: duration.default(0),
      until: duration.optional(),
      /** An operation that has no answer by then ends `info`. */
      timeout: positiveDuration.default(1_000_000),
      /** How long one attempt waits before the session may look elsewhere. Default: the timeout. */
      patience: positiveDuration.optional(),
      retry: retrySchema.optional(),
    })
    .strict();
}

export type ClientSpec = z.output<ReturnType<typeof clientSchema<Record<never, never>>>> &
  Readonly<Record<string, unknown>>;
export type StepSpec = (
  | { readonly write: string }
  | { readonly append: string }
  | { readonly read: string }
  | { readonly wait: number }
) &
  Readonly<Record<string, unknown>>;
export type KeysSpec = z.output<typeof keysSchema>;
export type RetrySpec = z.output<typeof retrySchema>;
