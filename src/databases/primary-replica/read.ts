/** Rules of reading: a node serves what it has applied. */
import type { ClientHandle } from '../database.js';
import { versionsOf } from '../versions/key-store.js';
import type { PrimaryReplicaNode, PrimaryReplicaRequest, State } from './state.js';
import { answer, refuse } from './write.js';

/** A read that asks for the primary is refused elsewhere; any other is served wherever it arrives. */
export function serveRead(
  state: State,
  request: PrimaryReplicaRequest,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  const { read } = request.options;
  const wantsPrimary = read === 'primary' || read === 'latest-primary';
  if (wantsPrimary && state.role !== 'primary') {
    refuse(state, client, node);
    return;
  }
  node.reply(client, answer(state, 'ok', versionsOf(state.store, request.key)));
}
