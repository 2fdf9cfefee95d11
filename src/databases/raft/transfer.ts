/** Rules of leadership transfer (dissertation §3.10): the leader stops, lets another catch up, and makes it stand at once. */
import type { NodeId } from '../database.js';
import { campaign } from './election/campaign.js';
import type { MessageOf } from './message.js';
import { isVoter } from './members/configuration.js';
import { memberOf } from './options/schema.js';
import { knowsCommit } from './reading/confirm.js';
import { sendEntries } from './replication/send.js';
import { configurationOf, lastIndex, votes, type RaftNode, type State } from './state.js';

/** An operator wants this node to lead. */
export function askForOffice(state: State, node: RaftNode): void {
  const { leader, role, currentTerm: term } = state;
  if (role === 'leader') return;
  if (leader === null || !votes(state)) {
    node.note('cannot take over', { term });
    return;
  }
  node.send(leader, { kind: 'hand over', term });
}

/** Begins to hand over. It does not last: when nobody has taken over in time, this node goes on. */
export function handOver(state: State, to: NodeId, node: RaftNode): void {
  if (state.role !== 'leader' || state.transferTo !== null || to === node.id) return;
  if (!isVoter(to, configurationOf(state)) || state.peers.get(to)?.isBlank === true) return;
  state.transferTo = to;
  node.note('hands over', { to });
  node.after(node.options.election.timeout.from, 'transfer');
  sendEntries(state, to, node);
  handOverIfReady(state, node);
}

/** The other one has everything: it need not wait for its timeout. */
export function handOverIfReady(state: State, node: RaftNode): void {
  const { transferTo, currentTerm: term } = state;
  if (transferTo === null || state.peers.get(transferTo)?.match !== lastIndex(state)) return;
  state.hasOffered = true;
  node.send(transferTo, { kind: 'timeout now', term });
}

/** Nobody has taken over in time. */
export function resumeOffice(state: State, node: RaftNode): void {
  if (state.role !== 'leader' || state.transferTo === null) return;
  state.transferTo = null;
  node.note('goes on', { term: state.currentTerm });
}

export function timeoutNow(state: State, { term }: MessageOf<'timeout now'>, node: RaftNode): void {
  if (term !== state.currentTerm || state.role === 'leader' || !votes(state)) return;
  if (!state.isBlank) campaign(state, true, node);
}

/** A voter of a higher priority has all that is committed and answers: it shall lead (dissertation §3.10, the second reason). */
export function handOverByPriority(state: State, node: RaftNode): void {
  if (state.role !== 'leader' || state.transferTo !== null || !knowsCommit(state)) return;
  const { options } = node;
  const configuration = configurationOf(state);
  let best: NodeId | null = null;
  let highest = memberOf(node.id, options).priority;
  for (const [id, { match, round, isBlank }] of state.peers) {
    const { priority } = memberOf(id, options);
    const isReady = match >= state.commitIndex && round >= state.confirmedRound && !isBlank;
    if (priority <= highest || !isReady || !isVoter(id, configuration)) continue;
    best = id;
    highest = priority;
  }
  if (best !== null) handOver(state, best, node);
}
