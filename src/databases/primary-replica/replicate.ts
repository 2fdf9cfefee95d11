/** Rules of the replication stream: the primary ships what it has flushed, replicas make it durable and say so. */
import type { WriteId } from '../../history/operation.js';
import type { NodeId } from '../database.js';
import { addEntry, copyEntries, flushLog } from './log.js';
import {
  lastPosition,
  type Follower,
  type MessageOf,
  type PrimaryReplicaNode,
  type State,
} from './state.js';
import { acknowledge } from './write.js';

/** Entries in one message at most. */
const batch = 256;

/** What a copy is stored on top of is the affair of whoever accepted the write. */
const onTopOfNothing: readonly WriteId[] = [];

/** Sends every follower what it has not been sent yet, as far as the primary's own disk has it. */
export function ship(state: State, node: PrimaryReplicaNode): void {
  for (const replica of node.others) {
    const follower = state.followers.get(replica);
    if (follower !== undefined) shipTo(state, replica, follower, node);
  }
}

export function shipTo(
  state: State,
  replica: NodeId,
  follower: Follower,
  node: PrimaryReplicaNode,
): void {
  while (follower.sent < state.flushed) {
    const previous = follower.sent;
    const last = Math.min(state.flushed, previous + batch);
    const entries = copyEntries(state, previous, last);
    node.send(replica, { kind: 'append', epoch: state.epoch, previous, entries });
    follower.sent = last;
  }
}

/** A follower takes entries that continue its log; those it has already count as received. */
export function receiveEntries(
  state: State,
  message: MessageOf<'append'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (!isFollowing(state, message.epoch, from)) return;
  const { previous, entries } = message;
  const held = lastPosition(state) - previous;
  if (held < 0) {
    if (state.asked !== lastPosition(state) + 1) askForMissing(state, from, node);
    return;
  }
  const fresh = held === 0 ? entries : entries.slice(held);
  for (const entry of fresh) {
    node.stored(entry.write, onTopOfNothing);
    addEntry(state, entry, node);
  }
  if (fresh.length > 0) flushLog(state, node);
  else reportFlushed(state, node);
}

/** The stream is ordered: a keepalive that speaks of entries that have not come proves that they are lost. */
export function receiveKeepalive(
  state: State,
  message: MessageOf<'keepalive'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (!isFollowing(state, message.epoch, from)) return;
  if (message.sent > lastPosition(state)) askForMissing(state, from, node);
  else reportFlushed(state, node);
}

function askForMissing(state: State, primary: NodeId, node: PrimaryReplicaNode): void {
  const from = lastPosition(state) + 1;
  state.asked = from;
  node.note('entries are missing', { from });
  node.send(primary, { kind: 'missing', epoch: state.epoch, from });
}

/** Tells the primary how far this replica's disk has the log. */
export function reportFlushed(state: State, node: PrimaryReplicaNode): void {
  if (state.primary === null || !state.following) return;
  node.send(state.primary, { kind: 'appended', epoch: state.epoch, flushed: state.flushed });
}

export function receiveFlushed(
  state: State,
  message: MessageOf<'appended'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const follower = followerInOffice(state, message.epoch, from);
  if (follower === undefined) return;
  follower.flushed = Math.max(follower.flushed, message.flushed);
  acknowledge(state, node);
}

export function sendMissing(
  state: State,
  message: MessageOf<'missing'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const follower = followerInOffice(state, message.epoch, from);
  if (follower === undefined) return;
  follower.sent = Math.min(follower.sent, message.from - 1);
  shipTo(state, from, follower, node);
}

/** What was sent and is not confirmed is mentioned again, behind it on the stream. */
export function sendKeepalives(state: State, node: PrimaryReplicaNode): void {
  for (const [replica, { sent, flushed }] of state.followers) {
    if (flushed < sent) node.send(replica, { kind: 'keepalive', epoch: state.epoch, sent });
  }
}

function isFollowing(state: State, epoch: number, from: NodeId): boolean {
  return state.following && epoch === state.epoch && from === state.primary;
}

function followerInOffice(state: State, epoch: number, from: NodeId): Follower | undefined {
  if (state.role !== 'primary' || epoch !== state.epoch) return undefined;
  return state.followers.get(from);
}
