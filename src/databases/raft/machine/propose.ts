/** Rules of a leader that takes commands: into the log at once, to the followers together with others, to the client once applied. */
import { slice } from '../../../kernel/chunks.js';
import type { WriteId } from '../../../history/operation.js';
import { conditionFailed, type ClientHandle } from '../../database.js';
import { conditionHolds, versionsAfter } from '../../versions/key-store.js';
import { addEntry, flush } from '../log/log.js';
import type { Entry } from '../message.js';
import { sendToAll } from '../replication/send.js';
import { changeOf, isForgotten } from './apply.js';
import {
  answer,
  lastIndex,
  refuse,
  type RaftNode,
  type RaftRequest,
  type State,
} from '../state.js';

/** What a leader adds to make an entry: its term. */
export type Proposal = Omit<Entry, 'kind' | 'term'>;

const plain = { key: '', write: 0, session: '', sequence: 0, isRetry: false, members: '' } as const;

/** The entry that begins a term (§8): with it, what earlier terms left is committed, too. */
export const noOp: Proposal = { action: 'no-op', ...plain };

export function membersEntry(members: string): Proposal {
  return { action: 'members', ...plain, members };
}

/** Takes a write, or a read through the log. Only the leader does, and not while it hands over. */
export function acceptCommand(
  state: State,
  request: RaftRequest,
  client: ClientHandle,
  node: RaftNode,
): void {
  if (state.role !== 'leader') {
    refuse(state, client, node);
    return;
  }
  if (state.transferTo !== null) {
    refuse(state, client, node, 'handing over');
    return;
  }
  const { kind, key, write, attempt, options, condition } = request;
  const isWrite = kind !== 'read';
  const { id: session, sequence } = options.session ?? { id: '', sequence: 0 };
  const known = indexOf(state, session, sequence);
  if (known !== null) {
    awaitIndex(state, known, client, node);
    return;
  }
  const isRetry = session !== '' && attempt > 1;
  if (isForgotten(state, { session, isRetry }, node.options.sessions)) {
    node.reply(client, answer(state, 'unknown', { reason: 'the session is forgotten' }));
    return;
  }
  if (condition !== null && !conditionHolds(request, versionsIn(state, key))) {
    refuse(state, client, node, conditionFailed);
    return;
  }
  if (isWrite) {
    const newest = state.newest.get(key);
    node.stored(write, newest === undefined ? [] : [newest]);
  }
  propose(state, { action: kind, key, write, session, sequence, isRetry, members: '' }, node);
  state.waiting.push({ index: lastIndex(state), client });
}

/**
 * What a key is going to hold when all that is in the log is applied. What stands before an entry is committed before
 * it, so a condition that holds now holds when the write is applied.
 */
function versionsIn({ log, lastApplied, snapshot, store }: State, key: string): readonly WriteId[] {
  const changes = slice(log, lastApplied - snapshot.base).flatMap((entry) => changeOf(entry) ?? []);
  return versionsAfter(store, key, changes);
}

/** Where a write of a session is that was sent before; null where this node does not know of it. */
function indexOf(state: State, session: string, sequence: number): number | null {
  if (session === '') return null;
  const served = state.sessions.get(session);
  if (served !== undefined && served.sequence >= sequence) return served.index;
  const { log, lastApplied, snapshot } = state;
  const place = slice(log, lastApplied - snapshot.base).findIndex(
    (entry) => entry.session === session && entry.sequence === sequence,
  );
  return place < 0 ? null : lastApplied + 1 + place;
}

/** It need not be there twice: who sends it again waits for the entry that there is. */
function awaitIndex(state: State, index: number, client: ClientHandle, node: RaftNode): void {
  if (index <= state.lastApplied) {
    node.reply(client, answer(state, 'ok'));
    return;
  }
  const place = state.waiting.findLastIndex((one) => one.index <= index) + 1;
  state.waiting.splice(place, 0, { index, client });
}

/** Adds an entry of this term and sends it, with those that are gathered. */
export function propose(state: State, proposal: Proposal, node: RaftNode): void {
  addOwn(state, proposal, node);
  const { wait } = node.options.batch;
  if (wait === undefined) ship(state, node);
  else if (!state.isGathering) {
    state.isGathering = true;
    node.after(wait, 'batch');
  }
}

/** Into the log alone. */
export function addOwn(state: State, proposal: Proposal, node: RaftNode): void {
  const { action, key, write, session, sequence, isRetry, members } = proposal;
  const term = state.currentTerm;
  const entry: Entry = {
    kind: 'entry',
    term,
    action,
    key,
    write,
    session,
    sequence,
    isRetry,
    members,
  };
  addEntry(state, entry, node);
  if (state.beganAt === 0) state.beganAt = lastIndex(state);
}

/** The own disk and the followers get it at the same time (dissertation §10.2.1). */
export function ship(state: State, node: RaftNode): void {
  state.isGathering = false;
  flush(state, node);
  sendToAll(state, node);
}

/** Tells those who wait that nobody knows what will become of their entries. */
export function abandonWaiting(state: State, node: RaftNode): void {
  const clients = state.waiting.map(({ client }) => client);
  state.waiting.splice(0);
  for (const client of clients) {
    node.reply(client, answer(state, 'unknown', { reason: 'no longer leader' }));
  }
}
