/**
 * Rules of suspicion, each node for itself (Dynamo §4.8.3): who did not answer in time counts as down and is not asked; it is
 * tried again from time to time, and whatever comes from it shows that it is up.
 */
import type { NodeId } from '../../database.js';
import { handOverTo } from '../hints/hand-over.js';
import type { QuorumNode, State } from '../state.js';

/** Nothing came in time. Who has told of another ring meanwhile, instead of an answer, is there. */
export function suspect(state: State, id: NodeId, node: QuorumNode): void {
  if (id === node.id || state.down.has(id)) return;
  const now = node.clock.monotonic();
  const toldAt = state.toldAt.get(id);
  if (toldAt !== undefined && now - toldAt < node.options.timeout) return;
  state.down.set(id, now);
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
