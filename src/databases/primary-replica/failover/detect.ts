/** Rules of detection: whoever hears nothing from the primary for too long suspects it, and asks around. */
import { failoverOf, isBlank, type PrimaryReplicaNode, type State } from '../state.js';
import { askAround, endPoll } from './poll.js';

/** There was a sign of life: waits anew for the next one. */
export function watchPrimary(state: State, node: PrimaryReplicaNode): void {
  state.suspects = false;
  endPoll(state, node);
  const failover = failoverOf(node);
  if (failover !== null) node.after(failover.detect, 'detect');
}

/** Nothing was heard for too long. Arbiters only watch. */
export function missPrimary(state: State, node: PrimaryReplicaNode): void {
  const failover = failoverOf(node);
  if (state.role === 'primary' || isBlank(state) || failover === null) return;
  suspect(state, node);
  if (state.role !== 'arbiter') askAround(state, failover.poll, node);
}

export function suspect(state: State, node: PrimaryReplicaNode): void {
  if (state.suspects) return;
  state.suspects = true;
  node.note('suspected', { primary: state.primary ?? 'nobody' });
}
