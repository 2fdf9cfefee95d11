/**
 * Rules of the primary's office: how a node comes into it, by decision of the replicas or by an operator's
 * command, what it does there to show that it is alive, and how it leaves when somebody newer is primary.
 */
import { flushLog } from './log.js';
import { sendKeepalives } from './replicate.js';
import {
  isBlank,
  lastPosition,
  nextEpochOf,
  type MessageOf,
  type PrimaryReplicaNode,
  type State,
} from './state.js';
import { abandonWaiting } from './write.js';

/** The replicas have chosen this node. A late message finds a newer epoch, and counts for nothing. */
export function takeOver(
  state: State,
  { epoch, after }: MessageOf<'promote'>,
  node: PrimaryReplicaNode,
): void {
  if (state.role === 'primary' || isBlank(state) || state.epoch > after) return;
  becomePrimary(state, epoch, node);
}

/** An operator has chosen this node. That is for replicas with data, not for a primary or a blank node. */
export function promoteByHand(state: State, node: PrimaryReplicaNode): void {
  if (state.primary === node.id || isBlank(state)) {
    node.note('cannot be promoted', { epoch: state.epoch });
    return;
  }
  becomePrimary(state, nextEpochOf(node.id, state.epoch, node.nodes), node);
}

/** Begins a new epoch: nothing of an older one is taken any more; in office once the epoch is durable. */
export function becomePrimary(state: State, epoch: number, node: PrimaryReplicaNode): void {
  state.epoch = epoch;
  state.primary = node.id;
  state.following = false;
  state.suspects = false;
  state.poll = null;
  for (const timer of ['detect', 'poll', 'follow']) node.cancel(timer);
  node.disk.snapshot({ kind: 'epoch', epoch });
  state.takesOfficeAt = flushLog(state, node);
}

/** The epoch is durable, and with it the whole log: from now on this node takes writes. */
export function takeOffice(state: State, node: PrimaryReplicaNode): void {
  state.takesOfficeAt = null;
  state.role = 'primary';
  node.note('promoted', { epoch: state.epoch, position: lastPosition(state) });
  sendHeartbeats(state, node);
}

/** The primary tells everybody, every `heartbeat`, that it is alive. */
export function sendHeartbeats(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'primary') return;
  for (const replica of node.others) {
    const known = state.followers.has(replica);
    node.send(replica, { kind: 'heartbeat', epoch: state.epoch, known });
  }
  sendKeepalives(state, node);
  node.after(node.options.heartbeat, 'heartbeat');
}

/** A newer primary is in office, or about to be: this node is neither any more. */
export function stepDown(state: State, node: PrimaryReplicaNode): void {
  state.takesOfficeAt = null;
  if (state.role !== 'primary') return;
  state.role = 'replica';
  state.followers.clear();
  abandonWaiting(state, node);
  node.cancel('heartbeat');
  node.note('stepped down', { for: state.primary ?? 'nobody', epoch: state.epoch });
}
