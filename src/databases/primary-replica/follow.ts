/**
 * Rules of following: a replica learns who is primary, finds where its log parts from the primary's, cuts
 * the rest, and takes the stream.
 */
import type { NodeId } from '../database.js';
import { watchPrimary } from './failover.js';
import { copyHistory, flushLog, forkPoint, rollBack } from './log.js';
import { stepDown } from './office.js';
import { reportFlushed, shipTo } from './replicate.js';
import {
  lastEpoch,
  lastPosition,
  type MessageOf,
  type PrimaryReplicaNode,
  type State,
} from './state.js';

/** A sign of life. An older epoch speaks for nobody; a newer one has a new primary. */
export function hearPrimary(
  state: State,
  message: MessageOf<'heartbeat'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (message.epoch < state.epoch) return;
  if (message.epoch > state.epoch || state.primary !== from) {
    acceptPrimary(state, message.epoch, from, node);
  } else if (!message.known && state.following) {
    // The primary has restarted and does not know its followers any more.
    askToFollow(state, node);
  }
  watchPrimary(state, node);
}

function acceptPrimary(
  state: State,
  epoch: number,
  primary: NodeId,
  node: PrimaryReplicaNode,
): void {
  state.epoch = epoch;
  state.primary = primary;
  stepDown(state, node);
  node.disk.snapshot({ kind: 'epoch', epoch });
  flushLog(state, node);
  askToFollow(state, node);
}

/** Tells the primary the history of the own log; again, until it answers. */
export function askToFollow(state: State, node: PrimaryReplicaNode): void {
  if (state.primary === null || state.primary === node.id) return;
  state.following = false;
  node.send(state.primary, { kind: 'follow', epoch: state.epoch, history: copyHistory(state) });
  node.after(4 * node.options.heartbeat, 'follow');
}

/** The primary tells a replica its own history, and streams from where the two logs part. */
export function admitFollower(
  state: State,
  message: MessageOf<'follow'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (state.role !== 'primary' || message.epoch !== state.epoch) return;
  const follower = { sent: forkPoint(state.history, message.history), flushed: 0 };
  state.followers.set(from, follower);
  node.send(from, { kind: 'rewind', epoch: state.epoch, history: copyHistory(state) });
  shipTo(state, from, follower, node);
}

/** The replica cuts what the primary does not have, and takes the stream from there. */
export function rewind(
  state: State,
  message: MessageOf<'rewind'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (message.epoch !== state.epoch || from !== state.primary || state.following) return;
  node.cancel('follow');
  if (!continuesEpoch(state) && !node.bug('keep the private suffix')) {
    rollBack(state, forkPoint(state.history, message.history), node);
    flushLog(state, node);
  }
  state.following = true;
  state.asked = 0;
  node.note('rejoined', { epoch: state.epoch, position: lastPosition(state) });
  reportFlushed(state, node);
}

/**
 * The log ends with entries of this epoch. They came from this very primary, so its log has all of this one:
 * a late answer to an earlier question, with a shorter history, must not cut them.
 */
function continuesEpoch(state: State): boolean {
  return lastEpoch(state) === state.epoch;
}
