/**
 * Raft (Ongaro & Ousterhout, *In search of an understandable consensus algorithm*, extended version, 2014; Ongaro's
 * dissertation, 2014) against the contract of databases: which input belongs to which rule.
 */
import type { ClientHandle, NodeId, NodeView, Timer } from '../database.js';
import { defineFamily } from '../database.js';
import { allVersions } from '../versions/key-store.js';
import { driver, type Session } from './client/driver.js';
import { campaign, missLeader, receivePreVote, receiveVote } from './election/campaign.js';
import { considerPreVote, considerVote, votesDurable } from './election/vote.js';
import { invariants } from './invariants.js';
import { liveness } from './liveness.js';
import { advanceFlushed } from './log/log.js';
import { acceptCommand, ship } from './machine/propose.js';
import { askForChange, takeWish } from './members/change.js';
import { isMember, isVoter } from './members/configuration.js';
import type { Answer, Command, DiskRecord, Message } from './message.js';
import { messages } from './messages.js';
import type { RaftOptions } from './options/schema.js';
import { considerQuestion, readFrom, serveRead } from './reading/read.js';
import { advanceCommit } from './replication/commit.js';
import { hearAppended, hearRejected } from './replication/progress.js';
import { reportMatch, takeEntries } from './replication/receive.js';
import { heartbeat } from './replication/send.js';
import { hearChunk, takeChunk } from './replication/snapshot.js';
import { raftDeclaration } from './schema.js';
import { start } from './start.js';
import {
  configurationOf,
  lastIndex,
  votes,
  type RaftNode,
  type RaftOperation,
  type RaftRequest,
  type State,
} from './state.js';
import { askForOffice, handOver, resumeOffice, timeoutNow } from './transfer.js';

function receive(state: State, message: Message, from: NodeId, node: RaftNode): void {
  switch (message.kind) {
    case 'request pre-vote':
      considerPreVote(state, message, from, node);
      return;
    case 'pre-vote':
      receivePreVote(state, message, from, node);
      return;
    case 'request vote':
      considerVote(state, message, from, node);
      return;
    case 'vote':
      receiveVote(state, message, from, node);
      return;
    case 'append entries':
      takeEntries(state, message, from, node);
      return;
    case 'appended':
      hearAppended(state, message, from, node);
      return;
    case 'rejected':
      hearRejected(state, message, from, node);
      return;
    case 'install snapshot':
      takeChunk(state, message, from, node);
      return;
    case 'chunk taken':
      hearChunk(state, message, from, node);
      return;
    case 'timeout now':
      timeoutNow(state, message, node);
      return;
    case 'hand over':
      handOver(state, from, node);
      return;
    case 'read index':
      considerQuestion(state, message, from, node);
      return;
    case 'read from':
      readFrom(state, message, from, node);
      return;
    case 'change members':
      takeWish(state, message, node);
      return;
  }
}

function request(state: State, asked: RaftRequest, client: ClientHandle, node: RaftNode): void {
  if (asked.kind === 'read') serveRead(state, asked, client, node);
  else acceptCommand(state, asked, client, node);
}

function expire(state: State, timer: Timer, node: RaftNode): void {
  switch (timer.kind) {
    case 'election':
      missLeader(state, node);
      return;
    case 'heartbeat':
      heartbeat(state, node);
      return;
    case 'batch':
      ship(state, node);
      return;
    case 'transfer':
      resumeOffice(state, node);
      return;
    default:
      throw new RangeError(`no rule for the timer ${timer.kind}`);
  }
}

/** A leader counts its own disk; a follower tells the leader; votes that are durable count. */
function flushed(state: State, mark: number, node: RaftNode): void {
  const before = state.flushed;
  advanceFlushed(state, mark);
  votesDurable(state, mark, node);
  if (state.flushed === before) return;
  if (state.role === 'leader') advanceCommit(state, node);
  else reportMatch(state, node);
}

function command(state: State, act: Command, node: RaftNode): void {
  switch (act.kind) {
    case 'campaign':
      if (state.role !== 'leader' && !state.isBlank && votes(state)) campaign(state, false, node);
      return;
    case 'transfer':
      askForOffice(state, node);
      return;
    case 'change':
      askForChange(state, act, node);
      return;
  }
}

/** What a node is called that neither leads nor stands for election depends on its membership. */
function roleOf(state: State): string {
  if (state.role === 'pre-candidate') return 'candidate';
  if (state.role !== 'follower') return state.role;
  const configuration = configurationOf(state);
  if (isVoter(state.id, configuration)) return 'follower';
  return isMember(state.id, configuration) ? 'learner' : 'outsider';
}

export const raft = defineFamily<
  RaftOptions,
  RaftOperation,
  State,
  Message,
  DiskRecord,
  Command,
  Answer,
  Session
>({
  declaration: raftDeclaration,
  strongestRead: { read: 'leader', mode: 'read-index', idempotencyKey: false },
  messages,
  replyFields: ['term', 'leader'],
  patience: ({ election, heartbeat: beat }) => 3 * election.timeout.to + 3 * beat,
  liveness,
  start,
  receive,
  request,
  expire,
  flushed,
  command,
  view(state): NodeView {
    const { currentTerm, leader, lastApplied, commitIndex, votedFor } = state;
    const written = lastIndex(state);
    const { voters, outgoing, learners } = configurationOf(state);
    const vote = votedFor === null ? 'no vote' : `voted for ${votedFor}`;
    return {
      role: roleOf(state),
      epoch: currentTerm,
      positions: { written, flushed: state.flushed, committed: commitIndex, applied: lastApplied },
      sent: Object.fromEntries([...state.peers].map(([id, { next }]) => [id, next - 1])),
      members: [...new Set([...voters, ...outgoing, ...learners])],
      text: `${roleOf(state)} in term ${String(currentTerm)}, log ${String(written)}, committed ${String(commitIndex)}, leader ${leader ?? 'unknown'}, ${vote}`,
    };
  },
  contents: (state) => (roleOf(state) === 'outsider' ? null : allVersions(state.store)),
  invariants,
  driver,
});
