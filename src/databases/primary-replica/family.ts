/**
 * The primary/replica family: one primary takes all writes and ships its log; replicas follow, and one of
 * them is promoted when the primary fails. The folder reads as a manual: state, start, log, write, read,
 * replicate, follow, failover, office, driver. Here rules are only dispatched to.
 */
import { defineFamily, type ClientHandle, type NodeId, type Timer } from '../database.js';
import { allVersions } from '../versions/key-store.js';
import { driver, type Session } from './driver.js';
import { answerPoll, closePoll, missPrimary, receiveStanding } from './failover.js';
import { admitFollower, askToFollow, hearPrimary, rewind } from './follow.js';
import { invariants } from './invariants.js';
import { advanceFlushed } from './log.js';
import { messages } from './messages.js';
import { promoteByHand, sendHeartbeats, takeOffice, takeOver } from './office.js';
import { serveRead } from './read.js';
import {
  receiveEntries,
  receiveFlushed,
  receiveKeepalive,
  reportFlushed,
  sendMissing,
  ship,
} from './replicate.js';
import {
  primaryReplicaDeclaration,
  type PrimaryReplicaOperationOptions,
  type PrimaryReplicaOptions,
} from './schema.js';
import { start } from './start.js';
import {
  lastPosition,
  type Answer,
  type Command,
  type DiskRecord,
  type Message,
  type PrimaryReplicaNode,
  type PrimaryReplicaRequest,
  type State,
} from './state.js';
import { acceptWrite, acknowledge } from './write.js';

function receive(state: State, message: Message, from: NodeId, node: PrimaryReplicaNode): void {
  switch (message.kind) {
    case 'heartbeat':
      hearPrimary(state, message, from, node);
      return;
    case 'follow':
      admitFollower(state, message, from, node);
      return;
    case 'rewind':
      rewind(state, message, from, node);
      return;
    case 'append':
      receiveEntries(state, message, from, node);
      return;
    case 'keepalive':
      receiveKeepalive(state, message, from, node);
      return;
    case 'appended':
      receiveFlushed(state, message, from, node);
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
    case 'follow':
      askToFollow(state, node);
      return;
    default:
      throw new RangeError(`no rule for the timer ${timer.kind}`);
  }
}

/** The primary ships and answers what has become durable; a replica reports it; a node about to take office does so. */
function flushed(state: State, mark: number, node: PrimaryReplicaNode): void {
  const before = state.flushed;
  advanceFlushed(state, mark);
  if (mark === state.takesOfficeAt) takeOffice(state, node);
  if (state.flushed === before) return;
  if (state.role === 'primary') {
    ship(state, node);
    acknowledge(state, node);
  } else {
    reportFlushed(state, node);
  }
}

function command(state: State, _command: Command, node: PrimaryReplicaNode): void {
  promoteByHand(state, node);
}

export const primaryReplica = defineFamily<
  PrimaryReplicaOptions,
  PrimaryReplicaOperationOptions,
  State,
  Message,
  DiskRecord,
  Command,
  Answer,
  Session
>({
  declaration: primaryReplicaDeclaration,
  strongestRead: { read: 'latest-primary' },
  messages,
  replyFields: ['epoch', 'primary'],
  patience({ failover, heartbeat }) {
    const untilPromoted = failover === 'none' ? 0 : failover.detect + 2 * failover.poll;
    return untilPromoted + 5 * heartbeat;
  },
  start,
  receive,
  request,
  expire,
  flushed,
  command,
  view(state) {
    const { role, epoch, primary, flushed: durable, applied } = state;
    const log = lastPosition(state);
    return {
      role,
      epoch,
      positions: { log, flushed: durable, applied },
      members: [],
      text: `${role} in epoch ${String(epoch)}, log ${String(log)}, follows ${primary ?? 'nobody'}`,
    };
  },
  contents: (state) => allVersions(state.store),
  invariants,
  driver,
});
