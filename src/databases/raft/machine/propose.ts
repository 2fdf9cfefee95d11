/** Rules of a leader that takes commands: into the log at once, to the followers together with others, to the client once applied. */
import type { ClientHandle } from '../../database.js';
import { addEntry, flush } from '../log/log.js';
import type { Entry } from '../message.js';
import { sendToAll } from '../replication/send.js';
import {
  answer,
  lastIndex,
  refuse,
  type RaftNode,
  type RaftRequest,
  type State,
} from '../state.js';

/** What a leader adds to make an entry: its term. */
export type Proposal = Omit<Entry, 'term'>;

const plain = { key: '', write: 0, session: '', sequence: 0, members: '' } as const;

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
  const { kind, key, write, options } = request;
  const isWrite = kind !== 'read';
  if (isWrite) {
    const newest = state.newest.get(key);
    node.stored(write, newest === undefined ? [] : [newest]);
  }
  const { id: session, sequence } =
    isWrite && options.session !== undefined ? options.session : { id: '', sequence: 0 };
  propose(state, { action: kind, key, write, session, sequence, members: '' }, node);
  state.waiting.push({ index: lastIndex(state), client });
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
  addEntry(state, { term: state.currentTerm, ...proposal }, node);
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
