/** All that a scenario can say to the leaderless family. */
import { nodeNames } from '../../scenario/names/schema.js';
import type { FamilyDeclaration } from '../common/schema.js';
import { judge, judgeOperation } from './advice/schema.js';
import { operationSchema, optionsSchema } from './options/schema.js';

export const quorumDeclaration = {
  kind: 'quorum',
  summary: 'No leader: a coordinator writes to N replicas and waits for W, reads from R.',
  database: optionsSchema,
  judge,
  operation: operationSchema,
  conditions: true,
  judgeOperation,
  messages: {
    write: 'coordinator to a replica: keep this',
    written: 'the answer: I have it',
    read: 'coordinator to a replica: what do you have of this key?',
    value: 'the answer',
    prepare: 'coordinator of a conditional write to a replica: take part in no earlier ballot',
    promise: 'the answer: I will not, and this I have accepted',
    propose: 'a majority has promised: accept this',
    accept: 'the answer: I have',
    preempted: 'the other answer to both: I have promised a later ballot',
    commit: 'a majority has accepted: keep this',
    'hand over': 'holder of a hint to the node that it is for',
    'handed over': 'the answer: I have it',
    forward: 'a node that does not hold the key to one that does: coordinate this',
    forwarded: 'the answer',
    ring: 'who holds data: a step of a change',
    'ring known': 'the answer: I go by it',
    fetch: 'a node that is to hold more keys to one that has them',
    keys: 'the answer: some of them',
    fetched: 'to the node that drives the change: I have all',
    compare: 'a replica to another one: digests of what I hold. Where do yours differ?',
    compared: 'the answer',
    'compare keys': 'digests of single keys. What do you have of those that differ?',
    'keys compared': 'the answer',
    take: 'what you lack',
    taken: 'the answer: I have it',
    ping: 'are you there again?',
    pong: 'the answer: yes',
  },
  roles: ['replica', 'coordinator', 'outsider'],
  events: {
    suspected: 'a node did not answer another one in time, which asks it no more for a while',
    'is there again': 'a node that counted as down has been heard',
    'hint kept': 'a node keeps a write for another one',
    'hint delivered': 'the node that it was for has it',
    'hint lost': 'a hint was too old, or there was no room for it',
    'read repair': 'a read has found a replica behind, and sends it what it lacks',
    'anti-entropy': 'a comparison has found a replica behind, which has taken what it lacked',
    'tombstone thrown away': 'a replica has forgotten that a key, or an element of it, was deleted',
    'deleted value is back':
      'a replica has taken a value that was deleted: it has thrown the tombstone away',
    'changes the ring': 'a node begins a change of the ring',
    'cannot change the ring': 'a change of the ring was refused',
    'gives up a change': 'of two changes at once, one was given up',
    'knows the ring': 'a node goes by the next step of a change',
    'keys fetched': 'a node that is to hold more keys has got some of them',
    'ring changed': 'a change of the ring is through',
    'asks one more': 'a read takes long, so one more replica is asked',
    preempted: 'a conditional write, or serial read, was refused in favour of a later ballot',
    'finishes a proposal': 'a coordinator goes on with what another one has left unfinished',
  },
  commands: {
    join: 'let this node hold data, too',
    leave: 'let this node hold no data any more: others take over what it has',
    replace: 'let this node take the place of others, which are gone for good',
    repair: 'compare this node with all that share keys with it, now; each takes what it lacks',
  },
  commandKeys: {
    replace: { gone: nodeNames.describe('Who is gone, and must never come back') },
  },
  bugs: {
    'answer before W': 'a write is acknowledged as soon as one replica has it',
    'count hints': 'a hint counts as an answer of the replica that it is for',
    'drop tombstones early':
      'a tombstone is thrown away when a replica next looks, however young it is',
    'two replicas on one node':
      'the replicas of a key are the next places on the ring, also where two of them belong to one node',
    'repair with the oldest':
      'read repair writes the oldest value that it has found, as if it were new',
    'forget promises': 'what a replica has promised is not on its disk',
    'skip the unfinished':
      'a coordinator with a new ballot does not finish what replicas have accepted before',
  },
} as const satisfies FamilyDeclaration;
