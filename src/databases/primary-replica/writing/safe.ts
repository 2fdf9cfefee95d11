/** When a write is safe: an acknowledgement setting is a number of replicas out of some, and a level that they must reach. */
import type { NodeId } from '../../database.js';
import { majorityOf, memberOf } from '../options/schema.js';
import { countedReplicas, counts } from '../replication/followers.js';
import type { Follower, PrimaryReplicaNode, State } from '../state.js';
import type { Acknowledge, Commit } from './schema.js';

/**
 * Whether those who count have brought a position to the commit level; then they have everything before it, too. With fencing,
 * entries of older epochs are safe only together with the entry that begins this one: otherwise somebody with a newer entry
 * could still be elected and cut them off.
 */
export function isSafe(
  state: State,
  position: number,
  setting: Acknowledge,
  commit: Commit,
  node: PrimaryReplicaNode,
): boolean {
  if (position > ownPosition(state, commit, node)) return false;
  let missing = replicasNeeded(state, setting, node);
  if (missing === 0) return true;
  const from = Math.max(position, state.beganAt);
  for (const id of countedReplicas(state, setting, node)) {
    const follower = state.followers.get(id);
    if (follower === undefined || !counts(follower, setting)) continue;
    if (stage(follower, commit) >= from) missing -= 1;
    if (missing === 0) return true;
  }
  return false;
}

/** How many replicas must have it, besides the primary. */
export function replicasNeeded(
  state: State,
  setting: Acknowledge,
  node: PrimaryReplicaNode,
): number {
  switch (setting.kind) {
    case 'none':
    case 'primary':
      return 0;
    case 'any':
    case 'first':
      return setting.count;
    case 'all':
      return countedReplicas(state, setting, node).length;
    case 'majority':
      return state.majority;
  }
}

/** Counted when a primary comes into office; voters do not change while it is. */
export function majorityBeside(state: State, node: PrimaryReplicaNode): number {
  const { nodes } = state.voters;
  const own = nodes.includes(node.id) ? 1 : 0;
  const arbiters = node.bug('count arbiters') ? arbitersAmong(nodes, node) : 0;
  return Math.max(0, majorityOf(nodes.length) - own - arbiters);
}

function arbitersAmong(voters: readonly NodeId[], { options }: PrimaryReplicaNode): number {
  return voters.filter((id) => memberOf(id, options).arbiter).length;
}

function ownPosition(
  { written, flushed }: State,
  commit: Commit,
  node: PrimaryReplicaNode,
): number {
  const isHasty = commit === 'buffered' || node.bug('acknowledge before the flush');
  return isHasty ? written : flushed;
}

function stage(follower: Follower, commit: Commit): number {
  switch (commit) {
    case 'buffered':
    case 'received':
      return follower.received;
    case 'flushed':
      return follower.flushed;
    case 'applied':
      return follower.applied;
  }
}
