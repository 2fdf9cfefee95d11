/** Rules of candidates: standing for election (§5.2), after asking whether there is a chance (dissertation §9.6). */
import type { NodeId } from '../../database.js';
import { flush, writeVote } from '../log/log.js';
import { decides, isVoter } from '../members/configuration.js';
import type { MessageOf } from '../message.js';
import {
  configurationOf,
  lastIndex,
  lastTerm,
  votes,
  type RaftNode,
  type State,
} from '../state.js';
import { becomeLeader, followTerm } from './office.js';
import { restartElectionTimer } from './timer.js';

/** The election timer fired: no leader was heard, or nobody has won. */
export function missLeader(state: State, node: RaftNode): void {
  if (state.role === 'leader' || state.isBlank || !votes(state)) return;
  if (state.role === 'follower') node.note('suspected', { term: state.currentTerm });
  state.leader = null;
  if (node.options.election.preVote) askBeforehand(state, node);
  else campaign(state, false, node);
}

/** Would a majority vote for this node? The term stays as it is until they say so. */
function askBeforehand(state: State, node: RaftNode): void {
  state.role = 'pre-candidate';
  state.votes.clear();
  state.votes.set(node.id, true);
  restartElectionTimer(state, node);
  askVoters(state, 'request pre-vote', state.currentTerm + 1, node);
  campaignIfWelcome(state, node);
}

export function receivePreVote(
  state: State,
  { term, granted }: MessageOf<'pre-vote'>,
  from: NodeId,
  node: RaftNode,
): void {
  if (!granted) {
    if (term > state.currentTerm) followTerm(state, term, node);
    return;
  }
  if (state.role !== 'pre-candidate' || term !== state.currentTerm + 1) return;
  state.votes.set(from, true);
  campaignIfWelcome(state, node);
}

function campaignIfWelcome(state: State, node: RaftNode): void {
  if (hasMajority(state)) campaign(state, false, node);
}

/**
 * Begins an election: a new term, a vote for itself, a request to all voters. Its own vote counts like any other once it is
 * durable; the requests need not wait for that.
 */
export function campaign(state: State, isTransfer: boolean, node: RaftNode): void {
  state.role = 'candidate';
  state.leader = null;
  state.currentTerm += 1;
  state.votedFor = node.id;
  state.verified = 0;
  state.isTransfer = isTransfer;
  state.votes.clear();
  node.note('campaigns', { term: state.currentTerm });
  writeVote(state, node);
  state.promises.push({ mark: flush(state, node), to: node.id, term: state.currentTerm });
  restartElectionTimer(state, node);
  askVoters(state, 'request vote', state.currentTerm, node);
}

function askVoters(
  state: State,
  kind: 'request vote' | 'request pre-vote',
  term: number,
  node: RaftNode,
): void {
  const configuration = configurationOf(state);
  const log = { lastIndex: lastIndex(state), lastTerm: lastTerm(state) };
  for (const voter of node.others) {
    if (!isVoter(voter, configuration)) continue;
    node.send(voter, { kind, term, ...log, isTransfer: state.isTransfer });
  }
}

export function receiveVote(
  state: State,
  { term, granted }: MessageOf<'vote'>,
  from: NodeId,
  node: RaftNode,
): void {
  if (term > state.currentTerm) followTerm(state, term, node);
  if (state.role !== 'candidate' || term !== state.currentTerm) return;
  countVote(state, from, granted, node);
}

export function countVote(state: State, from: NodeId, granted: boolean, node: RaftNode): void {
  state.votes.set(from, granted);
  if (hasMajority(state)) becomeLeader(state, node);
}

function hasMajority(state: State): boolean {
  return decides(configurationOf(state), (voter) => state.votes.get(voter) === true);
}
