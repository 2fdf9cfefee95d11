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
  addEntry(state, { epoch: state.epoch, action, key, write }, node);
  flushLog(state, node);
  state.waiting.set(lastPosition(state), client);
  if (node.bug('acknowledge before the flush')) acknowledge(state, node);
}

/** Answers every client whose write enough nodes have made durable. */
export function acknowledge(state: State, node: PrimaryReplicaNode): void {
  if (state.waiting.size === 0) return;
  const reached = acknowledgeable(state, node);
  for (const [position, client] of state.waiting) {
    if (position > reached) return;
    node.reply(client, answer(state, 'ok', []));
    state.waiting.delete(position);
  }
}

/** The last position that the acknowledgement setting lets clients hear of. */
function acknowledgeable(state: State, node: PrimaryReplicaNode): number {
  const { acknowledge: setting } = node.options;
  const own = node.bug('acknowledge before the flush') ? lastPosition(state) : state.flushed;
  switch (setting.kind) {
    case 'primary':
      return own;
    case 'any':
      return Math.min(own, flushedByAtLeast(setting.count, state, node));
    case 'all':
      return Math.min(own, flushedByAtLeast(node.others.length, state, node));
  }
}

/** The last position that this many replicas have flushed. */
function flushedByAtLeast(count: number, state: State, node: PrimaryReplicaNode): number {
  if (count === 0) return lastPosition(state);
  const positions = node.others
    .map((replica) => state.followers.get(replica)?.flushed ?? 0)
    .sort((a, b) => b - a);
  return positions[count - 1] ?? 0;
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
