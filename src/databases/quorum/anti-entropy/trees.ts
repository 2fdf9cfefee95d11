/**
 * Merkle trees of what this node holds, one for each node that shares keys with it, over the keys that both hold (Dynamo §4.7).
 * They are built when they are first needed and follow the store from then on, key by key: a comparison that finds
 * nothing looks at no key. Another ring, and they are built anew.
 */
import type { NodeId } from '../../database.js';
import { digestOf, type Cell } from '../../versions/cell.js';
import { merkleTree, updateKey, type MerkleTree } from '../../versions/merkle.js';
import { isMember, listsFor } from '../membership/ring.js';
import type { QuorumNode, State } from '../state.js';

/** The trees by partner, in the order in which this node takes turns, and the ring that they go by. */
export interface Trees {
  readonly version: number;
  readonly by: NodeId;
  readonly of: Map<NodeId, MerkleTree>;
}

/** Where no option says it: for the command `repair` in a database that compares nothing by itself. */
const defaultDepth = 8;

/** The depth of all trees. */
export function depthOf({ options }: QuorumNode): number {
  return options.antiEntropy?.depth ?? defaultDepth;
}

/** The trees as of now, by partner. O(keys) when there are none yet. */
export function treesOf(state: State, node: QuorumNode): Map<NodeId, MerkleTree> {
  if (state.trees !== null && isCurrent(state, state.trees)) return state.trees.of;
  const depth = depthOf(node);
  const of = new Map(partnersOf(state, node).map((id) => [id, merkleTree(depth)]));
  for (const [key, cell] of state.cells) {
    const digest = digestOf(cell);
    for (const id of sharersOf(state, key)) updateIn(of, id, key, 0, digest);
  }
  const { version, by } = state.membership;
  state.trees = { version, by, of };
  return of;
}

/** The store holds another cell of a key. */
export function followInTrees(state: State, key: string, before: Cell, after: Cell): void {
  const { trees } = state;
  if (trees === null) return;
  if (!isCurrent(state, trees)) {
    state.trees = null;
    return;
  }
  const [old, now] = [digestOf(before), digestOf(after)];
  if (old === now) return;
  for (const id of sharersOf(state, key)) updateIn(trees.of, id, key, old, now);
}

/** The other nodes that are to hold this key, if this one is. While a ring replaces another one, those of either. */
export function sharersOf(state: State, key: string): readonly NodeId[] {
  const holders = new Set(listsFor(state, key).flat());
  return holders.delete(state.id) ? [...holders] : [];
}

function isCurrent({ membership }: State, { version, by }: Trees): boolean {
  return version === membership.version && by === membership.by;
}

function updateIn(
  trees: Map<NodeId, MerkleTree>,
  id: NodeId,
  key: string,
  before: number,
  after: number,
): void {
  const tree = trees.get(id);
  if (tree !== undefined) updateKey(tree, key, before, after);
}

/** Who shares keys with this node, whoever follows it in the scenario first: so nodes begin with different partners. */
function partnersOf(state: State, node: QuorumNode): readonly NodeId[] {
  const { ring, nextRing, id: own } = state;
  if (!isMember(state)) return [];
  const lists = [...ring.lists, ...(nextRing?.lists ?? [])];
  const sharing = new Set(lists.filter((list) => list.includes(own)).flat());
  const place = node.nodes.indexOf(own);
  const inTurn = [...node.nodes.slice(place + 1), ...node.nodes.slice(0, place)];
  return inTurn.filter((id) => sharing.has(id));
}
