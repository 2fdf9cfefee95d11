/** Rules of the log, the same on every node that has one: adding entries, making them durable, cutting them off. */
import { push, slice, truncate } from '../../../kernel/chunks.js';
import type { Entry, Stretch } from '../message.js';
import { lastPosition, type PrimaryReplicaNode, type State } from '../state.js';
import { applyFlushed, reapply } from './apply.js';

/** Adds an entry at the end of the log, in memory and on the disk, not yet durable. */
export function addEntry(state: State, entry: Entry, node: PrimaryReplicaNode): void {
  const { epoch, action, key, write, at } = entry;
  push(state.log, { epoch, action, key, write, at });
  state.written += 1;
  extendHistory(state.history, epoch, lastPosition(state));
  if (action !== 'begin') {
    state.newest.set(key, write);
    state.index?.set(write, lastPosition(state));
  }
  node.disk.append({ kind: 'entry', epoch, action, key, write, at }, write);
}

/** The entry that begins an epoch. */
export function beginEpoch(state: State, node: PrimaryReplicaNode): void {
  const { epoch } = state;
  addEntry(state, { epoch, action: 'begin', key: '', write: 0, at: node.clock.wall() }, node);
  state.beganAt = lastPosition(state);
}

/** The log goes on to this position, in this epoch. */
export function extendHistory(history: Stretch[], epoch: number, position: number): void {
  const newest = history.at(-1);
  if (newest?.epoch === epoch) newest.last = position;
  else history.push({ epoch, last: position });
}

/** Asks that everything so far becomes durable, the whole log included. */
export function flushLog(state: State, node: PrimaryReplicaNode): number {
  const mark = state.nextMark;
  state.nextMark += 1;
  state.flushes.set(mark, lastPosition(state));
  node.disk.flush(mark);
  return mark;
}

/** A flush is through: what it covers is durable. */
export function advanceFlushed(state: State, mark: number, node: PrimaryReplicaNode): void {
  const reached = state.flushes.get(mark) ?? 0;
  state.flushes.delete(mark);
  if (reached <= state.flushed) return;
  state.flushed = reached;
  applyFlushed(state, node);
}

/** Writes down what must survive besides the log. Durable with the next flush. */
export function writeOffice(state: State, node: PrimaryReplicaNode): void {
  const { epoch, promised, voters } = state;
  const { version } = voters;
  node.disk.snapshot({ kind: 'office', epoch, promised, version, voters: [...voters.nodes] });
}

/** Entries after `previous` up to `last`, as fresh records for a message. */
export function copyEntries(state: State, previous: number, last: number): Entry[] {
  return slice(state.log, previous, last).map(({ epoch, action, key, write, at }) => ({
    epoch,
    action,
    key,
    write,
    at,
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
  const cut = slice(state.log, to).flatMap(({ action, write }) =>
    action === 'begin' ? [] : [write],
  );
  truncate(state.log, to);
  state.written = to;
  cutHistory(state.history, to);
  state.index = null;
  node.disk.truncate(to);
  state.flushed = Math.min(state.flushed, to);
  state.committed = Math.min(state.committed, to);
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
