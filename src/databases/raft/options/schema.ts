/** Options of the Raft family: of the database, and of single operations. */
import { z } from 'zod';
import { nodeName } from '../../../scenario/names/schema.js';
import { durationRange, positiveDuration, share } from '../../../scenario/values/schema.js';
import { bugsSchema, nodesSchema } from '../../common/schema.js';

/** What is special about one node. */
const memberSchema = z.strictObject({
  role: z
    .enum(['voter', 'learner', 'none'])
    .default('voter')
    .describe(
      'At the beginning. learner: gets the log, but has no vote. none: no member yet; a change of members may add it',
    ),
  priority: z
    .int()
    .nonnegative()
    .default(0)
    .describe('A leader hands over to a voter of a higher priority that has caught up'),
});

const electionSchema = z.strictObject({
  timeout: durationRange
    .prefault('1s..2s')
    .describe('Who hears no leader for so long, drawn anew each time, stands for election'),
  preVote: z
    .boolean()
    .default(true)
    .describe('Asks whether it could win before it raises its term'),
  checkQuorum: z
    .boolean()
    .default(true)
    .describe(
      'A leader that hears no majority for the shortest election timeout steps down, and voters that hear a leader take part in no election',
    ),
});

const snapshotSchema = z.strictObject({
  every: z.int().positive().describe('A snapshot after so many applied entries'),
  keep: z
    .int()
    .nonnegative()
    .default(0)
    .describe('So many entries before it stay in the log, for followers that are a little behind'),
  chunk: z.int().positive().default(100).describe('Keys in one message of a snapshot'),
});

const leaseSchema = z.strictObject({
  length: positiveDuration
    .optional()
    .describe(
      'How long a leader serves reads alone after a majority has answered. Default: the shortest election timeout',
    ),
  drift: share
    .prefault('1%')
    .describe('How much faster than its own it takes the clocks of others to run at most'),
});

/** The options of the database, each by itself; what they say together is judged in advice/. */
export const optionsSchema = z.strictObject({
  kind: z.literal('raft'),
  nodes: nodesSchema,
  members: z
    .record(nodeName, memberSchema)
    .default({})
    .describe('What is special about single nodes, by name'),
  firstLeader: z
    .union([z.literal('none'), nodeName])
    .optional()
    .describe(
      'Who leads at the beginning, as if elected in term 1. none: the database begins with an election. Default: the first voter of the highest priority',
    ),
  election: electionSchema.prefault({}).describe('When a new leader is elected, and how'),
  heartbeat: positiveDuration.prefault('100ms').describe('How often a leader gives a sign of life'),
  noOp: z
    .boolean()
    .default(true)
    .describe('A leader begins its term with an entry of its own that changes nothing'),
  batch: z
    .strictObject({
      entries: z.int().positive().default(256).describe('Entries in one message at most'),
      wait: positiveDuration
        .optional()
        .describe('The leader gathers writes for so long. Default: it sends each at once'),
    })
    .prefault({})
    .describe('Entries that travel together'),
  inFlight: z
    .int()
    .positive()
    .default(256)
    .describe('Messages with entries on their way to one follower. 1: no pipelining'),
  snapshot: snapshotSchema
    .optional()
    .describe('The log is compacted. Default: the whole log is kept'),
  membership: z
    .enum(['joint', 'single'])
    .default('joint')
    .describe('Members change all at once by joint consensus, or one after the other'),
  lease: leaseSchema.prefault({}).describe('For reads by lease'),
  sessions: z
    .int()
    .positive()
    .default(1000)
    .describe('So many client sessions are remembered, to tell what was applied already'),
  bugs: bugsSchema,
});

export const operationSchema = z.strictObject({
  read: z
    .union([z.enum(['leader', 'nearest', 'any']), nodeName])
    .default('leader')
    .describe('Which node serves reads: the leader, the nearest node, any, or a node by name'),
  mode: z
    .enum(['read-index', 'lease', 'log', 'stale'])
    .default('read-index')
    .describe(
      'What a read needs. read-index: a majority confirms the leader; followers ask it. lease: the leader trusts its clock. log: an entry of its own. stale: nothing, any node answers with what it has',
    ),
  idempotencyKey: z
    .boolean()
    .default(false)
    .describe('Writes carry their session and number: a retried one applies once'),
});

export type RaftOptions = z.output<typeof optionsSchema>;
export type RaftOperationOptions = z.output<typeof operationSchema>;
export type Member = z.output<typeof memberSchema>;

const ordinary: Member = memberSchema.parse({});

/** The leader of the first term; null when it is to be elected. */
export function firstLeader(options: RaftOptions): string | null {
  if (options.firstLeader !== undefined) {
    return options.firstLeader === 'none' ? null : options.firstLeader;
  }
  const voters = nodesWith('voter', options);
  const highest = Math.max(...voters.map((id) => memberOf(id, options).priority));
  return voters.find((id) => memberOf(id, options).priority === highest) ?? null;
}

/** What is special about a node; most are ordinary. */
export function memberOf(id: string, { members }: Pick<RaftOptions, 'members'>): Member {
  return members[id] ?? ordinary;
}

/** The nodes that have a role at the beginning, in the order of the scenario. */
export function nodesWith(
  role: Member['role'],
  options: Pick<RaftOptions, 'nodes' | 'members'>,
): string[] {
  return options.nodes.filter((id) => memberOf(id, options).role === role);
}
