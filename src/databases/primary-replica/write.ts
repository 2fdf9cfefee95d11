/** Rules of writing: the primary takes a write, makes it durable, and answers when enough replicas have it. */
import type { ClientHandle } from '../database.js';
import { addEntry, flushLog } from './log.js';
import {
  lastPosition,
  type Answer,
  type PrimaryReplicaNode,
  type PrimaryReplicaRequest,
  type State,
} from './state.js';

/** Only the primary takes writes. */
export function acceptWrite(
  state: State,
  request: PrimaryReplicaRequest,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  if (state.role !== 'primary') {
    refuse(state, client, node);
    return;
  }
  const { kind, key, write } = request;
  const action = kind === 'append' ? 'append' : 'write';
  const newest = state.newest.get(key);
  node.stored(write, newest === undefined ? [] : [newest]);
  addEntry(state, { epoch: state.epoch, action, key, write }, node);
  flushLog(state, node);
  state.waiting.set(lastPosition(state), client);
  if (node.bug('acknowledge before the flush')) acknowledge(state, node);
}

/** Answers every client whose write enough nodes have made durable, oldest first. */
export function acknowledge(state: State, node: PrimaryReplicaNode): void {
  for (const [position, client] of state.waiting) {
    if (!isSafe(state, position, node)) return;
    node.reply(client, answer(state, 'ok', []));
    state.waiting.delete(position);
  }
}

/** The primary and as many replicas as the acknowledgement setting asks for have made it durable. */
function isSafe(state: State, position: number, node: PrimaryReplicaNode): boolean {
  if (state.flushed < position && !node.bug('acknowledge before the flush')) return false;
  let missing = replicasNeeded(node);
  for (const { flushed } of state.followers.values()) if (flushed >= position) missing -= 1;
  return missing <= 0;
}

function replicasNeeded(node: PrimaryReplicaNode): number {
  const { acknowledge: setting } = node.options;
  switch (setting.kind) {
    case 'primary':
      return 0;
    case 'any':
      return setting.count;
    case 'all':
      return node.others.length;
  }
}

/** Tells those who wait that nobody knows what will become of their writes. */
export function abandonWaiting(state: State, node: PrimaryReplicaNode): void {
  for (const client of state.waiting.values()) {
    node.reply(client, answer(state, 'unknown', [], 'no longer primary'));
  }
  state.waiting.clear();
}

/** Not the primary: surely nothing happened. The answer says who is, as far as this node knows. */
export function refuse(state: State, client: ClientHandle, node: PrimaryReplicaNode): void {
  node.reply(client, answer(state, 'refused', [], 'not the primary'));
}

export function answer(
  state: State,
  kind: Answer['kind'],
  versions: readonly number[],
  reason = '',
): Answer {
  return { kind, versions, reason, epoch: state.epoch, primary: state.primary };
}
