/** The rule of versions: what a write is to be told apart by, from what its coordinator holds and its client has seen. */
import type { WriteId } from '../../../history/operation.js';
import {
  changeCell,
  copyCell,
  elementCell,
  emptyCell,
  holdsWrite,
  type Cell,
} from '../../versions/cell.js';
import { mergeElements } from '../../versions/collection.js';
import type { Context } from '../../versions/context.js';
import { isStamped } from '../options/schema.js';
import { stampFor } from '../store/clock.js';
import type { QuorumNode, State } from '../state.js';

export interface Written {
  readonly action: 'write' | 'append' | 'delete';
  readonly key: string;
  readonly write: WriteId;
  /** What the client has seen of the key; empty: nothing. */
  readonly seen: Context;
}

/**
 * The cell that replicas are to merge. It is the write alone with stamps, all that the coordinator holds with vectors. A write
 * that comes again is not numbered again: neither of its two versions would know of the other.
 */
export function versionFor(state: State, written: Written, node: QuorumNode): Cell {
  const { action, key, write, seen } = written;
  if (action === 'append') return elementCell(write);
  const { versions: scheme } = node.options;
  const held = state.cells.get(key) ?? emptyCell;
  if (!isStamped(node.options) && holdsWrite(held, write)) return copyCell(held);
  const base = isStamped(node.options) ? { ...held, versions: [] } : held;
  const change = {
    write,
    isTombstone: action === 'delete',
    node: state.actor,
    context: seen.vector,
    stamp: stampFor(state, node),
    least: 1,
    elements: mergeElements(held.elements, seen.elements),
  };
  return copyCell(changeCell(scheme, base, change).cell);
}

/** A name that this node has not had before. */
export function actorAt({ id, clock }: Pick<QuorumNode, 'id' | 'clock'>): string {
  const now = clock.monotonic();
  return now === 0 ? id : `${id}.${String(now)}`;
}
