/** Rules of the log, the same on primary and replica: adding entries, making them durable, serving them, cutting them off. */
import type { WriteId } from '../../history/operation.js';
import { push, slice, truncate } from '../../kernel/chunks.js';
import { apply } from '../versions/key-store.js';
import {
  entryAt,
  lastPosition,
  type Entry,
  type PrimaryReplicaNode,
  type State,
  type Stretch,
} from './state.js';

/** Adds an entry at the end of the log, in memory and on the disk, not yet durable. */
export function addEntry(state: State, entry: Entry, node: PrimaryReplicaNode): void {
  const { epoch, action, key, write } = entry;
  push(state.log, { epoch, action, key, write });
  extendHistory(state.history, epoch, lastPosition(state));
  state.newest.set(key, write);
  node.disk.append({ kind: 'entry', epoch, action, key, write }, write);
}

/** The log goes on to this position, in this epoch. */
export function extendHistory(history: Stretch[], epoch: number, position: number): void {
  const newest = history.at(-1);
  if (newest?.epoch === epoch) newest.last = position;
  else history.push({ epoch, last: position });
}

/** Asks that the whole log becomes durable. */
export function flushLog(state: State, node: PrimaryReplicaNode): number {
  const mark = state.nextMark;
  state.nextMark += 1;
  state.flushes.set(mark, lastPosition(state));
  node.disk.flush(mark);
  return mark;
}

/** A flush is through: what it covers is durable, and reads see it. */
export function advanceFlushed(state: State, mark: number): void {
  const reached = state.flushes.get(mark) ?? 0;
  state.flushes.delete(mark);
  if (reached <= state.flushed) return;
  state.flushed = reached;
  for (let position = state.applied + 1; position <= reached; position += 1) {
    apply(state.store, entryAt(state, position));
  }
  state.applied = reached;
}

/** Entries after `previous` up to `last`, as fresh records for a message. */
export function copyEntries(state: State, previous: number, last: number): Entry[] {
  return slice(state.log, previous, last).map(({ epoch, action, key, write }) => ({
    epoch,
    action,
    key,
    write,
  }));
}

/** The history of the log as fresh records for a message. */
export function copyHistory(state: State): Stretch[] {
  return state.history.map(({ epoch, last }) => ({ epoch, last }));
}

/** The last position up to which two logs are the same: where their histories part. */
export function forkPoint(ours: readonly Stretch[], theirs: readonly Stretch[]): number {
  let common = 0;
  for (const [index, stretch] of ours.entries()) {
    const other = theirs[index];
    if (other?.epoch !== stretch.epoch) return common;
    common = Math.min(stretch.last, other.last);
    if (stretch.last !== other.last) return common;
  }
  return common;
}

/** Cuts everything after a position from the log and takes it back from what reads see. */
export function rollBack(state: State, to: number, node: PrimaryReplicaNode): void {
  const last = lastPosition(state);
  if (to >= last) return;
  const cut = slice(state.log, to).map(({ write }) => write);
  truncate(state.log, to);
  cutHistory(state.history, to);
  node.disk.truncate(to);
  state.flushed = Math.min(state.flushed, to);
  for (const [mark, reached] of state.flushes) state.flushes.set(mark, Math.min(reached, to));
  const kept = reapply(state);
  for (const write of new Set(cut.reverse())) if (!kept.has(write)) node.rolledBack(write);
  node.note('rolled back', { entries: last - to, to });
}

function cutHistory(history: Stretch[], to: number): void {
  while ((history.at(-2)?.last ?? 0) >= to && history.length > 0) history.pop();
  const newest = history.at(-1);
  if (newest !== undefined) newest.last = Math.min(newest.last, to);
}

/** Builds anew what follows from the log. Answers the writes in it: a retried one may stand there more than once. */
function reapply(state: State): ReadonlySet<WriteId> {
  const kept = new Set<WriteId>();
  state.store.clear();
  state.newest.clear();
  state.applied = Math.min(state.applied, lastPosition(state));
  slice(state.log, 0).forEach((entry, index) => {
    kept.add(entry.write);
    state.newest.set(entry.key, entry.write);
    if (index < state.applied) apply(state.store, entry);
  });
  return kept;
}
