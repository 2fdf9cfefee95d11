/** Rules of retention: how much of the log is kept for replicas that are away, and what they get when that was too little. */
import type { NodeId } from '../../database.js';
import { copyEntries } from '../log/log.js';
import { lastPosition, type Follower, type PrimaryReplicaNode, type State } from '../state.js';

/** The entry after this position is not kept any more. */
export function isGone(state: State, position: number, node: PrimaryReplicaNode): boolean {
  const { retain } = node.options;
  if (retain === undefined || retain.atLimit === 'refuse') return false;
  return lastPosition(state) - position > retain.entries;
}

/**
 * All the data, in one message that is as large as they are. That the model sends the entries which are missing
 * instead is its own affair: the replica ends up with the same.
 */
export function sendSeed(
  state: State,
  replica: NodeId,
  follower: Follower,
  node: PrimaryReplicaNode,
): void {
  const previous = follower.sent;
  const entries = copyEntries(state, previous, state.flushed);
  node.send(replica, {
    kind: 'seed',
    previous,
    entries,
    keys: state.store.size,
    epoch: state.epoch,
    committed: state.committed,
  });
  follower.sent = state.flushed;
}
