/**
 * Rules of the primary's office: how a node comes into it, by decision of the others or by an operator's command, what it
 * does there to show that it is alive, and how it leaves when somebody newer is primary.
 */
import { applyFlushed } from '../log/apply.js';
import { beginEpoch, flushLog, writeOffice } from '../log/log.js';
import type { MessageOf } from '../message.js';
import { leaveOutSlow, watchConnections } from '../replication/followers.js';
import { sendKeepalives } from '../replication/replicate.js';
import { abandonReads } from '../reading/wait.js';
import {
  failoverOf,
  floor,
  isBlank,
  isComingIntoOffice,
  isFenced,
  lastPosition,
  nextEpochOf,
  type PrimaryReplicaNode,
  type State,
} from '../state.js';
import { abandonWaiting, acknowledge } from '../writing/acknowledge.js';
import { majorityBeside } from '../writing/safe.js';
import { standForOffice } from './claim.js';
import { beginLease, extendLease, leaseOf, watchLease } from './lease.js';

/**
 * The others have chosen this node. A late message finds a newer epoch, and counts for nothing; so does one that
 * finds this node on its way into office, or it would serve below its own promise.
 */
export function takeOver(
  state: State,
  { epoch, after, planned }: MessageOf<'promote'>,
  node: PrimaryReplicaNode,
): void {
  if (state.role === 'primary' || isComingIntoOffice(state)) return;
  if (isBlank(state) || floor(state, node) > after) return;
  standForOffice(state, epoch, planned, node);
}

/** An operator has chosen this node. That is for replicas with data, not for a primary or a blank node. */
export function promoteByHand(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'replica' || isComingIntoOffice(state) || isBlank(state)) {
    node.note('cannot be promoted', { epoch: state.epoch });
    return;
  }
  standForOffice(state, nextEpochOf(node.id, floor(state, node), node.nodes), false, node);
}

/** Begins a new epoch: nothing of an older one is taken any more; in office once the epoch is durable. */
export function becomePrimary(state: State, epoch: number, node: PrimaryReplicaNode): void {
  state.epoch = epoch;
  state.promised = Math.max(state.promised, epoch);
  state.primary = node.id;
  state.following = false;
  state.source = null;
  state.suspects = false;
  state.poll = null;
  state.followers.clear();
  for (const timer of ['detect', 'poll', 'follow']) node.cancel(timer);
  writeOffice(state, node);
  if (isFenced(node)) beginEpoch(state, node);
  state.takesOfficeAt = flushLog(state, node);
}

/** The epoch is durable, and with it the whole log: what is left is to apply it. */
export function prepareOffice(state: State, node: PrimaryReplicaNode): void {
  state.takesOfficeAt = null;
  state.awaitsOffice = true;
  takeOfficeIfReady(state, node);
}

/** Everything is applied: from now on this node takes writes. */
export function takeOfficeIfReady(state: State, node: PrimaryReplicaNode): void {
  if (!state.awaitsOffice || state.applied < state.flushed) return;
  state.awaitsOffice = false;
  enterOffice(state, node);
  node.note('promoted', { epoch: state.epoch, position: lastPosition(state) });
  sendHeartbeats(state, node);
}

/** What a primary knows of others begins anew with its office; the first primary is known to all. */
export function enterOffice(state: State, node: PrimaryReplicaNode, isFirst = false): void {
  state.role = 'primary';
  state.primary = node.id;
  state.heard.clear();
  state.majority = majorityBeside(state, node);
  state.rounds.splice(0);
  state.gathered = 0;
  state.degraded = false;
  applyFlushed(state, node);
  beginLease(state, isFirst, node);
  watchLease(state, node);
}

/** The primary tells everybody, every `heartbeat`, that it is alive. */
export function sendHeartbeats(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'primary') return;
  sendRound(state, node);
  extendLease(state, node);
  sendKeepalives(state, node);
  leaveOutSlow(state, node);
  watchConnections(state, node);
  acknowledge(state, node);
  node.after(node.options.heartbeat, 'heartbeat');
}

/** Rounds are numbered, so that an answer shows at which time the primary was still heard. */
export function sendRound(state: State, node: PrimaryReplicaNode): void {
  const { epoch, voters } = state;
  state.round += 1;
  const { round } = state;
  if (leaseOf(node) !== null) state.rounds.push({ round, sentAt: node.clock.monotonic() });
  const position = state.flushed;
  const { version } = voters;
  for (const other of node.others) {
    const known = state.followers.get(other)?.via === null;
    // Everybody knows the first ones from the scenario.
    const nodes = version === 1 ? [] : [...voters.nodes];
    node.send(other, { kind: 'heartbeat', epoch, known, round, position, version, voters: nodes });
  }
}

/** A newer primary is in office, or about to be: this node is neither any more. */
export function stepDown(state: State, node: PrimaryReplicaNode): void {
  state.takesOfficeAt = null;
  state.awaitsOffice = false;
  state.handingOverTo = null;
  abandonReads(state, node);
  if (state.role !== 'primary') return;
  state.role = 'replica';
  state.followers.clear();
  abandonWaiting(state, node);
  for (const timer of ['heartbeat', 'lease', 'commit', 'degrade', 'slow']) node.cancel(timer);
  const failover = failoverOf(node);
  if (failover !== null) node.after(failover.detect, 'detect');
  node.note('stepped down', { for: state.primary ?? 'nobody', epoch: state.epoch });
}
