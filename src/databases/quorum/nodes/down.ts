/**
 * Rules of suspicion, each node for itself (Dynamo §4.8.3): who did not answer in time counts as down and is not asked; it is
 * tried again from time to time, and whatever comes from it shows that it is up.
 */
import type { NodeId } from '../../database.js';
import { handOverTo } from '../hints/hand-over.js';
import type { QuorumNode, State } from '../state.js';

/** Nothing came in time. */
export function suspect(state: State, id: NodeId, node: QuorumNode): void {
  if (id === node.id || state.down.has(id)) return;
  state.down.set(id, node.clock.monotonic());
  node.note('suspected', { node: id });
  node.after(node.options.suspect, 'try again', id);
}

/** Something came. */
export function isHeard(state: State, id: NodeId, node: QuorumNode): void {
  if (!state.down.delete(id)) return;
  node.cancel('try again', id);
  node.note('is there again', { node: id });
  handOverTo(state, id, node);
}

/** Perhaps it is there by now. */
export function tryAgain(state: State, id: NodeId, node: QuorumNode): void {
  if (!state.down.has(id)) return;
  node.send(id, { kind: 'ping' });
  node.after(node.options.suspect, 'try again', id);
}
