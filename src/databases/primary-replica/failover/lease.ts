/**
 * Rules of the lease: with `fencing: lease` a primary serves only while a majority of voters has answered a heartbeat that is
 * not older than the lease. Voters promise nothing to others before they miss the primary, which takes at least as long; so
 * by the time that there is a new primary, the old one has fallen silent. All of this is measured on local clocks.
 */
import type { NodeId } from '../../database.js';
import type { Duration } from '../../../kernel/time.js';
import type { MessageOf } from '../message.js';
import { resumeReads } from '../reading/wait.js';
import { failoverOf, isMajority, type PrimaryReplicaNode, type State } from '../state.js';
import { acknowledge } from '../writing/acknowledge.js';

/** How long a primary serves after a sign of life; null when nothing limits it. */
export function leaseOf(node: PrimaryReplicaNode): Duration | null {
  const failover = failoverOf(node);
  if (failover?.fencing !== 'lease') return null;
  return failover.lease ?? failover.detect;
}

/** A new primary has its lease when a majority has answered it, unless all begin together and know it. */
export function beginLease(state: State, isKnown: boolean, node: PrimaryReplicaNode): void {
  const lease = leaseOf(node);
  const now = node.clock.monotonic();
  if (lease === null) state.leaseUntil = Infinity;
  else state.leaseUntil = isKnown ? now + lease : 0;
}

/** Asked of the clock each time: a node that was paused does not know that time has passed. */
export function holdsLease({ leaseUntil }: State, node: PrimaryReplicaNode): boolean {
  return node.clock.monotonic() < leaseUntil;
}

/** Somebody has heard the primary: the lease and reads that wait for a confirmation may go on. */
export function receiveHeard(
  state: State,
  { epoch, round }: MessageOf<'heard'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (state.role !== 'primary' || epoch !== state.epoch) return;
  state.heard.set(from, Math.max(state.heard.get(from) ?? 0, round));
  const follower = state.followers.get(from);
  if (follower !== undefined) follower.heardAt = node.clock.monotonic();
  extendLease(state, node);
  resumeReads(state, node);
}

/** The newest round that a majority has answered, this node included; 0 when there is none. */
export function confirmedRound(state: State, node: PrimaryReplicaNode): number {
  const isConfirmed = (round: number): boolean => {
    const heard = [...state.heard].flatMap(([id, newest]) => (newest >= round ? [id] : []));
    return isMajority(state, [node.id, ...heard]);
  };
  // With a majority of one, every round is confirmed at once.
  if (isMajority(state, [node.id])) return state.round;
  return Math.max(0, ...[...state.heard.values()].filter(isConfirmed));
}

/** A majority has answered: the lease goes on from when the newest round that they have answered was sent. */
export function extendLease(state: State, node: PrimaryReplicaNode): void {
  const lease = leaseOf(node);
  if (lease === null) return;
  const confirmed = confirmedRound(state, node);
  const index = state.rounds.findLastIndex(({ round }) => round <= confirmed);
  const newest = state.rounds[index];
  if (newest === undefined) return;
  state.rounds.splice(0, index);
  const had = holdsLease(state, node);
  state.leaseUntil = Math.max(state.leaseUntil, newest.sentAt + lease);
  if (!holdsLease(state, node)) return;
  watchLease(state, node);
  if (!had) acknowledge(state, node);
}

/** Looks again when the lease may have run out; then the primary serves nobody until it has a new one. */
export function watchLease(state: State, node: PrimaryReplicaNode): void {
  if (leaseOf(node) === null || state.role !== 'primary' || state.leaseUntil === 0) return;
  const left = state.leaseUntil - node.clock.monotonic();
  if (left > 0) node.after(left, 'lease');
  else node.note('lease ran out', { epoch: state.epoch });
}
