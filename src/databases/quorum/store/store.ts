/** Rules of a replica's store: what comes in is merged with what is there, and written down. */
import type { WriteId } from '../../../history/operation.js';
import { emptyCell, holdsWrite, isEmpty, mergeCells, type Cell } from '../../versions/cell.js';
import { followInTrees } from '../anti-entropy/trees.js';
import type { Drop } from '../../versions/version.js';
import type { QuorumNode, State } from '../state.js';
import { tellOfRevived } from '../tombstones/graves.js';
import { followTombstones } from '../tombstones/purge.js';
import { hearCell } from './clock.js';

/** What this node has of a key, as a replica or as one that stands in for others; null: nothing. */
export function heldOf(state: State, key: string, scheme: Scheme): Cell | null {
  let held = state.cells.get(key) ?? null;
  for (const number of state.hintsOf.get(key) ?? []) {
    const hint = state.hints.get(number);
    if (hint !== undefined) held = mergeCells(scheme, held ?? emptyCell, hint.cell).cell;
  }
  return held;
}

type Scheme = QuorumNode['options']['versions'];

/**
 * Merges a cell into the store, in memory and on the disk, not yet durable.
 * @param incoming a value from a message, or fresh: nothing that a state holds
 * @param write what a client has just written: it knows of the versions that this replica held. 0 for copies
 * @param isHint it comes from a node that has kept it: the write was accepted without this replica, and knows of nothing here
 */
export function merge(
  state: State,
  key: string,
  incoming: Cell,
  write: WriteId,
  node: QuorumNode,
  isHint = false,
): void {
  const held = state.cells.get(key) ?? emptyCell;
  const { cell, drops } = mergeCells(node.options.versions, held, incoming);
  // A write knows of what it replaces where its client's coordinator sends it, and of nothing where it loses.
  const isReplaced = ({ winner, how }: Drop): boolean =>
    (winner === write && !isHint) || how === 'superseded';
  const replaced = byWinner(drops.filter(isReplaced));
  const hasLost = drops.some((drop) => drop.write === write && drop.how === 'discarded');
  const tellIfNew = (one: WriteId): void => {
    const isNews = holdsWrite(cell, one) || (one === write && hasLost);
    if (isNews && !holdsWrite(held, one)) node.stored(one, replaced.get(one) ?? []);
  };
  for (const version of incoming.versions) tellIfNew(version.write);
  for (const element of incoming.elements) tellIfNew(element);
  for (const drop of drops) {
    const isHere = holdsWrite(held, drop.write) || drop.write === write;
    if (isHere && !isReplaced(drop)) node.discarded(drop.write, drop.winner);
  }
  hearCell(state, incoming, node);
  tellOfRevived(state, key, held, cell, node);
  replace(state, key, held, cell, node);
  node.disk.append({ kind: 'cell', key, cell: incoming }, write);
  state.written += 1;
}

/** By the write that stays: those in whose place it is. A winner may itself be in the place of others. */
function byWinner(drops: readonly Drop[]): ReadonlyMap<WriteId, readonly WriteId[]> {
  if (drops.length === 0) return nobody;
  const winners = new Map(drops.map(({ write, winner }) => [write, winner]));
  const replaced = new Map<WriteId, WriteId[]>();
  for (const { write, winner } of drops) {
    let last = winner;
    for (let steps = 0; steps < winners.size; steps += 1) last = winners.get(last) ?? last;
    replaced.set(last, [...(replaced.get(last) ?? []), write]);
  }
  return replaced;
}

const nobody: ReadonlyMap<WriteId, readonly WriteId[]> = new Map();

/** Puts a cell in the place of another one, in memory; all that follows the store hears of it. An empty cell takes no room. */
export function replace(
  state: State,
  key: string,
  before: Cell,
  after: Cell,
  node: QuorumNode,
): void {
  followInTrees(state, key, before, after);
  if (isEmpty(after)) state.cells.delete(key);
  else state.cells.set(key, after);
  followTombstones(state, key, after, node);
}
