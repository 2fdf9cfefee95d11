/** Options of the primary/replica family: of the database, and of single operations. */
import { z } from 'zod';
import { nodeName } from '../../../scenario/names/schema.js';
import { duration, positiveDuration } from '../../../scenario/values/schema.js';
import { bugsSchema, nodesSchema } from '../../common/schema.js';
import { failoverSchema } from '../failover/schema.js';
import {
  freshnessSchema,
  levelSchema,
  readSchema,
  stickySchema,
  tokenSchema,
} from '../reading/schema.js';
import {
  acknowledgeSchema,
  commitSchema,
  groupCommitSchema,
  lagGuardSchema,
  tooFewSchema,
} from '../writing/schema.js';

/** What is special about one node. */
const memberSchema = z.strictObject({
  arbiter: z.boolean().default(false).describe('It votes and watches, but holds no data'),
  votes: z
    .union([z.literal(0), z.literal(1)])
    .default(1)
    .describe('Whether its vote counts'),
  priority: z
    .int()
    .nonnegative()
    .default(1)
    .describe('For promote: priority. A node with 0 is not promoted, or hands over at once'),
  follows: nodeName
    .optional()
    .describe('It takes the stream from this node instead of the primary'),
});

/** The options of the database, each by itself; what they say together is judged in advice/. */
export const optionsSchema = z.strictObject({
  kind: z.literal('primary-replica'),
  nodes: nodesSchema.describe(
    'Names, or a number that stands for n1, n2, … The first one is the primary at the beginning',
  ),
  members: z
    .record(nodeName, memberSchema)
    .default({})
    .describe('What is special about single nodes, by name'),
  acknowledge: acknowledgeSchema.prefault('primary'),
  commit: commitSchema.default('flushed'),
  tooFew: tooFewSchema.default('block'),
  slowReplica: positiveDuration
    .optional()
    .describe(
      'A replica that owes an entry for longer than this is not waited for, until it has caught up',
    ),
  lagGuard: lagGuardSchema.optional(),
  groupCommit: groupCommitSchema.optional(),
  sending: z
    .enum(['parallel', 'serial'])
    .default('parallel')
    .describe('To all replicas at once, or to the next one once the one before has flushed'),
  apply: z
    .strictObject({
      each: duration.describe('How long a replica takes to apply one entry'),
      workers: z.int().positive().default(1).describe('How many it applies at a time'),
    })
    .optional()
    .describe('Replicas apply entries one by one. Default: as soon as they have flushed them'),
  retain: z
    .strictObject({
      entries: z.int().positive().describe('How much of the log is kept for absent replicas'),
      atLimit: z
        .enum(['reseed', 'refuse'])
        .default('reseed')
        .describe('Copy everything to a replica that lacks more, or refuse writes before it does'),
    })
    .optional()
    .describe('Default: the whole log is kept'),
  heartbeat: positiveDuration
    .prefault('500ms')
    .describe('The primary tells its replicas this often that it is alive'),
  disconnect: positiveDuration
    .prefault('60s')
    .describe('A replica that the primary has not heard from for so long counts as disconnected'),
  failover: z
    .union([z.literal('none'), failoverSchema])
    .prefault({})
    .describe('How a failed primary is replaced, or none'),
  bugs: bugsSchema,
});

export const operationSchema = z.strictObject({
  acknowledge: acknowledgeSchema.optional(),
  commit: commitSchema.optional(),
  idempotencyKey: z
    .boolean()
    .default(false)
    .describe('Writes carry an id that is replicated with them: a retried one applies once'),
  read: readSchema.default('primary'),
  level: levelSchema.default('local'),
  sticky: stickySchema.optional(),
  token: tokenSchema.optional(),
  freshness: freshnessSchema.optional(),
});

export type PrimaryReplicaOptions = z.output<typeof optionsSchema>;
export type PrimaryReplicaOperationOptions = z.output<typeof operationSchema>;
export type Member = z.output<typeof memberSchema>;
export type FailoverOptions = z.output<typeof failoverSchema>;

const ordinary: Member = memberSchema.parse({});

/** What is special about a node; most are ordinary. */
export function memberOf(id: string, { members }: Pick<PrimaryReplicaOptions, 'members'>): Member {
  return members[id] ?? ordinary;
}

/** The nodes that hold data, in the order of the scenario. */
export function dataNodes(options: Pick<PrimaryReplicaOptions, 'nodes' | 'members'>): string[] {
  return options.nodes.filter((id) => !memberOf(id, options).arbiter);
}

/** The nodes whose vote counts, in the order of the scenario. */
export function votersAmong(options: Pick<PrimaryReplicaOptions, 'nodes' | 'members'>): string[] {
  return options.nodes.filter((id) => memberOf(id, options).votes === 1);
}

/** The smallest number that is more than half. */
export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}
