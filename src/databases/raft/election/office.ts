/** Rules of roles: becoming leader, and becoming a follower again. */
import type { NodeId } from '../../database.js';
import { flush, writeVote } from '../log/log.js';
import { abandonWaiting, addOwn, noOp } from '../machine/propose.js';
import { abandonReads } from '../reading/confirm.js';
import { sendHeartbeats } from '../replication/send.js';
import { lastIndex, others, type Progress, type RaftNode, type State } from '../state.js';
import { restartElectionTimer } from './timer.js';

/** A majority has voted for this node. */
export function becomeLeader(state: State, node: RaftNode): void {
  state.role = 'leader';
  state.leader = node.id;
  state.led.push(state.currentTerm);
  state.beganAt = 0;
  state.transferTo = null;
  state.hasOffered = false;
  state.incoming = null;
  state.rounds.splice(0);
  state.confirmedRound = state.round;
  state.confirmedAt = node.clock.monotonic();
  state.peers.clear();
  for (const other of others(state, node)) state.peers.set(other, newPeer(state));
  node.cancel('election');
  node.note('elected', { term: state.currentTerm });
  if (node.options.noOp) addOwn(state, noOp, node);
  flush(state, node);
  sendHeartbeats(state, node);
}

/** Optimistic: the follower may have everything (§5.3). */
export function newPeer(state: State): Progress {
  return {
    next: lastIndex(state) + 1,
    match: 0,
    mode: 'probe',
    isProbing: false,
    offset: 0,
    inFlight: [],
    round: 0,
    isBlank: false,
  };
}

/** Somebody is in a later term: so is this node, as a follower, and its vote is free again (§5.1). */
export function followTerm(state: State, term: number, node: RaftNode): void {
  state.currentTerm = term;
  state.votedFor = null;
  writeVote(state, node);
  becomeFollower(state, null, node);
}

/** Follows the leader of its term, or waits for one. */
export function becomeFollower(state: State, leader: NodeId | null, node: RaftNode): void {
  const { role } = state;
  if (state.leader !== leader) {
    state.verified = 0;
    state.incoming = null;
    state.regaining = null;
  }
  state.role = 'follower';
  state.leader = leader;
  if (role !== 'leader') return;
  state.transferTo = null;
  state.isGathering = false;
  state.wishes.splice(0);
  for (const timer of ['heartbeat', 'batch', 'transfer']) node.cancel(timer);
  node.note('stepped down', { term: state.currentTerm });
  abandonWaiting(state, node);
  abandonReads(state, node);
  restartElectionTimer(state, node);
}
