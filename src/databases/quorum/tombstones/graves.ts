/**
 * What a node remembers of tombstones that it has thrown away: only to tell, when a value comes back, that it does. No rule goes
 * by it, and the oldest are forgotten.
 */
import type { Instant } from '../../../kernel/time.js';
import { copyCell, emptyCell, mergeCells, valuesOf, type Cell } from '../../versions/cell.js';
import type { QuorumNode, State } from '../state.js';

const mostGraves = 1000;

/** The tombstones in a cell that are older than an instant are about to be thrown away. */
export function bury(
  state: State,
  key: string,
  { versions, removed }: Cell,
  before: Instant,
  node: QuorumNode,
): void {
  const tombstones: Cell = {
    versions: versions.filter(({ isTombstone, time }) => isTombstone && time < before),
    elements: [],
    removed: removed.filter(({ time }) => time < before),
  };
  const { graves } = state;
  const { cell } = mergeCells(node.options.versions, graves.get(key) ?? emptyCell, tombstones);
  graves.delete(key);
  graves.set(key, copyCell(cell));
  const [oldest] = graves.keys();
  if (graves.size > mostGraves && oldest !== undefined) graves.delete(oldest);
}

/** Tells of values that have come back to a key after their tombstone was thrown away. */
export function tellOfRevived(
  { graves }: State,
  key: string,
  before: Cell,
  after: Cell,
  node: QuorumNode,
): void {
  const grave = graves.get(key);
  if (grave === undefined) return;
  const known = valuesOf(before);
  const { drops } = mergeCells(node.options.versions, grave, after);
  for (const { write, winner } of drops) {
    const isBack = valuesOf(after).includes(write) && !known.includes(write);
    if (isBack) node.note('deleted value is back', { key, write, deleted: winner });
  }
}
