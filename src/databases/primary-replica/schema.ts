/** All that a scenario can say to the primary/replica family. */
import type { FamilyDeclaration } from '../common/schema.js';
import { judge, judgeOperation } from './advice/schema.js';
import { operationSchema, optionsSchema } from './options/schema.js';
import { remedies } from './advice/remedies/schema.js';

export const primaryReplicaDeclaration = {
  kind: 'primary-replica',
  summary:
    'One primary takes all writes and ships its log to replicas; a replica is promoted when it fails.',
  database: optionsSchema,
  judge,
  operation: operationSchema,
  conditions: true,
  judgeOperation,
  messages: {
    heartbeat: 'primary to all: I am alive, in this epoch',
    heard: 'the answer to a heartbeat',
    fenced: 'to a primary of an older epoch: I have promised to follow a newer one',
    follow:
      'replica to primary, or to the node it follows: my history is this, where do ours part?',
    rewind: 'the answer: my history is this, cut your log where ours part, then take the stream',
    append: 'down the stream: entries of the log',
    seed: 'down the stream: all the data, for a replica whose next entries are not kept any more',
    keepalive: 'down the stream, behind the entries: how far I have sent',
    progress: 'up the stream: how far this replica has received, flushed and applied the log',
    missing: 'up the stream: entries from here on did not arrive',
    poll: 'replica to all others: do you miss the primary, and how far is your log?',
    standing: 'the answer to a poll',
    promote: 'to the replica that shall be primary: take this epoch',
    claim: 'candidate to all: I want this epoch, my log ends here',
    grant: 'the answer to a claim: I promise to take nothing older',
    deny: 'the answer to a claim: no',
    'hand over': 'replica to primary: stop, let me catch up, and make me primary',
  },
  roles: ['primary', 'replica', 'arbiter'],
  events: {
    suspected: 'a replica has heard nothing from the primary for too long',
    promoted: 'a replica became primary',
    'stepped down': 'a primary learned of a newer one and became a replica',
    'lease ran out': 'a primary has not heard from a majority in time, and serves nobody',
    'rolled back': 'a replica cut entries from its log that the new primary does not have',
    'rollback refused': 'a node would have to roll back more than its limit, and stays out',
    rejoined: 'a replica follows a primary',
    reseeded: 'a replica got all the data anew',
    degraded: 'a primary goes on without the replicas it should wait for',
    'synchronous again': 'enough replicas have caught up, and are waited for again',
    'left out': 'a slow replica is not waited for any more',
    readmitted: 'a replica that was left out has caught up',
  },
  commands: {
    promote: 'make this node primary of a new epoch',
    switchover: 'let this node catch up and take over from the primary, without loss',
    reconfigure: 'make the nodes that this one can reach the only voters, then choose a primary',
    resync: 'let a node that refused to roll back do it',
  },
  commandKeys: {},
  bugs: {
    'acknowledge before the flush': 'the primary acknowledges a write before its own disk has it',
    'promote any replica':
      'the first replica to suspect the primary is promoted, however far behind',
    'keep the private suffix':
      'an old primary that rejoins keeps entries that the new primary never had',
    'count arbiters': 'a majority for writes counts arbiters as if they had the data',
    'forget the promise': 'a node that voted forgets it over a restart',
    'ignore the epoch': 'a replica that promised a newer epoch still takes entries of the old one',
    'take office without votes':
      'whoever is chosen is primary at once, and nobody has promised to leave the old one alone',
    'drop the epoch of a token':
      'a replica compares the position of a token with its own, whatever the history it belongs to',
  },
  remedies,
} as const satisfies FamilyDeclaration;
