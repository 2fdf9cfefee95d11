/** What a primary knows of its followers: who is there, how far behind each is, and whom it waits for. */
import type { Duration } from '../../../kernel/time.js';
import type { NodeId } from '../../database.js';
import { dataNodes } from '../options/schema.js';
import { entryAt, type Follower, type PrimaryReplicaNode, type State } from '../state.js';
import type { Acknowledge } from '../writing/schema.js';

/** A follower whose last sign of life is not too old. */
export function isConnected(state: State, id: NodeId, node: PrimaryReplicaNode): boolean {
  const follower = state.followers.get(id);
  if (follower === undefined) return false;
  return node.clock.monotonic() - follower.heardAt < node.options.disconnect;
}

/** The replicas that an acknowledgement setting counts, whether or not they have the write. */
export function countedReplicas(
  state: State,
  setting: Acknowledge,
  node: PrimaryReplicaNode,
): readonly NodeId[] {
  switch (setting.kind) {
    case 'none':
    case 'primary':
      return [];
    case 'any':
      return setting.of ?? node.others;
    case 'first':
      return setting.of
        .filter((id) => isConnected(state, id, node) && !isLeftOut(state, id))
        .slice(0, setting.count);
    case 'all':
      return dataNodes(node.options).filter((id) => id !== node.id && !isLeftOut(state, id));
    case 'majority':
      return node.others;
  }
}

/** Whether a replica counts for a setting that it is listed for: for a majority, only with a vote. */
export function counts({ votes }: Follower, { kind }: Acknowledge): boolean {
  return kind !== 'majority' || votes;
}

function isLeftOut(state: State, id: NodeId): boolean {
  return state.followers.get(id)?.leftOut === true;
}

/** A follower may count as disconnected before the next heartbeat: looks again at that very instant. */
export function watchConnections(state: State, node: PrimaryReplicaNode): void {
  const { disconnect, heartbeat } = node.options;
  const now = node.clock.monotonic();
  const left = [...state.followers.values()].map(({ heardAt }) => heardAt + disconnect - now);
  const soonest = Math.min(...left.filter((duration) => duration > 0));
  if (soonest <= heartbeat) node.after(soonest, 'disconnect');
}

/** How long ago the primary took the oldest entry that a follower has not flushed; 0 when it has all. */
export function lagOf(state: State, { flushed }: Follower, node: PrimaryReplicaNode): Duration {
  if (flushed >= state.flushed) return 0;
  return Math.max(0, node.clock.wall() - entryAt(state, flushed + 1).at);
}

/** Whoever owes an entry for too long is not waited for any more. Looks again when the next one may be due. */
export function leaveOutSlow(state: State, node: PrimaryReplicaNode): void {
  const { slowReplica } = node.options;
  if (slowReplica === undefined || state.role !== 'primary') return;
  let next = Infinity;
  for (const [id, follower] of state.followers) {
    if (follower.leftOut || follower.flushed >= state.flushed) continue;
    const lag = lagOf(state, follower, node);
    if (lag >= slowReplica) {
      follower.leftOut = true;
      node.note('left out', { replica: id, flushed: follower.flushed });
    } else {
      next = Math.min(next, slowReplica - lag);
    }
  }
  if (next < Infinity) node.after(next, 'slow');
}

/** A replica that was left out is waited for again once it has everything. */
export function readmitFollowers(state: State, node: PrimaryReplicaNode): void {
  for (const [id, follower] of state.followers) {
    if (!follower.leftOut || follower.flushed < state.flushed) continue;
    follower.leftOut = false;
    node.note('readmitted', { replica: id, flushed: follower.flushed });
  }
}
