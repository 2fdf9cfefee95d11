/** The rule of whoever is asked for a value: what it has of the key, or a digest of that. */
import type { NodeId } from '../../database.js';
import { copyCell, digestOf, emptyCell } from '../../versions/cell.js';
import { tell } from '../membership/change.js';
import { isOutdated } from '../membership/ring.js';
import type { MessageOf } from '../message.js';
import type { Found, QuorumNode, State } from '../state.js';
import { heldOf } from '../store/store.js';

export function serveRead(
  state: State,
  { ring, ask, key, isDigest }: MessageOf<'read'>,
  from: NodeId,
  node: QuorumNode,
): void {
  if (isOutdated(state, ring)) {
    tell(state, from, node);
    return;
  }
  const { cell, digest } = foundHere(state, key, node);
  const sent = isDigest || cell === null ? null : copyCell(cell);
  node.send(from, { kind: 'value', ask, cell: sent, digest });
}

/** What this node has of a key. */
export function foundHere(state: State, key: string, node: QuorumNode): Found {
  const cell = heldOf(state, key, node.options.versions) ?? emptyCell;
  return { from: node.id, cell, digest: digestOf(cell) };
}
