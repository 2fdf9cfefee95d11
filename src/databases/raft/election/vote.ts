/** Rules of voters: one vote a term, for a log that lacks nothing, durable before it is given (§5.2, §5.4.1). */
import type { NodeId } from '../../database.js';
import { flush, writeVote } from '../log/log.js';
import type { MessageOf } from '../message.js';
import { lastIndex, lastTerm, type RaftNode, type State } from '../state.js';
import { countVote } from './campaign.js';
import { followTerm } from './office.js';
import { hearsLeader, restartElectionTimer } from './timer.js';

/** RequestVote. */
export function considerVote(
  state: State,
  message: MessageOf<'request vote'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { term, isTransfer } = message;
  const isSticky = node.options.election.checkQuorum && !isTransfer;
  if (term > state.currentTerm && isSticky && hearsLeader(state, node)) return;
  if (term > state.currentTerm) followTerm(state, term, node);
  const isFree = state.votedFor === null || state.votedFor === from;
  if (term < state.currentTerm || !isFree || state.isBlank || !isUpToDate(state, message)) {
    node.send(from, { kind: 'vote', term: state.currentTerm, granted: false });
    return;
  }
  state.votedFor = from;
  restartElectionTimer(state, node);
  writeVote(state, node);
  const mark = flush(state, node);
  if (node.bug('answer before the flush')) node.send(from, { kind: 'vote', term, granted: true });
  else state.promises.push({ mark, to: from, term });
}

/** A vote is durable: it counts, unless the term is over. */
export function votesDurable(state: State, mark: number, node: RaftNode): void {
  if (state.promises.length === 0) return;
  const index = state.promises.findIndex((promise) => promise.mark === mark);
  const [promise] = index < 0 ? [] : state.promises.splice(index, 1);
  if (promise === undefined) return;
  const { to, term } = promise;
  if (to !== node.id) node.send(to, { kind: 'vote', term, granted: true });
  else if (state.role === 'candidate' && term === state.currentTerm) {
    countVote(state, to, true, node);
  }
}

/** A question, no promise: nothing is written down. */
export function considerPreVote(
  state: State,
  message: MessageOf<'request pre-vote'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { term } = message;
  const isWelcome =
    term > state.currentTerm &&
    !state.isBlank &&
    !hearsLeader(state, node) &&
    isUpToDate(state, message);
  const answer = isWelcome ? term : state.currentTerm;
  node.send(from, { kind: 'pre-vote', term: answer, granted: isWelcome });
}

/** The later term at the end of the log is more up to date; with the same term, the longer log (§5.4.1). */
function isUpToDate(
  state: State,
  message: { readonly lastIndex: number; readonly lastTerm: number },
): boolean {
  const own = lastTerm(state);
  if (message.lastTerm !== own) return message.lastTerm > own;
  return message.lastIndex >= lastIndex(state);
}
