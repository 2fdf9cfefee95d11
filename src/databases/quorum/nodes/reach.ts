/** Who of the replicas can be asked, and who stands in for those that cannot. */
import type { NodeId } from '../../database.js';
import { fallbacksOf } from '../../versions/ring.js';
import type { QuorumNode, State } from '../state.js';

/** Those that have answered when they were last asked, the nearest first: this node itself if it is one of them. */
export function reachable(nodes: readonly NodeId[], state: State): readonly NodeId[] {
  return state.near.filter((id) => nodes.includes(id) && !state.down.has(id));
}

/** All nodes from near to far, this one first. */
export function fromNearToFar({
  id,
  others,
  distanceTo,
}: Pick<QuorumNode, 'id' | 'others' | 'distanceTo'>): NodeId[] {
  const distances = new Map(others.map((other) => [other, distanceTo(other)]));
  const distance = (other: NodeId): number => distances.get(other) ?? 0;
  return [id, ...[...others].sort((a, b) => distance(a) - distance(b))];
}

/** For each replica that is down the next node of the ring that is up and stands in for nobody (sloppy quorum, Dynamo §4.6). */
export function standInsFor(
  replicas: readonly NodeId[],
  key: string,
  state: State,
): Map<NodeId, NodeId> {
  const isFree = (id: NodeId): boolean => !state.down.has(id) && !replicas.includes(id);
  const free = fallbacksOf(state.ring, key).filter(isFree);
  const standIns = new Map<NodeId, NodeId>();
  for (const replica of replicas) {
    if (!state.down.has(replica)) continue;
    const standIn = free.shift();
    if (standIn === undefined) break;
    standIns.set(standIn, replica);
  }
  return standIns;
}
