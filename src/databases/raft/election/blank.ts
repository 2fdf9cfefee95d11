/**
 * Rules of a node whose disk was wiped. It may have confirmed what it does not hold any more, so for now its word counts for
 * nothing: it neither votes nor stands, and leaders do not count it (dissertation §3.8). It is an ordinary node again once it has
 * the whole log of a leader that a majority of the others has confirmed since the disk was wiped.
 */
import type { NodeId } from '../../database.js';
import { flush, writeVote } from '../log/log.js';
import type { MessageOf } from '../message.js';
import type { RaftNode, State } from '../state.js';
import { restartElectionTimer } from './timer.js';

/** A blank node has heard its leader: either it is whole by now, or it asks what that takes. */
export function goOnRegaining(state: State, node: RaftNode): void {
  const { regaining, leader, nextAsk: ask, currentTerm: term } = state;
  if (!state.isBlank || leader === null) return;
  const now = node.clock.monotonic();
  const isAnswered = regaining !== null && regaining.index !== null;
  if (isAnswered) regainVote(state, node);
  else if (regaining === null || now - regaining.askedAt >= node.options.heartbeat) {
    state.nextAsk += 1;
    state.regaining = { ask, askedAt: now, index: null };
    node.send(leader, { kind: 'read index', term, ask, isBlank: true });
  }
}

/** The leader has told. Its log then held all that this node can have confirmed to it or to anybody before. */
export function hearHowFar(
  state: State,
  { term, index }: MessageOf<'read from'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { regaining } = state;
  if (regaining === null || from !== state.leader || term !== state.currentTerm) return;
  if (index === 0) return;
  regaining.index = index;
  regainVote(state, node);
}

/** What it had promised is forgotten; in the term of its leader it counts as having voted for that one. */
function regainVote(state: State, node: RaftNode): void {
  const index = state.regaining?.index ?? null;
  if (index === null || state.verified < index) return;
  state.isBlank = false;
  state.regaining = null;
  state.votedFor = state.leader;
  writeVote(state, node);
  flush(state, node);
  node.note('regains its vote', { term: state.currentTerm });
  restartElectionTimer(state, node);
}
