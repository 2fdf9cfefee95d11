/** One entry of `faults:` in a scenario: when, how long, what. One schema an action; the action key tells them apart. */
import { z } from 'zod';
import {
  bandwidth,
  distribution,
  drift,
  duration,
  name,
  positiveDuration,
  share,
  signedDuration,
  target,
} from '../../scenario/values/schema.js';

/** Waits for the `count`-th time that an event happens (on one of the nodes that `on` names), then for `after`. */
export const whenSchema = z.union([
  name.transform((event) => ({ event, on: undefined, count: 1, after: 0 })),
  z.strictObject({
    event: name,
    on: target.optional(),
    count: z.int().positive().default(1),
    after: duration.default(0),
  }),
]);

const schedule = {
  /** Names the fault in reports and its random stream. Default: made from its content. */
  id: name.optional(),
  at: duration.optional(),
  when: whenSchema.optional(),
  /** Ends after this long. Default: it stays. */
  for: positiveDuration.optional(),
  /** Begins again at this interval. */
  every: positiveDuration.optional(),
  /** How often it begins, with `every`. Default: until the clients stop. */
  times: z.int().positive().optional(),
};

/** Messages already on their way when a link is cut, or when a node crashes. */
const inFlight = z.enum(['drop', 'hold', 'deliver']).default('deliver');
/** Messages sent while a link is cut. */
const messages = z.enum(['drop', 'hold']).default('drop');

/** Which links. Nothing named: all links between nodes. */
const linksSchema = z.union([
  z.strictObject({ between: z.tuple([target, target]) }),
  z.strictObject({ from: target.optional(), to: target.optional() }),
]);
const onLinks = {
  on: linksSchema.optional(),
  /** Only messages of this kind. */
  kind: z.string().optional(),
};

export const faultSchemas = {
  /** Cuts every link between nodes of different groups; `{ from, to }` cuts one direction. Nodes in no group keep all links. */
  partition: z.strictObject({
    partition: z.union([z.array(target).min(2), z.strictObject({ from: target, to: target })]),
    inFlight,
    messages,
    ...schedule,
  }),
  /** Cuts a node off from all others. */
  isolate: z.strictObject({ isolate: target, inFlight, messages, ...schedule }),
  /** Volatile state and the unflushed tail of the disk are gone. `for` is the time until it boots again. */
  crash: z.strictObject({
    crash: target,
    /** What becomes of messages that the node had sent. */
    inFlight: z.enum(['drop', 'deliver']).default('deliver'),
    /** `wiped`: it comes back with an empty disk. */
    disk: z.enum(['kept', 'wiped']).default('kept'),
    ...schedule,
  }),
  restart: z.strictObject({ restart: target, ...schedule }),
  /** Frozen but intact; what arrives waits. */
  pause: z.strictObject({ pause: target, ...schedule }),
  /** Service times are multiplied by `factor`, and `by` is added. */
  slow: z.strictObject({
    slow: target,
    factor: z.number().positive().default(1),
    by: duration.default(0),
    ...schedule,
  }),
  /** Flushes take this long. */
  slowDisk: z.strictObject({ slowDisk: target, flush: distribution, ...schedule }),
  /** Adds to the latency of messages. */
  lag: z.strictObject({ lag: distribution, ...onLinks, ...schedule }),
  loss: z.strictObject({ loss: share, ...onLinks, ...schedule }),
  duplicate: z.strictObject({ duplicate: share, ...onLinks, ...schedule }),
  bandwidth: z.strictObject({ bandwidth, on: linksSchema.optional(), ...schedule }),
  /** The wall clock jumps by `jump`, and runs faster by `drift` from then on. With `for`, both are taken back. */
  clock: z.strictObject({
    clock: target,
    jump: signedDuration.optional(),
    drift: drift.optional(),
    ...schedule,
  }),
  /** An operator's act on a node; further keys are the command's own. */
  command: z.looseObject({ command: name, node: target, ...schedule }),
  /** The `nth` message of a kind on a link, counted by attempts to send from the beginning of the fault (of the run, without `at`). */
  message: z.strictObject({
    message: z.strictObject({
      from: target,
      to: target,
      kind: z.string(),
      nth: z.int().positive().default(1),
      /** This many in a row. */
      count: z.int().positive().default(1),
    }),
    do: z.union([
      z.literal('drop'),
      z.literal('duplicate'),
      z.literal('hold'),
      z.strictObject({ delay: distribution }),
    ]),
    ...schedule,
  }),
} as const;

export type FaultAction = keyof typeof faultSchemas;

export const faultSchema = z.union([
  faultSchemas.partition,
  faultSchemas.isolate,
  faultSchemas.crash,
  faultSchemas.restart,
  faultSchemas.pause,
  faultSchemas.slow,
  faultSchemas.slowDisk,
  faultSchemas.lag,
  faultSchemas.loss,
  faultSchemas.duplicate,
  faultSchemas.bandwidth,
  faultSchemas.clock,
  faultSchemas.message,
  faultSchemas.command,
]);

export type FaultSpec = z.output<typeof faultSchema>;
export type FaultOf<Action extends FaultAction> = z.output<(typeof faultSchemas)[Action]>;
export type WhenSpec = z.output<typeof whenSchema>;
export type LinksSpec = z.output<typeof linksSchema>;

/** Events that `when` can name in every family. */
export const genericEvents = {
  started: 'a node booted for the first time',
  crashed: 'a node crashed',
  restarted: 'a node booted after a crash',
  acknowledged: 'a client was told that its write happened',
} as const;
