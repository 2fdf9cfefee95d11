/** Rules of snapshots that travel (InstallSnapshot, §7): in chunks, one after the other, for followers that lack what the log lost. */
import { dropFirst, slice, truncate } from '../../../kernel/chunks.js';
import type { NodeId } from '../../database.js';
import { watchLeaderIfNew } from '../election/timer.js';
import { configuredAt, flush, forgetFlushed, rememberNewest } from '../log/log.js';
import { applyCommitted } from '../machine/apply.js';
import { freshHeld, freshServed, writeSnapshot } from '../machine/compact.js';
import type { Held, MessageOf } from '../message.js';
import { lastIndex, termAt, votes, type Progress, type RaftNode, type State } from '../state.js';
import { peerInTerm } from './progress.js';
import { acceptLeader, reportMatch } from './receive.js';

/** The next chunk. */
export function sendSnapshot(state: State, follower: NodeId, peer: Progress, node: RaftNode): void {
  const { index, term: indexTerm, members, digest } = state.snapshot;
  const { offset } = peer;
  const held = state.held.slice(offset, offset + (node.options.snapshot?.chunk ?? 1));
  const isLast = offset + held.length >= state.held.length;
  peer.isProbing = true;
  node.send(follower, {
    kind: 'install snapshot',
    term: state.currentTerm,
    ...{ index, indexTerm, members, digest, offset },
    held: held.map(freshHeld),
    served: isLast ? state.served.map(freshServed) : [],
    isLast,
  });
}

/** A chunk has arrived. A newer snapshot may have taken the place of the one it belongs to: then it begins anew. */
export function hearChunk(
  state: State,
  { term, index, next }: MessageOf<'chunk taken'>,
  from: NodeId,
  node: RaftNode,
): void {
  const peer = peerInTerm(state, term, from, node);
  if (peer?.mode !== 'snapshot') return;
  const offset = index === state.snapshot.index ? next : 0;
  // The same answer again: what it asks for is on its way. Whoever sends it twice sends everything twice from there on.
  if (offset === peer.offset) return;
  peer.offset = offset;
  sendSnapshot(state, from, peer, node);
}

export function takeChunk(
  state: State,
  message: MessageOf<'install snapshot'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { term, index, indexTerm, offset, held, isLast } = message;
  if (!acceptLeader(state, term, from, node)) {
    node.send(from, { kind: 'chunk taken', term: state.currentTerm, index, next: 0 });
    return;
  }
  if (index <= state.commitIndex) {
    // It has all of this by now.
    state.verified = Math.max(state.verified, state.commitIndex);
    reportMatch(state, node);
    return;
  }
  if (state.incoming?.index !== index || state.incoming.term !== indexTerm) {
    state.incoming = { index, term: indexTerm, held: [] };
  }
  const { incoming } = state;
  if (offset === incoming.held.length) incoming.held.push(...held.map(freshHeld));
  if (isLast && offset + held.length === incoming.held.length) {
    const wasVoter = votes(state);
    install(state, message, node);
    watchLeaderIfNew(state, wasVoter, node);
  } else node.send(from, { kind: 'chunk taken', term, index, next: incoming.held.length });
}

/** The snapshot takes the place of all that it stands for; what the log has behind it stays if it fits. */
function install(state: State, message: MessageOf<'install snapshot'>, node: RaftNode): void {
  const { index, indexTerm, members, digest, served } = message;
  const held = (state.incoming?.held ?? []).map(freshHeld);
  state.incoming = null;
  tellLedger(state, message, held, node);
  dropLogUpTo(state, index, indexTerm, node);
  const [base, baseTerm, baseDigest] = [index, indexTerm, digest];
  state.snapshot = { index, term: indexTerm, members, digest, base, baseTerm, baseDigest };
  state.held = held;
  state.served = served.map(freshServed);
  state.store.clear();
  for (const { key, versions } of held) state.store.set(key, [...versions]);
  state.sessions.clear();
  for (const one of served) state.sessions.set(one.session, freshServed(one));
  rememberNewest(state);
  const later = state.configurations.filter((one) => one.index > index);
  state.configurations.splice(
    0,
    state.configurations.length,
    configuredAt(index, members),
    ...later,
  );
  state.lastApplied = index;
  state.commitIndex = Math.max(state.commitIndex, index);
  state.verified = Math.max(state.verified, index);
  writeSnapshot(state, node);
  flush(state, node);
  node.note('snapshot installed', { index, keys: held.length });
  applyCommitted(state, node);
}

/** The node gets what the snapshot has and it has not; and where its log goes, loses what was not committed there. */
function tellLedger(
  state: State,
  { index, indexTerm }: MessageOf<'install snapshot'>,
  held: readonly Held[],
  node: RaftNode,
): void {
  const coming = new Set(held.flatMap(({ versions }) => versions));
  const fits = termAt(state, index) === indexTerm;
  const inLog = slice(state.log, 0).map(({ write }) => write);
  const uncommitted = fits ? [] : inLog.slice(state.commitIndex - state.snapshot.base);
  for (const write of new Set(uncommitted)) {
    if (write !== 0 && !coming.has(write)) node.rolledBack(write);
  }
  const had = new Set([...inLog, ...[...state.store.values()].flat()]);
  for (const write of coming) if (!had.has(write)) node.stored(write, []);
}

function dropLogUpTo(state: State, index: number, term: number, node: RaftNode): void {
  const { base } = state.snapshot;
  if (termAt(state, index) === term) {
    dropFirst(state.log, index - base);
    dropFirst(state.digests, index - base);
    node.disk.discard(index - base);
    return;
  }
  const cut = lastIndex(state) - base;
  truncate(state.log, 0);
  truncate(state.digests, 0);
  node.disk.discard(cut);
  // Only what is committed is surely the same on the disk as in the snapshot, which is not there yet.
  forgetFlushed(state, state.commitIndex);
  state.configurations.splice(0);
}
