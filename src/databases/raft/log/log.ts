/** Rules of the log and of the disk below it: adding entries, cutting them off, making them and votes durable. */
import { at, push, slice, truncate } from '../../../kernel/chunks.js';
import type { Entry } from '../message.js';
import { parseConfiguration } from '../members/configuration.js';
import { lastIndex, type RaftNode, type State } from '../state.js';

/** Adds an entry at the end of the log, in memory and on the disk, not yet durable. Its configuration counts at once (§6). */
export function addEntry(state: State, entry: Entry, node: RaftNode): void {
  keepEntry(state, entry);
  const { key, write, members } = entry;
  if (write !== 0) state.newest.set(key, write);
  if (members !== '') state.configurations.push(configuredAt(lastIndex(state), members));
  node.disk.append(entry, write);
}

/** In memory alone: what the disk has already. */
export function keepEntry(state: State, entry: Entry): void {
  push(state.digests, digestAfter(digestAt(state, lastIndex(state)) ?? 0, entry));
  push(state.log, entry);
}

export function configuredAt(index: number, members: string) {
  return { index, ...parseConfiguration(members) };
}

/** Entries after `previous` up to `last`, as fresh records: what is taken out of a state must not leave it. */
export function copyEntries(state: State, previous: number, last: number): Entry[] {
  const { base } = state.snapshot;
  return slice(state.log, previous - base, last - base).map((entry): Entry => {
    const { kind, term, action, key, write, session, sequence, isRetry, members } = entry;
    return { kind, term, action, key, write, session, sequence, isRetry, members };
  });
}

/** Asks that everything so far becomes durable, votes and the whole log included. */
export function flush(state: State, node: RaftNode): number {
  const mark = state.nextMark;
  state.nextMark += 1;
  state.flushes.set(mark, lastIndex(state));
  node.disk.flush(mark);
  return mark;
}

/** A flush is through: what it covers is durable. */
export function advanceFlushed(state: State, mark: number): void {
  const reached = state.flushes.get(mark) ?? 0;
  state.flushes.delete(mark);
  state.flushed = Math.max(state.flushed, reached);
}

/** What is durable, or will be by a flush on its way, counts no further than this index: behind it the log is another one. */
export function forgetFlushed(state: State, index: number): void {
  state.flushed = Math.min(state.flushed, index);
  for (const [mark, reached] of state.flushes) state.flushes.set(mark, Math.min(reached, index));
}

/** Writes down term and vote. Durable with the next flush. */
export function writeVote({ currentTerm, votedFor, isBlank }: State, node: RaftNode): void {
  node.disk.snapshot({ kind: 'vote', term: currentTerm, votedFor, isBlank });
}

/** Cuts everything after an index from the log (AppendEntries, rule 3). */
export function cutAfter(state: State, index: number, node: RaftNode): void {
  const last = lastIndex(state);
  const { base } = state.snapshot;
  const cut = slice(state.log, index - base).filter(({ write }) => write !== 0);
  truncate(state.log, index - base);
  truncate(state.digests, index - base);
  node.disk.truncate(index - base);
  forgetFlushed(state, index);
  while (state.configurations.length > 1 && (state.configurations.at(-1)?.index ?? 0) > index) {
    state.configurations.pop();
  }
  const kept = rememberNewest(state);
  // A write that was tried again may be there twice: in what is cut, and before it, applied or not.
  const isGone = ({ key, write }: Entry): boolean =>
    !kept.has(write) && state.store.get(key)?.includes(write) !== true;
  const gone = cut.reverse().filter(isGone);
  for (const write of new Set(gone.map((entry) => entry.write))) node.rolledBack(write);
  node.note('cut the log', { entries: last - index, to: index });
}

/** Builds anew what is the last write of each key. Answers the writes that the log holds: a retried one may be there twice. */
export function rememberNewest(state: State): ReadonlySet<number> {
  const kept = new Set<number>();
  state.newest.clear();
  for (const { key, versions } of state.held) {
    const newest = versions.at(-1);
    if (newest !== undefined) state.newest.set(key, newest);
  }
  for (const { key, write } of slice(state.log, 0)) {
    if (write === 0) continue;
    kept.add(write);
    state.newest.set(key, write);
  }
  return kept;
}

/** For the invariants: two logs with the same digest at an index are the same up to it. Null where the log holds no such index. */
export function digestAt({ digests, snapshot }: State, index: number): number | null {
  const { base, baseDigest } = snapshot;
  if (index === base) return baseDigest;
  return index < base ? null : (at(digests, index - base - 1) ?? null);
}

function digestAfter(before: number, { term, write, action, members }: Entry): number {
  let mixed = Math.imul(before ^ term, 0x9e3779b1);
  mixed = Math.imul((mixed ^ (mixed >>> 15)) + write, 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) + action.length + members.length;
}
