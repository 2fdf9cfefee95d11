/** Rules of the state machine: committed entries are applied in order, each write of a session once (§5.3, §8). */
import { at } from '../../../kernel/chunks.js';
import { apply, versionsOf, type Change } from '../../versions/key-store.js';
import { goOnChanging } from '../members/change.js';
import type { Entry, Served } from '../message.js';
import { serveReads } from '../reading/confirm.js';
import { answer, type RaftNode, type State } from '../state.js';
import { compactIfDue } from './compact.js';

/** Applies what is committed, and answers whoever waits for it. */
export function applyCommitted(state: State, node: RaftNode): void {
  while (state.lastApplied < state.commitIndex) {
    const entry = at(state.log, state.lastApplied - state.snapshot.base);
    if (entry === undefined) break;
    state.lastApplied += 1;
    const isKnown = applyEntry(state, entry, node.options.sessions);
    answerWaiting(state, entry, isKnown, node);
  }
  compactIfDue(state, node);
  if (state.role === 'leader') goOnChanging(state, node);
  serveReads(state, node);
}

/**
 * Applies an entry, but what its session has had applied before. False when nobody knows that: the write was sent before, and
 * its session may be one that is forgotten (dissertation §6.3).
 */
function applyEntry(state: State, entry: Entry, mostSessions: number): boolean {
  const { session, sequence } = entry;
  const change = changeOf(entry);
  if (change === null) return true;
  if (session !== '') {
    const served = state.sessions.get(session);
    if (isForgotten(state, entry, mostSessions)) return false;
    if (served !== undefined && served.sequence >= sequence) return true;
    remember(state.sessions, { session, sequence, index: state.lastApplied }, mostSessions);
  }
  apply(state.store, change);
  return true;
}

/** What an entry does to a key; null when it does nothing. */
export function changeOf({ action, key, write }: Entry): Change | null {
  if (action === 'read' || action === 'no-op' || action === 'members') return null;
  return { action, key, write };
}

/** While there is room, no session was ever forgotten. */
export function isForgotten(
  { sessions }: State,
  { session, isRetry }: Pick<Entry, 'session' | 'isRetry'>,
  most: number,
): boolean {
  return isRetry && !sessions.has(session) && sessions.size >= most;
}

/** The session that was served longest ago is forgotten when there are too many: the same one on every node. */
function remember(sessions: Map<string, Served>, served: Served, most: number): void {
  sessions.delete(served.session);
  sessions.set(served.session, served);
  for (const oldest of sessions.keys()) {
    if (sessions.size <= most) return;
    sessions.delete(oldest);
  }
}

function answerWaiting(
  state: State,
  { action, key }: Entry,
  isKnown: boolean,
  node: RaftNode,
): void {
  for (let next = state.waiting[0]; next !== undefined; next = state.waiting[0]) {
    if (next.index > state.lastApplied) return;
    const { client } = next;
    state.waiting.shift();
    const versions = action === 'read' ? versionsOf(state.store, key) : [];
    node.reply(
      client,
      isKnown
        ? answer(state, 'ok', { versions })
        : answer(state, 'unknown', { reason: 'the session is forgotten' }),
    );
  }
}
