/**
 * Rules of the node that compares (Dynamo §4.7): from the root of the tree down, only where digests differ; then the keys of the
 * buckets that differ; then each takes what it lacks. One question at a time, and each message holds a limited number of
 * digests, keys or cells. No answer in time, and the comparison is over.
 */
import type { NodeId } from '../../database.js';
import { copyCell, digestOf, emptyCell } from '../../versions/cell.js';
import { childrenOf, digestsAt, type MerkleTree } from '../../versions/merkle.js';
import type { KeyedCell, MessageOf } from '../message.js';
import { nextAsk, type QuorumNode, type State } from '../state.js';
import { confirm } from '../store/disk.js';
import { sayConfirmed } from '../writing/confirmed.js';
import {
  keysIn,
  mostDigests,
  mostKeys,
  takeCells,
  togetherWith,
  type Comparison,
} from './comparison.js';
import { depthOf, treesOf } from './trees.js';

/** Begins to compare all that this node and the partner share, unless it is at it. */
export function beginComparing(state: State, partner: NodeId, node: QuorumNode): void {
  if (state.comparisons.has(partner)) return;
  const parts = [{ level: 0, indexes: [0] }];
  const comparison = { partner, ask: 0, parts, buckets: [], after: '', waiting: [] };
  state.comparisons.set(partner, comparison);
  goOn(state, partner, node);
}

/** The next question; none left: done. */
function goOn(state: State, partner: NodeId, node: QuorumNode): void {
  const comparison = state.comparisons.get(partner);
  const tree = treesOf(state, node).get(partner);
  if (comparison === undefined) return;
  const isDone = comparison.buckets.length === 0 && comparison.parts.length === 0;
  if (isDone || tree === undefined) {
    state.comparisons.delete(partner);
    node.cancel('comparison', partner);
    return;
  }
  comparison.ask = nextAsk(state);
  node.after(node.options.timeout, 'comparison', partner);
  if (comparison.buckets.length > 0) askKeys(state, comparison, node);
  else askDigests(comparison, tree, node);
}

function askDigests({ partner, ask, parts }: Comparison, tree: MerkleTree, node: QuorumNode): void {
  const part = parts.at(-1);
  if (part === undefined) return;
  const indexes = [...part.indexes];
  const digests = digestsAt(tree, part.level, indexes);
  node.send(partner, { kind: 'compare', ask, level: part.level, indexes, digests });
}

function askKeys(state: State, comparison: Comparison, node: QuorumNode): void {
  const { partner, ask, after } = comparison;
  const buckets = [...comparison.buckets];
  const all = keysIn(state, partner, buckets, { after, upTo: '' }, node);
  const keys = all.slice(0, mostKeys);
  const upTo = all.length > keys.length ? (keys.at(-1) ?? '') : '';
  const digests = keys.map((key) => digestOf(state.cells.get(key) ?? emptyCell));
  node.send(partner, { kind: 'compare keys', ask, buckets, after, upTo, keys, digests });
}

/** The comparison with this node, if its open question is this one. */
function openWith(state: State, partner: NodeId, ask: number): Comparison | undefined {
  const comparison = state.comparisons.get(partner);
  return comparison?.ask === ask ? comparison : undefined;
}

/** The partner tells where its digests differ: what stands below is compared next. */
export function hearCompared(
  state: State,
  { ask, differing }: MessageOf<'compared'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const comparison = openWith(state, from, ask);
  const part = comparison?.parts.pop();
  if (comparison === undefined || part === undefined) return;
  if (part.level === depthOf(node)) {
    comparison.buckets = [...differing];
  } else {
    const level = part.level + 1;
    const below = childrenOf(differing);
    for (let first = 0; first < below.length; first += mostDigests) {
      comparison.parts.push({ level, indexes: below.slice(first, first + mostDigests) });
    }
  }
  goOn(state, from, node);
}

/** The partner sends what it has of keys that differ, up to some key. It gets back what it lacks. */
export function hearKeysCompared(
  state: State,
  { ask, upTo, cells }: MessageOf<'keys compared'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const comparison = openWith(state, from, ask);
  if (comparison === undefined || comparison.waiting.length > 0) return;
  const lacking = cells.flatMap((theirs): KeyedCell[] => {
    const together = togetherWith(state, theirs, node);
    if (digestOf(together) === digestOf(theirs.cell)) return [];
    return [{ key: theirs.key, cell: copyCell(together) }];
  });
  const taken = takeCells(state, cells, from, node);
  comparison.after = upTo;
  if (upTo === '') comparison.buckets = [];
  comparison.waiting = [...(taken > 0 ? [node.id] : []), ...(lacking.length > 0 ? [from] : [])];
  node.after(node.options.timeout, 'comparison', from);
  if (lacking.length > 0) node.send(from, { kind: 'take', ask, cells: lacking });
  if (taken > 0) confirmTaken(state, null, ask, node);
  else if (lacking.length === 0) goOn(state, from, node);
}

/** Tells whoever compares, once what was taken is durable. Null: this node itself. */
export function confirmTaken(state: State, to: NodeId | null, ask: number, node: QuorumNode): void {
  confirm(state, { to, message: 'taken', number: ask }, node, (one) => {
    sayConfirmed(state, one, node);
  });
}

/** One of the two has what it lacked, in the comparison whose question this was. */
export function hearTaken(state: State, ask: number, from: NodeId, node: QuorumNode): void {
  for (const comparison of [...state.comparisons.values()]) {
    const { partner, waiting } = comparison;
    if (comparison.ask !== ask || !waiting.includes(from)) continue;
    comparison.waiting = waiting.filter((id) => id !== from);
    if (comparison.waiting.length === 0) goOn(state, partner, node);
  }
}

/** It takes too long. Nobody waits for a comparison, so nobody counts as down for it: the partner has its turn again. */
export function giveUpComparing(state: State, partner: NodeId): void {
  state.comparisons.delete(partner);
}
