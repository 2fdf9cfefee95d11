/**
 * Rules of failover: the primary says that it is alive; a replica that hears nothing for too long asks the
 * others; when enough of them miss it too, the most advanced one becomes primary of a new epoch.
 */
import type { NodeId } from '../database.js';
import { flushLog } from './log.js';
import { sendKeepalives } from './replicate.js';
import {
  lastEpoch,
  lastPosition,
  nextEpochOf,
  type MessageOf,
  type PrimaryReplicaNode,
  type Standing,
  type State,
} from './state.js';
import { abandonWaiting } from './write.js';

/** The primary tells everybody, every `heartbeat`. */
export function sendHeartbeats(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'primary') return;
  for (const replica of node.others) {
    const known = state.followers.has(replica);
    node.send(replica, { kind: 'heartbeat', epoch: state.epoch, known });
  }
  sendKeepalives(state, node);
  node.after(node.options.heartbeat, 'heartbeat');
}

/** Waits anew for the next sign of life. */
export function watchPrimary(state: State, node: PrimaryReplicaNode): void {
  state.suspects = false;
  const { failover } = node.options;
  if (failover !== 'none') node.after(failover.detect, 'detect');
}

/** Nothing was heard for too long: asks all others how they see it. */
export function suspectPrimary(state: State, node: PrimaryReplicaNode): void {
  const { failover } = node.options;
  if (state.role === 'primary' || failover === 'none') return;
  if (!state.suspects) node.note('suspected', { primary: state.primary ?? 'nobody' });
  state.suspects = true;
  state.poll = new Map([[node.id, ownStanding(state)]]);
  for (const other of node.others) node.send(other, { kind: 'poll', epoch: state.epoch });
  node.after(failover.poll, 'poll');
  countStandings(state, node);
}

function ownStanding(state: State): Standing {
  return {
    lost: state.suspects,
    knows: state.epoch,
    logEpoch: lastEpoch(state),
    position: lastPosition(state),
  };
}

/** A primary and a replica that still hears one have not lost it. */
export function answerPoll(state: State, from: NodeId, node: PrimaryReplicaNode): void {
  node.send(from, { kind: 'standing', ...ownStanding(state) });
}

export function receiveStanding(
  state: State,
  message: MessageOf<'standing'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const { lost, knows, logEpoch, position } = message;
  state.poll?.set(from, { lost, knows, logEpoch, position });
  countStandings(state, node);
}

/** Decides as soon as everybody but the primary has answered. */
function countStandings(state: State, node: PrimaryReplicaNode): void {
  const asked = node.nodes.filter((other) => other !== state.primary);
  if (asked.every((other) => state.poll?.has(other) === true)) closePoll(state, node);
}

/** Enough replicas miss the primary: the most advanced of them is to be the next one. Otherwise asks again later. */
export function closePoll(state: State, node: PrimaryReplicaNode): void {
  const { failover } = node.options;
  if (state.poll === null || failover === 'none') return;
  const standings = [...state.poll];
  const lost = standings.filter(([, standing]) => standing.lost);
  const newest = Math.max(state.epoch, ...standings.map(([, { knows }]) => knows));
  state.poll = null;
  node.cancel('poll');
  if (lost.length < watchersNeeded(node)) {
    node.after(failover.poll, 'detect');
    return;
  }
  const chosen = node.bug('promote any replica') ? node.id : mostAdvanced(lost, node);
  const epoch = nextEpochOf(chosen, newest, node.nodes);
  if (chosen === node.id) {
    becomePrimary(state, epoch, node);
    return;
  }
  node.send(chosen, { kind: 'promote', epoch });
  node.after(failover.detect, 'detect');
}

function watchersNeeded(node: PrimaryReplicaNode): number {
  const { failover } = node.options;
  if (failover === 'none') return Infinity;
  if (failover.watchers !== 'majority') return failover.watchers;
  return Math.floor((node.nodes.length - 1) / 2) + 1;
}

/** The longest log of the newest epoch; among equals, the first in the order of nodes. */
function mostAdvanced(
  standings: readonly (readonly [NodeId, Standing])[],
  node: PrimaryReplicaNode,
): NodeId {
  const inOrder = node.nodes.flatMap((id) => standings.filter(([of]) => of === id));
  const [best] = inOrder.reduce(
    (leader, rival) => (isAhead(rival[1], leader[1]) ? rival : leader),
    inOrder[0] ?? [node.id, { lost: true, knows: 0, logEpoch: 0, position: 0 }],
  );
  return best;
}

function isAhead(one: Standing, other: Standing): boolean {
  if (one.logEpoch !== other.logEpoch) return one.logEpoch > other.logEpoch;
  return one.position > other.position;
}

/** Begins a new epoch: nothing of an older one is taken any more; in office once the epoch is durable. */
export function becomePrimary(state: State, epoch: number, node: PrimaryReplicaNode): void {
  if (epoch <= state.epoch) return;
  if (state.role === 'primary') abandonWaiting(state, node);
  state.role = 'replica';
  state.epoch = epoch;
  state.primary = node.id;
  state.following = false;
  state.poll = null;
  node.cancel('detect');
  node.cancel('poll');
  node.disk.snapshot({ kind: 'epoch', epoch });
  state.takesOfficeAt = flushLog(state, node);
}

/** The epoch is durable, and with it the whole log: from now on this node takes writes. */
export function takeOffice(state: State, node: PrimaryReplicaNode): void {
  state.takesOfficeAt = null;
  state.role = 'primary';
  state.suspects = false;
  state.followers.clear();
  node.note('promoted', { epoch: state.epoch, position: lastPosition(state) });
  sendHeartbeats(state, node);
}

/** A newer primary is in office: this one is not any more. */
export function stepDown(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'primary') return;
  state.role = 'replica';
  state.followers.clear();
  abandonWaiting(state, node);
  node.cancel('heartbeat');
  node.note('stepped down', { epoch: state.epoch });
}
