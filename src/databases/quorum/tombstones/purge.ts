/**
 * Rules of tombstones (Cassandra's gc_grace): a replica throws away those that are older than the grace period by its own wall
 * clock. From then on nothing tells it that the value was deleted: whoever still has it, and brings it, brings it back.
 */
import type { Instant } from '../../../kernel/time.js';
import { copyCell, emptyCell, isEmpty, purge, type Cell } from '../../versions/cell.js';
import type { QuorumNode, State } from '../state.js';
import { flush } from '../store/disk.js';
import { replace } from '../store/store.js';
import { actorAt } from '../writing/version.js';
import { bury } from './graves.js';

/** The store holds another cell of a key. A timer runs while there are tombstones. */
export function followTombstones(state: State, key: string, cell: Cell, node: QuorumNode): void {
  const { tombstones } = state;
  const hadSome = tombstones.size > 0;
  const oldest = oldestIn(cell);
  if (oldest !== null) tombstones.set(key, oldest);
  else if (!tombstones.delete(key)) return;
  const hasSome = tombstones.size > 0;
  if (hasSome && !hadSome) node.after(node.options.tombstones.every, 'purge');
  if (hadSome && !hasSome) node.cancel('purge');
}

/** When the oldest tombstone in a cell was written; null: there is none. */
function oldestIn({ versions, removed }: Cell): Instant | null {
  let oldest: Instant | null = null;
  for (const { isTombstone, time } of versions) {
    if (isTombstone && (oldest === null || time < oldest)) oldest = time;
  }
  for (const { time } of removed) if (oldest === null || time < oldest) oldest = time;
  return oldest;
}

/** Tombstones of before this instant may go. */
function graceStart(node: QuorumNode): Instant {
  if (node.bug('drop tombstones early')) return Number.MAX_SAFE_INTEGER;
  return node.clock.wall() - node.options.tombstones.grace;
}

/** What is left of a cell when its old tombstones are gone. */
export function withoutOldTombstones(cell: Cell, node: QuorumNode): Cell {
  return purge(cell, graceStart(node));
}

/** The timer fired: what is old enough is thrown away, in memory and on the disk. */
export function purgeOld(state: State, node: QuorumNode): void {
  const before = graceStart(node);
  const old = [...state.tombstones].filter(([, time]) => time < before);
  for (const [key] of old) {
    purgeKey(state, key, before, node);
    node.disk.append({ kind: 'purge', key, before });
    state.written += 1;
    node.note('tombstone thrown away', { key });
  }
  if (old.length > 0) flush(state, [], node);
  if (state.tombstones.size > 0) node.after(node.options.tombstones.every, 'purge');
}

/** Throws away the tombstones of one key that are older than an instant. */
function purgeKey(state: State, key: string, before: Instant, node: QuorumNode): void {
  const held = state.cells.get(key) ?? emptyCell;
  const kept = copyCell(purge(held, before));
  bury(state, key, held, before, node);
  replace(state, key, held, kept, node);
  // It does not know any more which numbers it has given to versions of the key.
  if (kept.versions.length < held.versions.length) state.actor = actorAt(node);
}

/** A node that boots reads of it on its disk. */
export function purgeAgain(state: State, key: string, before: Instant, node: QuorumNode): void {
  const held = state.cells.get(key) ?? emptyCell;
  bury(state, key, held, before, node);
  const kept = copyCell(purge(held, before));
  if (isEmpty(kept)) state.cells.delete(key);
  else state.cells.set(key, kept);
}
