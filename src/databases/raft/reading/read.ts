/** Rules of reads: each asks for its own way of being served (dissertation §6.4). */
import type { ClientHandle, NodeId } from '../../database.js';
import { hearHowFar } from '../election/blank.js';
import { acceptCommand } from '../machine/propose.js';
import type { MessageOf } from '../message.js';
import { learnCommit } from '../replication/receive.js';
import { lastIndex, refuse, type RaftNode, type RaftRequest, type State } from '../state.js';
import { awaitConfirmation, holdsLease, serve, serveReads } from './confirm.js';

export function serveRead(
  state: State,
  request: RaftRequest,
  client: ClientHandle,
  node: RaftNode,
): void {
  const { key, options } = request;
  const { mode, read } = options;
  if (mode === 'stale') {
    serve(state, client, key, node);
  } else if (state.role === 'leader') {
    if (mode === 'log') acceptCommand(state, request, client, node);
    else if (mode === 'lease' && holdsLease(state, node)) serve(state, client, key, node);
    else if (node.bug('read without confirmation')) serve(state, client, key, node);
    else awaitConfirmation(state, { kind: 'client', client, key }, node);
  } else if (mode === 'read-index' && read !== 'leader') {
    askLeader(state, key, client, node);
  } else {
    refuse(state, client, node);
  }
}

/** A follower serves reads too, once it has applied what the leader had committed. */
function askLeader(state: State, key: string, client: ClientHandle, node: RaftNode): void {
  const { leader, nextAsk: ask, currentTerm: term } = state;
  if (leader === null) {
    refuse(state, client, node, 'no leader');
    return;
  }
  state.nextAsk += 1;
  state.asked.push({ ask, client, key, index: null });
  node.send(leader, { kind: 'read index', term, ask, isBlank: false });
}

/** A follower asks for the read index; a blank one for all that there is, committed or not. */
export function considerQuestion(
  state: State,
  { ask, isBlank }: MessageOf<'read index'>,
  from: NodeId,
  node: RaftNode,
): void {
  if (state.role === 'leader') {
    const index = isBlank ? lastIndex(state) : null;
    awaitConfirmation(state, { kind: 'follower', follower: from, ask, index }, node);
  } else {
    node.send(from, { kind: 'read from', term: state.currentTerm, ask, index: 0 });
  }
}

/** The leader has told from which index on this node may serve; with that it also knows what is committed. */
export function readFrom(
  state: State,
  message: MessageOf<'read from'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { term, ask, index } = message;
  if (state.regaining?.ask === ask) {
    hearHowFar(state, message, from, node);
    return;
  }
  const place = state.asked.findIndex((one) => one.ask === ask);
  const asked = state.asked[place];
  if (asked === undefined) return;
  if (index === 0) {
    const { client } = asked;
    state.asked.splice(place, 1);
    refuse(state, client, node, 'no leader');
    return;
  }
  asked.index = index;
  if (term === state.currentTerm && from === state.leader) learnCommit(state, index, node);
  serveReads(state, node);
}
