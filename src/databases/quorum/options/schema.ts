/** Options of the leaderless family: of the database, and of single operations. */
import { z } from 'zod';
import { nodeName, zoneName } from '../../../scenario/names/schema.js';
import { duration, positiveDuration, share } from '../../../scenario/values/schema.js';
import { bugsSchema, nodesSchema } from '../../common/schema.js';

const mostReplicas = 100;
const replicaCount = z.int().positive().max(mostReplicas);

/** How many answers an operation needs. */
export const levelSchema = z.union([
  replicaCount,
  z.enum([
    'any',
    'one',
    'two',
    'three',
    'quorum',
    'all',
    'local one',
    'local quorum',
    'each quorum',
  ]),
]);

/** Reads may also ask what conditional writes have decided, or whoever is there. */
export const readLevelSchema = z.union([levelSchema, z.enum(['serial', 'available'])]);

/** What is special about one node. */
const memberSchema = z.strictObject({
  role: z
    .enum(['replica', 'coordinator', 'none'])
    .default('replica')
    .describe(
      'At the beginning. coordinator: serves clients and holds no data. none: no member yet; it may join',
    ),
});

const readRepairSchema = z.strictObject({
  mode: z
    .enum(['blocking', 'background', 'none'])
    .default('blocking')
    .describe(
      'blocking: a read whose answers differ waits until as many replicas as it asked have the newest. background: it answers at once',
    ),
  chance: share
    .prefault('0%')
    .describe(
      'How often a read asks all replicas, and, but for mode none, repairs those that it did not wait for',
    ),
});

const hintsSchema = z.strictObject({
  after: positiveDuration
    .optional()
    .describe('A replica that has not answered a write by then gets a hint. Default: timeout'),
  every: positiveDuration
    .prefault('1s')
    .describe('How often a holder tries to hand its hints over'),
  lifetime: positiveDuration
    .prefault('3h')
    .describe('A hint that nobody took by then, or by tombstones.grace, is thrown away'),
  most: z.int().nonnegative().default(100_000).describe('Hints that one node keeps at most'),
});

const antiEntropySchema = z.strictObject({
  every: positiveDuration.describe('How often each node compares what it holds with another one'),
  depth: z
    .int()
    .min(1)
    .max(16)
    .default(8)
    .describe('Levels of the Merkle tree: 2 to this power leaves'),
});

const tombstonesSchema = z.strictObject({
  grace: duration
    .prefault('10m')
    .describe('How long a tombstone is kept before it may be thrown away'),
  every: positiveDuration.prefault('1s').describe('How often a node looks for old tombstones'),
});

const streamingSchema = z.strictObject({
  batch: z.int().positive().default(100).describe('Keys in one message'),
  keysPerSecond: z
    .int()
    .positive()
    .optional()
    .describe('How fast a node takes them at most. Default: as fast as it is answered'),
});

/** The options of the database, each by itself; what they say together is judged in advice/. */
export const optionsSchema = z.strictObject({
  kind: z.literal('quorum'),
  nodes: nodesSchema,
  members: z
    .record(nodeName, memberSchema)
    .default({})
    .describe('What is special about single nodes, by name'),
  replicas: z
    .union([replicaCount, z.record(zoneName, replicaCount)])
    .prefault(3)
    .describe('N: how many nodes hold each key; with zones, how many in each: { eu: 3, us: 2 }'),
  readLevel: readLevelSchema
    .default('quorum')
    .describe('R: how many answers a read needs, where the client does not say'),
  writeLevel: levelSchema
    .default('quorum')
    .describe('W: how many replicas must have a write before it is acknowledged'),
  virtualNodes: z.int().positive().max(1024).default(16).describe('Places of a node on the ring'),
  versions: z
    .enum(['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'])
    .default('wall-clock')
    .describe(
      'What tells the newer of two values. wall-clock, hybrid-clock: the last write wins. version-vectors, dotted: concurrent values are kept as siblings',
    ),
  commit: z
    .enum(['flushed', 'buffered'])
    .default('flushed')
    .describe('When a replica confirms a write: durable, or in memory'),
  timeout: positiveDuration.prefault('500ms').describe('How long a coordinator waits for replicas'),
  backoff: positiveDuration
    .prefault('100ms')
    .describe(
      'A conditional write that meets another one tries again after a random wait up to so long',
    ),
  ask: z
    .enum(['needed', 'all'])
    .default('needed')
    .describe('Whom a read asks: as many replicas as it needs, the nearest first, or all'),
  digests: z
    .boolean()
    .default(false)
    .describe('Only one replica sends the value, others a digest of it'),
  speculate: positiveDuration
    .optional()
    .describe('A read that lacks answers after so long asks one more replica'),
  readRepair: readRepairSchema.prefault({}).describe('What a read does about old replicas'),
  hints: z
    .union([z.literal('none'), hintsSchema])
    .prefault({})
    .describe('Writes kept for replicas that did not answer'),
  sloppy: z
    .boolean()
    .default(false)
    .describe('Nodes that follow on the ring stand in for replicas that are down, and count'),
  suspect: positiveDuration
    .prefault('1s')
    .describe('A node that has not answered counts as down, and is tried again after so long'),
  antiEntropy: antiEntropySchema
    .optional()
    .describe('Replicas are compared in the background. Default: they are not'),
  tombstones: tombstonesSchema.prefault({}).describe('What is left of deleted keys'),
  streaming: streamingSchema.prefault({}).describe('How keys move to a node that joins'),
  bugs: bugsSchema,
});

export const operationSchema = z.strictObject({
  coordinator: z
    .union([z.enum(['any', 'in turn', 'nearest', 'replica']), nodeName])
    .default('any')
    .describe(
      'Which node serves operations: any, one after the other, the nearest, a replica of the key, or a node by name',
    ),
  readLevel: readLevelSchema.optional().describe('R. Default: what the database says'),
  writeLevel: levelSchema.optional().describe('W. Default: what the database says'),
  context: z
    .enum(['none', 'writes', 'reads'])
    .default('writes')
    .describe(
      'What the session tells of the versions that it has seen. writes: writes replace them. reads: reads show nothing older, too, or fail',
    ),
});

export type QuorumOptions = z.output<typeof optionsSchema>;
export type QuorumOperationOptions = z.output<typeof operationSchema>;
export type Level = z.output<typeof levelSchema>;
export type ReadLevel = z.output<typeof readLevelSchema>;
export type Member = z.output<typeof memberSchema>;

const ordinary: Member = memberSchema.parse({});

/** What is special about a node; most are ordinary. */
export function memberOf(id: string, { members }: Pick<QuorumOptions, 'members'>): Member {
  return members[id] ?? ordinary;
}

/** The nodes that have a role at the beginning, in the order of the scenario. */
export function nodesWith(
  role: Member['role'],
  options: Pick<QuorumOptions, 'nodes' | 'members'>,
): string[] {
  return options.nodes.filter((id) => memberOf(id, options).role === role);
}

/** Whether the last write wins, by its stamp: then versions need no context. */
export function isStamped({ versions }: Pick<QuorumOptions, 'versions'>): boolean {
  return versions === 'wall-clock' || versions === 'hybrid-clock';
}
