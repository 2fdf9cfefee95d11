/** Rules of the node that is compared with: it answers from what it holds now, and remembers nothing of the comparison. */
import type { NodeId } from '../../database.js';
import { copyCell, digestOf, emptyCell } from '../../versions/cell.js';
import { differencesAt } from '../../versions/merkle.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { confirmTaken } from './compare.js';
import { keysIn, mostKeys, takeCells } from './comparison.js';
import { treesOf } from './trees.js';

/** Where the digests of this node differ from those of the other one. */
export function serveComparison(
  state: State,
  { ask, level, indexes, digests }: MessageOf<'compare'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const tree = treesOf(state, node).get(from);
  const differing = tree === undefined ? [] : differencesAt(tree, level, indexes, digests);
  node.send(from, { kind: 'compared', ask, differing });
}

/** What this node has of the keys that differ, also of those that the other one does not know. */
export function serveKeys(
  state: State,
  { ask, buckets, after, upTo, keys, digests }: MessageOf<'compare keys'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const theirs = new Map(keys.map((key, place) => [key, digests[place] ?? 0]));
  const ours = keysIn(state, from, buckets, { after, upTo }, node);
  const all = [...new Set([...keys, ...ours])].sort((a, b) => (a < b ? -1 : 1));
  const cellOf = (key: string) => state.cells.get(key) ?? emptyCell;
  const differing = all.filter((key) => digestOf(cellOf(key)) !== (theirs.get(key) ?? 0));
  const some = differing.slice(0, mostKeys);
  const last = differing.length > some.length ? (some.at(-1) ?? upTo) : upTo;
  const cells = some.map((key) => ({ key, cell: copyCell(cellOf(key)) }));
  node.send(from, { kind: 'keys compared', ask, upTo: last, cells });
}

/** What this node lacks; confirmed when it is durable. */
export function serveTake(
  state: State,
  { ask, cells }: MessageOf<'take'>,
  from: NodeId,
  node: QuorumNode,
): void {
  takeCells(state, cells, from, node);
  confirmTaken(state, from, ask, node);
}
