/** Rules of handing hints over: to a node that is there again, and again and again until it has confirmed them. */
import type { NodeId } from '../../database.js';
import { copyCell } from '../../versions/cell.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { confirm } from '../store/disk.js';
import { merge } from '../store/store.js';
import { sayConfirmed } from '../writing/confirmed.js';
import { dropHint } from './keep.js';

/** The timer fired: old hints are thrown away, the others offered to whoever is up. */
export function handOver(state: State, node: QuorumNode): void {
  const { hints } = node.options;
  if (hints === 'none') return;
  dropOld(state, node);
  for (const to of new Set([...state.hints.values()].map((hint) => hint.to))) {
    if (!state.down.has(to)) handOverTo(state, to, node);
  }
  if (state.hints.size > 0) node.after(hints.every, 'hand over');
}

/** No hint outlives the grace period: what it holds may have been deleted, and the tombstone forgotten by all. */
function dropOld(state: State, node: QuorumNode): void {
  const { hints, tombstones } = node.options;
  if (hints === 'none') return;
  const now = node.clock.monotonic();
  for (const { hint, to, key, keptAt } of [...state.hints.values()]) {
    if (now - keptAt < Math.min(hints.lifetime, tombstones.grace)) continue;
    node.note('hint lost', { to, key, why: 'too old' });
    dropHint(state, { hint }, node);
  }
}

/** Sends a node all that is kept for it. */
export function handOverTo(state: State, to: NodeId, node: QuorumNode): void {
  dropOld(state, node);
  for (const { hint, to: whose, key, cell, write } of state.hints.values()) {
    if (whose === to) node.send(to, { kind: 'hand over', hint, key, cell: copyCell(cell), write });
  }
}

/** What another node has kept for this one. */
export function takeHint(
  state: State,
  { hint, key, cell, write }: MessageOf<'hand over'>,
  from: NodeId,
  node: QuorumNode,
): void {
  merge(state, key, cell, write, node, true);
  const confirmation = { to: from, message: 'handed over', number: hint } as const;
  confirm(state, confirmation, node, (one) => {
    sayConfirmed(state, one, node);
  });
}

/** It is where it belongs. */
export function hearHandedOver(state: State, hint: number, node: QuorumNode): void {
  const kept = state.hints.get(hint);
  if (kept === undefined) return;
  node.note('hint delivered', { to: kept.to, key: kept.key });
  dropHint(state, { hint }, node);
}
