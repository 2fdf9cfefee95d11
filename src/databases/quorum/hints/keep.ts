/** Rules of a node that keeps writes for others (hinted handoff, Dynamo §4.6): how many, and for how long. */
import type { NodeId } from '../../database.js';
import { copyCell } from '../../versions/cell.js';
import { flush } from '../store/disk.js';
import type { Hint, QuorumNode, State } from '../state.js';

/** Keeps a cell for a node, in memory and on the disk, not yet durable. False: hints are switched off, or there is no room. */
export function keepHint(
  state: State,
  to: NodeId,
  { key, cell, write }: Pick<Hint, 'key' | 'cell' | 'write'>,
  node: QuorumNode,
): boolean {
  const { hints } = node.options;
  if (hints === 'none') return false;
  if (state.hints.size >= hints.most) {
    node.note('hint lost', { to, key, why: 'no room' });
    return false;
  }
  const hint = state.nextHint;
  state.nextHint += 1;
  const keptAt = node.clock.monotonic();
  if (state.hints.size === 0) node.after(hints.every, 'hand over');
  putHint(state, { hint, to, key, cell: copyCell(cell), write, keptAt });
  node.disk.append({ kind: 'hint', hint, to, key, cell: copyCell(cell), write, keptAt });
  state.written += 1;
  flush(state, [], node);
  node.note('hint kept', { to, key });
  return true;
}

/** The node holds a hint, as its disk does. */
export function putHint({ hints, hintsOf }: State, hint: Hint): void {
  hints.set(hint.hint, hint);
  const others = hintsOf.get(hint.key);
  if (others === undefined) hintsOf.set(hint.key, [hint.hint]);
  else others.push(hint.hint);
}

/** The node holds a hint no longer. False: it did not hold it. */
export function removeHint({ hints, hintsOf }: State, hint: number): boolean {
  const key = hints.get(hint)?.key;
  if (key === undefined) return false;
  hints.delete(hint);
  const others = (hintsOf.get(key) ?? []).filter((other) => other !== hint);
  if (others.length === 0) hintsOf.delete(key);
  else hintsOf.set(key, others);
  return true;
}

/** A hint is delivered, or too old. */
export function dropHint(state: State, { hint }: Pick<Hint, 'hint'>, node: QuorumNode): void {
  if (!removeHint(state, hint)) return;
  node.disk.append({ kind: 'hint done', hint });
  state.written += 1;
  flush(state, [], node);
}
