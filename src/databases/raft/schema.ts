/** All that a scenario can say to the Raft family. */
import { nodeNames } from '../../scenario/names/schema.js';
import type { FamilyDeclaration } from '../common/schema.js';
import { remedies } from './advice/remedies/schema.js';
import { judge, judgeOperation } from './advice/schema.js';
import { operationSchema, optionsSchema } from './options/schema.js';

export const raftDeclaration = {
  kind: 'raft',
  summary: 'Raft: a leader, elected by a majority, commits what a majority has.',
  database: optionsSchema,
  judge,
  operation: operationSchema,
  conditions: true,
  judgeOperation,
  messages: {
    'request pre-vote': 'to all voters: would you vote for me?',
    'pre-vote': 'the answer to it',
    'request vote': 'candidate to all voters: vote for me in this term',
    vote: 'the answer to it',
    'append entries': 'leader to all: entries of the log, or a sign of life',
    appended: 'the answer: I have the log up to here',
    rejected: 'the answer: what you sent does not fit my log',
    'install snapshot': 'leader to a follower that lacks what the log does not hold any more',
    'chunk taken': 'the answer: the next part, please',
    'timeout now': 'leader to its successor: stand for election now',
    'hand over': 'a node to the leader: let me lead',
    'read index': 'follower to leader: from which index on may I serve this read?',
    'read from': 'the answer to it',
    'change members': 'a node to the leader: an operator wants these members',
  },
  roles: ['leader', 'follower', 'candidate', 'learner', 'outsider'],
  events: {
    suspected: 'a follower has heard no leader for too long',
    campaigns: 'a node stands for election',
    elected: 'a node became leader',
    'stepped down': 'a leader became a follower',
    follows: 'a node follows a leader that it did not follow before',
    'cut the log': 'a follower dropped entries that the leader does not have',
    'hands over': 'a leader begins to hand over',
    'goes on': 'a leader was to hand over, and nobody took over',
    'changes members': 'a change of members is in the log',
    'members changed': 'a change of members is through',
    'snapshot taken': 'a node took a snapshot and shortened its log',
    'snapshot installed': 'a follower got a snapshot',
    'regains its vote': 'a node whose disk was wiped has all that is committed again',
  },
  marks: ['campaigns', 'cut the log'],
  commands: {
    campaign: 'make this node stand for election now',
    transfer: 'make the leader hand over to this node',
    change: 'change the members: add, learn and remove name nodes',
  },
  commandKeys: {
    change: {
      add: nodeNames.optional().describe('Who shall vote'),
      learn: nodeNames.optional().describe('Who shall get the log without a vote'),
      remove: nodeNames.optional().describe('Who shall be no member any more'),
    },
  },
  bugs: {
    'commit an earlier term by counting':
      'a leader commits entries of earlier terms as soon as a majority has them (figure 8)',
    'forget the vote': 'a node that voted forgets it over a restart',
    'answer before the flush': 'votes and entries are confirmed before the own disk has them',
    'read without confirmation': 'a leader serves reads without asking whether it still leads',
    'trust the clock':
      'a leader counts its lease in full, as if no clock could run faster than its own',
    'change members too early':
      'members are changed before the leader has committed an entry of its own term',
    'apply beyond commit': 'a follower applies all that it has, committed or not',
    'cut on an old message':
      'a follower cuts its log behind every message, also where an old one arrives late',
  },
  remedies,
} as const satisfies FamilyDeclaration;
