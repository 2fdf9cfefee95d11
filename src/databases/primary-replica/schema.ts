/** `database:` in a scenario with `kind: primary-replica`, and what clients may ask of single operations. */
import { z } from 'zod';
import { nodeName } from '../../scenario/names/schema.js';
import { positiveDuration, type ValueProblem } from '../../scenario/values/schema.js';
import { bugsSchema, nodesSchema, type Advice, type FamilyDeclaration } from '../common/schema.js';

/** How many replicas must have flushed a write before the client hears `ok`, besides the primary itself. */
export type Acknowledge =
  | { readonly kind: 'primary' }
  | { readonly kind: 'any'; readonly count: number }
  | { readonly kind: 'all' };

/** `primary` (asynchronous), `any 2`, `all`. */
const acknowledge = z
  .string()
  .regex(/^(primary|all|any [1-9]\d*)$/u, 'write primary, all, or any and a number: any 1')
  .transform((text): Acknowledge => {
    if (text === 'primary' || text === 'all') return { kind: text };
    return { kind: 'any', count: Number(text.slice('any '.length)) };
  });

const failover = z.strictObject({
  detect: positiveDuration
    .prefault('2s')
    .describe('A replica that has heard nothing from the primary for so long suspects it'),
  promote: z.enum(['most-advanced']).default('most-advanced').describe('Which replica'),
  watchers: z
    .union([z.literal('majority'), z.int().positive()])
    .default('majority')
    .describe('How many replicas must miss the primary before one of them is promoted'),
  poll: positiveDuration
    .prefault('500ms')
    .describe('How long a replica that asks around waits for answers'),
});

function tooMany(path: readonly string[], asked: number, replicas: number, input: unknown) {
  return {
    code: 'custom' as const,
    input,
    path: [...path],
    message: `there ${replicas === 1 ? 'is 1 replica' : `are ${String(replicas)} replicas`}, not ${String(asked)}`,
    params: { problem: 'range' satisfies ValueProblem },
  };
}

export const primaryReplicaSchema = z
  .strictObject({
    kind: z.literal('primary-replica'),
    nodes: nodesSchema.describe(
      'Names, or a number that stands for n1, n2, … The first one is the primary at the beginning',
    ),
    acknowledge: acknowledge
      .prefault('primary')
      .describe('Who must have flushed a write before the client hears ok: primary, any 1, all'),
    heartbeat: positiveDuration
      .prefault('500ms')
      .describe('The primary tells its replicas this often that it is alive'),
    failover: z
      .union([z.literal('none'), failover])
      .prefault({})
      .describe('How a failed primary is replaced, or none'),
    bugs: bugsSchema,
  })
  .superRefine(({ nodes, acknowledge, failover }, context) => {
    const replicas = nodes.length - 1;
    if (acknowledge.kind === 'any' && acknowledge.count > replicas) {
      context.addIssue(tooMany(['acknowledge'], acknowledge.count, replicas, nodes));
    }
    if (failover === 'none' || failover.watchers === 'majority') return;
    if (failover.watchers > replicas) {
      context.addIssue(tooMany(['failover', 'watchers'], failover.watchers, replicas, nodes));
    }
  });

function advise({ nodes, failover, heartbeat }: PrimaryReplicaOptions): readonly Advice[] {
  if (failover === 'none') return [];
  const advice: Advice[] = [];
  if (failover.detect <= heartbeat) {
    const message = 'replicas suspect a healthy primary: detect is not longer than the heartbeat';
    advice.push({ path: ['failover', 'detect'], message });
  }
  if (failover.watchers === 'majority' && nodes.length > 2 && nodes.length % 2 === 0) {
    const [half, more] = [nodes.length / 2, nodes.length / 2 + 1];
    const message = `half of the nodes can promote one of their own: write ${String(more)} instead of majority, which is ${String(half)} replicas`;
    advice.push({ path: ['failover', 'watchers'], message });
  }
  return advice;
}

export const primaryReplicaOperationSchema = z.strictObject({
  read: z
    .union([z.enum(['primary', 'any', 'replica']), nodeName])
    .default('primary')
    .describe('Which node serves reads: the primary, any node, any replica, or a node by name'),
});

export type PrimaryReplicaOptions = z.output<typeof primaryReplicaSchema>;
export type PrimaryReplicaOperationOptions = z.output<typeof primaryReplicaOperationSchema>;

export const primaryReplicaDeclaration = {
  kind: 'primary-replica',
  summary:
    'One primary takes all writes and ships its log to replicas; a replica is promoted when it fails.',
  database: primaryReplicaSchema,
  advise,
  operation: primaryReplicaOperationSchema,
  messages: {
    heartbeat: 'primary to replica: I am alive, in this epoch',
    follow: 'replica to primary: my history is this, tell me where ours part',
    rewind: 'primary to replica: my history is this, cut your log where ours part, then follow me',
    append: 'primary to replica: entries of the log',
    keepalive: 'primary to replica, behind the entries: how far I have sent',
    appended: 'replica to primary: flushed up to here',
    missing: 'replica to primary: entries from here on did not arrive',
    poll: 'replica to all others: do you miss the primary, and how far is your log?',
    standing: 'the answer to a poll',
    promote: 'replica to the most advanced replica: become primary of this epoch',
  },
  roles: ['primary', 'replica'],
  events: {
    suspected: 'a replica has heard nothing from the primary for too long',
    promoted: 'a replica became primary',
    'stepped down': 'a primary learned of a newer one and became a replica',
    'rolled back': 'a replica cut entries from its log that the new primary does not have',
    rejoined: 'a replica follows a primary',
  },
  commands: {
    promote: 'make this node primary of a new epoch',
  },
  bugs: {
    'acknowledge before the flush': 'the primary acknowledges a write before its own disk has it',
    'promote any replica':
      'the first replica to suspect the primary is promoted, however far behind',
    'keep the private suffix':
      'an old primary that rejoins keeps entries that the new primary never had',
  },
} as const satisfies FamilyDeclaration;
