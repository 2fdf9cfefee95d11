/**
 * The primary/replica family: one primary takes all writes and ships its log; replicas follow, and one of them is promoted
 * when the primary fails. The folder reads as a manual, a chapter a subfolder: the log, writing, replication, failover,
 * reading, the client side. Here inputs are only dispatched to rules.
 */
import { defineFamily, type ClientHandle, type NodeId, type Timer } from '../database.js';
import { allVersions } from '../versions/key-store.js';
import { driver } from './client/driver.js';
import type { Session } from './client/session.js';
import {
  considerClaim,
  failClaim,
  promisesDurable,
  receiveDenial,
  receiveFence,
  receiveGrant,
} from './failover/claim.js';
import { missPrimary } from './failover/detect.js';
import { receiveHeard, watchLease } from './failover/lease.js';
import {
  prepareOffice,
  promoteByHand,
  sendHeartbeats,
  takeOfficeIfReady,
  takeOver,
} from './failover/office.js';
import { answerPoll, closePoll, receiveStanding, reconfigure } from './failover/poll.js';
import {
  askForOffice,
  beginHandOver,
  handOverIfReady,
  resumeOffice,
} from './failover/switchover.js';
import { invariants } from './invariants.js';
import { liveness } from './liveness.js';
import { applyBatch } from './log/apply.js';
import { advanceFlushed } from './log/log.js';
import type { Answer, Command, DiskRecord, Message } from './message.js';
import { messages } from './messages.js';
import type { PrimaryReplicaOptions } from './options/schema.js';
import { serveRead } from './reading/read.js';
import { giveUpWaiting, resumeReads } from './reading/wait.js';
import { admitFollower, askToFollow, hearPrimary, resync, rewind } from './replication/follow.js';
import { leaveOutSlow } from './replication/followers.js';
import {
  receiveEntries,
  receiveKeepalive,
  receiveProgress,
  reportProgress,
  sendMissing,
  ship,
} from './replication/replicate.js';
import { primaryReplicaDeclaration } from './schema.js';
import { start } from './start.js';
import {
  lastPosition,
  type PrimaryReplicaNode,
  type PrimaryReplicaOperation,
  type PrimaryReplicaRequest,
  type State,
} from './state.js';
import { commitGathered, acceptWrite } from './writing/accept.js';
import { acknowledge, degrade } from './writing/acknowledge.js';

function receive(state: State, message: Message, from: NodeId, node: PrimaryReplicaNode): void {
  switch (message.kind) {
    case 'heartbeat':
      hearPrimary(state, message, from, node);
      return;
    case 'heard':
      receiveHeard(state, message, from, node);
      return;
    case 'fenced':
      receiveFence(state, message, node);
      return;
    case 'follow':
      admitFollower(state, message, from, node);
      return;
    case 'rewind':
      rewind(state, message, from, node);
      return;
    case 'append':
    case 'seed':
      receiveEntries(state, message, from, node);
      return;
    case 'keepalive':
      receiveKeepalive(state, message, from, node);
      return;
    case 'progress':
      receiveProgress(state, message, from, node);
      handOverIfReady(state, node);
      return;
    case 'missing':
      sendMissing(state, message, from, node);
      return;
    case 'poll':
      answerPoll(state, message, from, node);
      return;
    case 'standing':
      receiveStanding(state, message, from, node);
      return;
    case 'promote':
      takeOver(state, message, node);
      return;
    case 'claim':
      considerClaim(state, message, from, node);
      return;
    case 'grant':
      receiveGrant(state, message, from, node);
      return;
    case 'deny':
      receiveDenial(state, message, node);
      return;
    case 'hand over':
      beginHandOver(state, message, from, node);
      return;
  }
}

function request(
  state: State,
  asked: PrimaryReplicaRequest,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  if (asked.kind === 'read') serveRead(state, asked, client, node);
  else acceptWrite(state, asked, client, node);
}

function expire(state: State, timer: Timer, node: PrimaryReplicaNode): void {
  switch (timer.kind) {
    case 'heartbeat':
      sendHeartbeats(state, node);
      return;
    case 'detect':
      missPrimary(state, node);
      return;
    case 'poll':
      closePoll(state, node);
      return;
    case 'claim':
      failClaim(state, node);
      return;
    case 'follow':
      askToFollow(state, node);
      return;
    case 'lease':
      watchLease(state, node);
      return;
    case 'commit':
      commitGathered(state, node);
      return;
    case 'degrade':
      degrade(state, node);
      return;
    case 'slow':
      leaveOutSlow(state, node);
      acknowledge(state, node);
      return;
    case 'disconnect':
      ship(state, node);
      acknowledge(state, node);
      return;
    case 'apply':
      applied(state, node);
      return;
    case 'token':
      giveUpWaiting(state, timer.about, node);
      return;
    case 'hand over':
      resumeOffice(state, node);
      return;
    default:
      throw new RangeError(`no rule for the timer ${timer.kind}`);
  }
}

/** The primary ships and answers what has become durable; a replica reports it, and ships to its own followers. */
function flushed(state: State, mark: number, node: PrimaryReplicaNode): void {
  const before = state.flushed;
  advanceFlushed(state, mark, node);
  promisesDurable(state, mark, node);
  if (mark === state.takesOfficeAt) prepareOffice(state, node);
  if (state.flushed === before) return;
  if (state.role === 'primary') {
    ship(state, node);
    leaveOutSlow(state, node);
    acknowledge(state, node);
    handOverIfReady(state, node);
  } else {
    reportProgress(state, node);
    if (state.followers.size > 0) ship(state, node);
    resumeReads(state, node);
  }
}

/** A batch of entries is applied: reads see more than before. */
function applied(state: State, node: PrimaryReplicaNode): void {
  const before = state.applied;
  applyBatch(state, node);
  if (before < state.lateTo) reportProgress(state, node);
  takeOfficeIfReady(state, node);
  resumeReads(state, node);
}

function command(state: State, { kind }: Command, node: PrimaryReplicaNode): void {
  switch (kind) {
    case 'promote':
      promoteByHand(state, node);
      return;
    case 'switchover':
      askForOffice(state, node);
      return;
    case 'reconfigure':
      reconfigure(state, node);
      return;
    case 'resync':
      resync(state, node);
      return;
  }
}

export const primaryReplica = defineFamily<
  PrimaryReplicaOptions,
  PrimaryReplicaOperation,
  State,
  Message,
  DiskRecord,
  Command,
  Answer,
  Session
>({
  declaration: primaryReplicaDeclaration,
  strongestRead: { read: 'latest-primary', level: 'local', idempotencyKey: false },
  messages,
  replyFields: ['epoch', 'primary', 'position'],
  patience(options) {
    const failover = options.failover === 'none' ? null : options.failover;
    const untilPromoted = failover === null ? 0 : failover.detect + 3 * failover.poll;
    return untilPromoted + 5 * options.heartbeat + 2 * (options.apply?.each ?? 0);
  },
  liveness,
  start,
  receive,
  request,
  expire,
  flushed,
  command,
  view(state) {
    const { role, epoch, primary, flushed: durable, applied: seen, committed } = state;
    const written = lastPosition(state);
    const positions = { written, flushed: durable, applied: seen };
    // After a boot a node does not know what a majority has.
    const isKnown = committed > 0 || written === 0;
    const sent = [...state.followers].flatMap(([id, one]) =>
      one.via === null ? [[id, one.sent] as const] : [],
    );
    return {
      role,
      epoch,
      positions: isKnown ? { ...positions, visible: Math.min(seen, committed) } : positions,
      sent: Object.fromEntries(sent),
      members: [...state.voters.nodes],
      text: `${role} in epoch ${String(epoch)}, log ${String(written)}, follows ${primary ?? 'nobody'}`,
    };
  },
  contents: (state) => (state.role === 'arbiter' ? null : allVersions(state.store)),
  invariants,
  driver,
});
