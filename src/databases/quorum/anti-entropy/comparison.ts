/** A comparison with another node, as the one that began it sees it, and which keys it is about. The other one remembers nothing. */
import type { NodeId } from '../../database.js';
import { digestOf, emptyCell, mergeCells, type Cell } from '../../versions/cell.js';
import { bucketOf } from '../../versions/merkle.js';
import { isHolder } from '../membership/ring.js';
import type { KeyedCell } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { merge } from '../store/store.js';
import { withoutOldTombstones } from '../tombstones/purge.js';
import { depthOf, sharersOf } from './trees.js';

/** What one message holds at most. */
export const mostDigests = 256;
export const mostKeys = 100;

/** Places of one level of the tree. */
export interface TreePart {
  readonly level: number;
  readonly indexes: readonly number[];
}

export interface Comparison {
  readonly partner: NodeId;
  /** The question that is open; answers to others come too late. */
  ask: number;
  /** What is still to be compared, the next one last: depth first, so that what differs is soon repaired. */
  readonly parts: TreePart[];
  /** Buckets whose keys are being compared, and up to which key that is done; empty at the beginning, and afterwards. */
  buckets: readonly number[];
  after: string;
  /** Who has not confirmed yet what it lacked. */
  waiting: readonly NodeId[];
}

/** Keys from behind `after` up to `upTo`, in the order of their names; an empty name stands for the end. */
export interface KeyRange {
  readonly after: string;
  readonly upTo: string;
}

/** The keys in these buckets that this node has and the partner is to have, too, in order. O(keys). */
export function keysIn(
  state: State,
  partner: NodeId,
  buckets: readonly number[],
  { after, upTo }: KeyRange,
  node: QuorumNode,
): string[] {
  const tree = { depth: depthOf(node) };
  const wanted = new Set(buckets);
  const found: string[] = [];
  for (const key of state.cells.keys()) {
    if (key <= after || (upTo !== '' && key > upTo)) continue;
    if (!wanted.has(bucketOf(tree, key))) continue;
    if (sharersOf(state, key).includes(partner)) found.push(key);
  }
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** What the store holds of a key and a cell together. */
export function togetherWith(state: State, { key, cell }: KeyedCell, node: QuorumNode): Cell {
  return mergeCells(node.options.versions, state.cells.get(key) ?? emptyCell, cell).cell;
}

/** Merges cells of another node into the store, not yet durable. Answers how many brought something. */
export function takeCells(
  state: State,
  cells: readonly KeyedCell[],
  from: NodeId,
  node: QuorumNode,
): number {
  const useful = cells.filter((one) => bringsSomething(state, one, node));
  for (const { key, cell } of useful) merge(state, key, cell, 0, node);
  if (useful.length > 0) node.note('anti-entropy', { from, keys: useful.length });
  return useful.length;
}

/** Tombstones that would be thrown away at once bring nothing, but where they still delete something. */
function bringsSomething(state: State, keyed: KeyedCell, node: QuorumNode): boolean {
  if (!isHolder(state, keyed.key)) return false;
  const held = state.cells.get(keyed.key) ?? emptyCell;
  const together = togetherWith(state, keyed, node);
  if (digestOf(together) === digestOf(held)) return false;
  const kept = digestOf(withoutOldTombstones(together, node));
  return kept !== digestOf(withoutOldTombstones(held, node));
}
