/** One entry of `faults:` in a scenario: when, how long, what. One schema an action; the action key tells them apart. */
import { z } from 'zod';
import { commandName, eventName, messageKind, party, target } from '../../scenario/names/schema.js';
import {
  bandwidth,
  distribution,
  drift,
  duration,
  positiveDuration,
  share,
  signedDuration,
} from '../../scenario/values/schema.js';

/** Waits for the `count`-th time that an event happens (on one of the nodes that `on` names), then for `after`. */
const whenSchema = z
  .union([
    eventName.transform((event) => ({ event, on: undefined, count: 1, after: 0 })),
    z.strictObject({
      event: eventName,
      on: target.optional().describe('Only when it happens on one of these'),
      count: z.int().positive().default(1).describe('Waits for this many of them'),
      after: duration.prefault('0s').describe('How long after it'),
    }),
  ])
  .meta({ id: 'when', description: 'An event, or { event, on, count, after }' });

/** As the ids that are made from contents are. */
const faultId = z
  .string()
  .regex(
    /^[A-Za-z][\w.+-]*$/u,
    'an id begins with a letter and holds letters, digits, "-", "_", "+" and "."',
  );

const schedule = {
  id: faultId
    .optional()
    .describe('Names the fault in reports and its random stream. Default: made from its content'),
  at: duration.optional().describe('When it begins'),
  when: whenSchema.optional().describe('Instead of at: begins when something happens'),
  for: positiveDuration.optional().describe('Ends after this long. Default: it stays'),
  every: positiveDuration.optional().describe('Begins again at this interval'),
  times: z
    .int()
    .positive()
    .optional()
    .describe('How often it begins, with every. Default: until the clients stop'),
};

const inFlight = z
  .enum(['drop', 'hold', 'deliver'])
  .default('deliver')
  .describe('What becomes of messages already on their way');
const messages = z
  .enum(['drop', 'hold'])
  .default('drop')
  .describe('What becomes of messages sent meanwhile');

/** Which links. Nothing named: all links between nodes. */
const linksSchema = z.union([
  z.strictObject({ between: z.tuple([target, target]) }),
  z.strictObject({ from: target.optional(), to: target.optional() }),
]);
const onLinks = {
  on: linksSchema.optional().describe('Which links. Default: all links between nodes'),
  kind: messageKind.optional().describe('Only messages of this kind'),
};

export const faultSchemas = {
  partition: z.strictObject({
    partition: z
      .union([
        z.array(party).min(2, 'a partition needs at least two groups'),
        z.strictObject({ from: party, to: party }),
      ])
      .describe(
        'Cuts every link between nodes of different groups; { from, to } cuts one direction. Nodes in no group keep all links',
      ),
    inFlight,
    messages,
    ...schedule,
  }),
  isolate: z.strictObject({
    isolate: target.describe('Cuts a node off from all others'),
    inFlight,
    messages,
    ...schedule,
  }),
  crash: z.strictObject({
    crash: target.describe(
      'Volatile state and the unflushed tail of the disk are gone. for is the time until it boots again',
    ),
    inFlight: z
      .enum(['drop', 'deliver'])
      .default('deliver')
      .describe('What becomes of messages that the node had sent'),
    disk: z
      .enum(['kept', 'wiped'])
      .default('kept')
      .describe('wiped: it comes back with an empty disk'),
    ...schedule,
  }),
  restart: z.strictObject({
    restart: target.describe('Boots a crashed node, however long its crashes were to last'),
    ...schedule,
  }),
  pause: z.strictObject({
    pause: target.describe('Frozen but intact; what arrives waits'),
    ...schedule,
  }),
  slow: z.strictObject({
    slow: target.describe('Service times are multiplied by factor, and by is added'),
    factor: z.number().positive().default(1),
    by: duration.prefault('0s'),
    ...schedule,
  }),
  slowDisk: z.strictObject({
    slowDisk: target.describe('Flushes take the time that flush names'),
    flush: distribution,
    ...schedule,
  }),
  lag: z.strictObject({
    lag: distribution.describe('Adds to the latency of messages'),
    ...onLinks,
    ...schedule,
  }),
  loss: z.strictObject({
    loss: share.describe('Share of messages that are lost'),
    ...onLinks,
    ...schedule,
  }),
  duplicate: z.strictObject({
    duplicate: share.describe('Share of messages that arrive twice'),
    ...onLinks,
    ...schedule,
  }),
  bandwidth: z.strictObject({
    bandwidth: bandwidth.describe('Messages queue for it'),
    on: linksSchema.optional().describe('Which links. Default: all links between nodes'),
    ...schedule,
  }),
  clock: z.strictObject({
    clock: target.describe(
      'The wall clock jumps by jump, and runs faster by drift from then on. With for, both are taken back',
    ),
    jump: signedDuration.optional(),
    drift: drift.optional(),
    ...schedule,
  }),
  command: z.looseObject({
    command: commandName.describe(
      'An operator’s act on a node; further keys are the command’s own',
    ),
    node: target,
    ...schedule,
  }),
  message: z.strictObject({
    message: z
      .strictObject({
        from: target,
        to: target,
        kind: messageKind,
        nth: z.int().positive().default(1),
        count: z.int().positive().default(1).describe('This many in a row'),
      })
      .describe(
        'The nth message of a kind on a link, counted by attempts to send from the beginning of the fault (of the run, without at)',
      ),
    do: z.union([z.enum(['drop', 'duplicate', 'hold']), z.strictObject({ delay: distribution })]),
    ...schedule,
  }),
} as const;

/** The keys that every fault may have. */
// eslint-disable-next-line no-restricted-properties -- a list of names in the order of the table above
export const scheduleKeys: readonly string[] = Object.keys(schedule);

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
export type LinksSpec = z.output<typeof linksSchema>;

/** Events that `when` can name in every family. */
export const genericEvents = {
  started: 'a node booted for the first time',
  crashed: 'a node crashed',
  restarted: 'a node booted after a crash',
  acknowledged: 'a client was told that its write happened',
} as const;

/** All actions, in the order of the documentation. */
// eslint-disable-next-line no-restricted-properties -- a list of names in the order of the table above
export const faultActions = Object.keys(faultSchemas) as FaultAction[];

/** The keys of a mapping that are actions. A command may have keys of any name, so nothing else counts there. */
export function actionsIn(entry: object): readonly FaultAction[] {
  if (Object.hasOwn(entry, 'command')) return ['command'];
  return faultActions.filter((action) => Object.hasOwn(entry, action));
}

/** Which fault it is: the action whose key it holds. */
export function actionOf(fault: object): FaultAction {
  const [action] = actionsIn(fault);
  if (action === undefined) throw new RangeError('a fault holds the key of its action');
  return action;
}
