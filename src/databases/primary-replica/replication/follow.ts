/**
 * Rules of following: a replica learns who is primary, finds where its log parts from the primary's, cuts the rest, and
 * takes the stream; from the primary, or from a node between them.
 */
import type { NodeId } from '../../database.js';
import { endClaim, promiseNothingTo } from '../failover/claim.js';
import { watchPrimary } from '../failover/detect.js';
import { stepDown } from '../failover/office.js';
import { copyHistory, flushLog, forkPoint, rollBack, writeOffice } from '../log/log.js';
import type { MessageOf } from '../message.js';
import { memberOf } from '../options/schema.js';
import {
  failoverOf,
  floor,
  isFenced,
  lastEpoch,
  lastPosition,
  type PrimaryReplicaNode,
  type State,
} from '../state.js';
import { reportProgress, sendKeepalives, shipTo } from './replicate.js';

/** A stream is broken when nothing has come for so many heartbeats. */
const patience = 4;

/** A sign of life. An older epoch speaks for nobody; a newer one has a new primary. */
export function hearPrimary(
  state: State,
  message: MessageOf<'heartbeat'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const { epoch, round, version } = message;
  if (epoch < floor(state, node)) {
    if (isFenced(node)) promiseNothingTo(from, state, node);
    return;
  }
  if (version > state.voters.version) {
    state.voters = { version, nodes: [...message.voters] };
    writeOffice(state, node);
    flushLog(state, node);
  }
  if (epoch > state.epoch || state.primary !== from) acceptPrimary(state, epoch, from, node);
  else if (state.following && isStreamBroken(state, message, from, node)) {
    askToFollow(state, node);
  } else if (state.following) askToReturn(state, node);
  state.heardOf = message.position;
  node.send(from, { kind: 'heard', epoch, round });
  if (state.followers.size > 0) sendKeepalives(state, node);
  watchPrimary(state, node);
}

/** The primary has restarted and does not know its followers any more, or the node between is silent. */
function isStreamBroken(
  state: State,
  { known }: MessageOf<'heartbeat'>,
  primary: NodeId,
  node: PrimaryReplicaNode,
): boolean {
  if (state.source === primary) return !known;
  return node.clock.monotonic() - state.streamedAt > patience * node.options.heartbeat;
}

function acceptPrimary(
  state: State,
  epoch: number,
  primary: NodeId,
  node: PrimaryReplicaNode,
): void {
  state.epoch = epoch;
  state.primary = primary;
  state.unanswered = 0;
  endClaim(state, node);
  stepDown(state, node);
  state.followers.clear();
  writeOffice(state, node);
  flushLog(state, node);
  askToFollow(state, node);
}

/** Tells the source the history of the own log; again, until it answers. */
export function askToFollow(state: State, node: PrimaryReplicaNode): void {
  if (state.primary === null || state.primary === node.id || state.role === 'arbiter') return;
  if (state.staysOut) return;
  state.following = false;
  state.source = chooseSource(state, state.primary, node);
  state.unanswered += 1;
  const history = copyHistory(state);
  node.send(state.source, { kind: 'follow', epoch: state.epoch, history });
  const { heartbeat } = node.options;
  node.after(state.source === state.primary ? patience * heartbeat : heartbeat, 'follow');
}

/** The node that the scenario names; the primary when that one has not answered for some heartbeats. */
function chooseSource(state: State, primary: NodeId, node: PrimaryReplicaNode): NodeId {
  const { follows } = memberOf(node.id, node.options);
  // It may be about to follow the primary itself, so that it is asked more than once.
  const isSilent = state.unanswered % (patience + 1) === patience;
  return follows === undefined || isSilent ? primary : follows;
}

/** The node that it should follow did not answer; it may be back. The stream goes on until it is. */
function askToReturn(state: State, node: PrimaryReplicaNode): void {
  const { follows } = memberOf(node.id, node.options);
  if (follows === undefined || follows === state.primary || follows === state.source) return;
  node.send(follows, { kind: 'follow', epoch: state.epoch, history: copyHistory(state) });
}

/** The source tells a replica its own history, and streams from where the two logs part. */
export function admitFollower(
  state: State,
  message: MessageOf<'follow'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const isSource = state.role === 'primary' || (state.following && state.role === 'replica');
  if (!isSource || message.epoch !== state.epoch) return;
  const sent = forkPoint(state.history, message.history);
  // A node in between that has not caught up itself would have the other cut what the primary has.
  const isAhead = sent === lastPosition(state) && (message.history.at(-1)?.last ?? 0) > sent;
  if (state.role !== 'primary' && isAhead) return;
  const heardAt = node.clock.monotonic();
  const none = { received: 0, flushed: 0, applied: 0 };
  const votes = state.voters.nodes.includes(from);
  const follower = { sent, ...none, via: null, votes, leftOut: false, heardAt };
  state.followers.set(from, follower);
  node.send(from, { kind: 'rewind', epoch: state.epoch, history: copyHistory(state) });
  shipTo(state, from, state.followers.get(from) ?? follower, node);
}

/** The replica cuts what its source does not have, unless that is too much, and takes the stream from there. */
export function rewind(
  state: State,
  message: MessageOf<'rewind'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const { follows } = memberOf(node.id, node.options);
  const returns = state.following && from === follows && from !== state.source;
  const isAsked = returns || (from === state.source && !state.following);
  if (message.epoch !== state.epoch || !isAsked) return;
  node.cancel('follow');
  if (!returns && !continuesEpoch(state) && !node.bug('keep the private suffix')) {
    const to = forkPoint(state.history, message.history);
    if (!state.resyncs && isTooMuch(lastPosition(state) - to, node)) {
      state.staysOut = true;
      node.note('rollback refused', { entries: lastPosition(state) - to, to });
      return;
    }
    rollBack(state, to, node);
    flushLog(state, node);
  }
  state.following = true;
  state.source = from;
  state.resyncs = false;
  state.unanswered = 0;
  state.asked = 0;
  state.streamedAt = node.clock.monotonic();
  node.note('rejoined', { epoch: state.epoch, position: lastPosition(state) });
  reportProgress(state, node);
}

function isTooMuch(entries: number, node: PrimaryReplicaNode): boolean {
  const limit = failoverOf(node)?.rollbackLimit;
  return limit !== undefined && entries > limit;
}

/** An operator lets a node roll back whatever it takes. */
export function resync(state: State, node: PrimaryReplicaNode): void {
  if (!state.staysOut) {
    node.note('nothing to resync', { epoch: state.epoch });
    return;
  }
  state.staysOut = false;
  state.resyncs = true;
  askToFollow(state, node);
}

/**
 * The log ends with entries of this epoch. They came from this very primary, so its log has all of this one:
 * a late answer to an earlier question, with a shorter history, must not cut them.
 */
function continuesEpoch(state: State): boolean {
  return lastEpoch(state) === state.epoch;
}
