/** One entry of `clients:` in a scenario: a group of sessions with one workload. */
import { z } from 'zod';
import { pairs } from '../../kernel/pairs.js';
import { formatDuration, type Duration } from '../../kernel/time.js';
import { name, zoneName } from '../../scenario/names/schema.js';
import {
  distribution,
  duration,
  positiveDuration,
  rate,
  share,
  type ValueProblem,
} from '../../scenario/values/schema.js';

const count = z.int().positive();
const keyCount = count.max(1_000_000);

/** How keys are chosen. A bare number is that many keys, chosen uniformly. */
export const keysSchema = z.union([
  keyCount.transform((keys) => ({ choose: 'uniform' as const, count: keys })),
  z.discriminatedUnion('choose', [
    z.strictObject({ choose: z.literal('uniform'), count: keyCount }),
    /** The k-th most popular key is chosen with probability proportional to 1 / k^exponent. */
    z.strictObject({
      choose: z.literal('zipf'),
      count: keyCount,
      exponent: z.number().positive().default(0.99),
    }),
    /** One after the other, over and over. */
    z.strictObject({ choose: z.literal('in-turn'), count: keyCount }),
    /** Every write takes a key that nobody used before; reads take the newest one of the group. */
    z.strictObject({ choose: z.literal('fresh') }),
  ]),
]);

const retryPolicy = z
  .strictObject({
    times: z.int().nonnegative().describe('How often at most an operation is tried again'),
    backoff: duration.prefault('100ms').describe('The wait before the first of them'),
    factor: z
      .number()
      .min(1)
      .default(1)
      .describe('Each further wait is so many times the one before: 2 doubles it'),
    longest: duration.optional().describe('No wait is longer, however often it has grown'),
    jitter: z
      .enum(['none', 'full', 'equal'])
      .default('none')
      .describe('Spreads the waits. full: from no wait to the whole one. equal: from half of it'),
    unanswered: z
      .boolean()
      .default(false)
      .describe('Also try again when nobody answered, although the attempt may have had an effect'),
    budget: share
      .refine((value) => value > 0, {
        message: 'a budget must be above 0%: with retry: none nothing is tried again',
        params: { problem: 'range' satisfies ValueProblem },
      })
      .optional()
      .describe(
        'Retries that the group may make for each operation that it begins, and ten besides',
      ),
  })
  .refine(({ backoff, longest = backoff }) => longest >= backoff, {
    path: ['longest'],
    error: ({ input }) => {
      const { backoff } = input as { readonly backoff: Duration };
      return `the longest wait is shorter than the first one, ${formatDuration(backoff)}`;
    },
    params: { problem: 'range' satisfies ValueProblem },
  });

const once = retryPolicy.parse({ times: 1, unanswered: true });

/** A policy, or a word for one. */
const retrySchema = z.union([
  z.enum(['none', 'once']).transform((word) => (word === 'once' ? once : undefined)),
  retryPolicy,
]);

type Unsaid<Shape extends z.ZodRawShape> = {
  [Key in keyof Shape]: z.ZodOptional<z.ZodType<z.output<Shape[Key]>, z.input<Shape[Key]>>>;
};

/** The same options, each of which may be left out: then nothing is filled in, not even a default. */
function unsaid<Shape extends z.ZodRawShape>(options: z.ZodObject<Shape>) {
  const schemas = pairs(options.shape as unknown as Record<string, z.ZodType>);
  return z.strictObject(
    Object.fromEntries(schemas.map(([key, schema]) => [key, withoutDefault(schema).optional()])),
  ) as unknown as z.ZodObject<Unsaid<Shape>>;
}

function withoutDefault(schema: z.ZodType): z.ZodType {
  const { description } = schema;
  const isFilledIn = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  const bare = isFilledIn ? (schema.unwrap() as z.ZodType) : schema;
  return description === undefined ? bare : bare.describe(description);
}

/** Sums of millions of them are whole numbers still. */
const mostAmount = 1_000_000_000;

const amountSchema = z
  .int()
  .min(-mostAmount)
  .max(mostAmount)
  .refine((value) => value !== 0, {
    message: 'whoever adds 0 adds nothing',
    params: { problem: 'range' satisfies ValueProblem },
  });

/** One step of a script: an operation, with options that count instead of the group's, or a wait. */
function stepSchema<Shape extends z.ZodRawShape>(operationOptions: z.ZodObject<Shape>) {
  return z.union([
    unsaid(operationOptions)
      .extend({
        do: z
          .enum(['write', 'append', 'add', 'delete', 'insert', 'read', 'update', 'compare-and-set'])
          .describe(
            'add: to the counter at the key. delete: leaves the key without a value. insert: writes it if it has none. update: reads the key and, when that went well, writes it. compare-and-set: the same, unless somebody has changed it since',
          ),
        amount: amountSchema
          .optional()
          .describe('How much is added; below 0, taken away. Default: 1'),
        key: z
          .string()
          .min(1)
          .describe('A name, $new (never used before) or $last (the key of the last step)'),
      })
      .strict(),
    z.strictObject({ wait: duration }),
  ]);
}

const workloadSchema = z
  .enum(['register', 'append', 'counter', 'update', 'compare-and-set'])
  .default('register')
  .describe(
    'register: writes replace the value. append: each key holds a list. counter: each write adds 1, and reads return the sum. update: each write is computed from a read just before it. compare-and-set: the same, and refused when somebody has changed the key since',
  );

/** The schema of a client group of a family whose operations take these options. */
export function clientSchema<Shape extends z.ZodRawShape>(operationOptions: z.ZodObject<Shape>) {
  return operationOptions
    .extend({
      name,
      count: count.default(1).describe('How many sessions'),
      zone: zoneName.optional().describe('Where they are'),
      latency: z
        .union([z.literal('zones'), distribution])
        .optional()
        .describe(
          'One way between clients and nodes. Default: none, because latency here hides anomalies. zones: as between zones',
        ),
      workload: workloadSchema,
      keys: keysSchema
        .prefault(10)
        .describe('How keys are chosen. A number is that many keys, chosen uniformly'),
      reads: share.prefault(0.5).describe('Share of operations that read'),
      deletes: share
        .optional()
        .describe('Share of the other operations that delete their key. Default: none'),
      rate: rate
        .optional()
        .describe(
          'Open loop: operations of the whole group begin at this rate, however long they take',
        ),
      arrivals: z.enum(['even', 'poisson']).default('even').describe('With rate: how regularly'),
      think: distribution
        .optional()
        .describe(
          'Closed loop: how long each session waits between the end of one operation and the next',
        ),
      script: z
        .array(stepSchema(operationOptions))
        .min(1)
        .optional()
        .describe('Instead of a workload: what each session does, step by step'),
      repeat: count
        .optional()
        .describe('How often each session runs through the script. Default: until clients stop'),
      operations: count
        .optional()
        .describe('The group stops after this many operations. An update counts as one'),
      from: duration.prefault('0s').describe('When the group begins'),
      until: duration.optional().describe('When it stops. Default: at the end of the duration'),
      timeout: positiveDuration
        .prefault('1s')
        .describe('An operation that has no answer by then ends info: nobody knows'),
      patience: positiveDuration
        .optional()
        .describe('How long one attempt waits before the session may look elsewhere'),
      retry: retrySchema
        .optional()
        .describe(
          'Whether and when an operation is tried again. once: one more attempt, also when nobody answered',
        ),
    })
    .strict();
}

export type ClientSpec = z.output<ReturnType<typeof clientSchema<Record<never, never>>>> &
  Readonly<Record<string, unknown>>;
export type StepSpec = z.output<ReturnType<typeof stepSchema<Record<never, never>>>>;
export type KeysSpec = z.output<typeof keysSchema>;
export type RetrySpec = z.output<typeof retryPolicy>;
