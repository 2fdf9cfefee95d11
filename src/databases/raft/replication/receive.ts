/** Rules of followers: taking entries where the logs fit, and cutting what does not (AppendEntries, §5.3). */
import type { WriteId } from '../../../history/operation.js';
import type { NodeId } from '../../database.js';
import { goOnRegaining } from '../election/blank.js';
import { becomeFollower, followTerm } from '../election/office.js';
import { restartElectionTimer, watchLeaderIfNew } from '../election/timer.js';
import { addEntry, cutAfter, flush } from '../log/log.js';
import { applyCommitted } from '../machine/apply.js';
import type { Entry, MessageOf } from '../message.js';
import { lastIndex, termAt, votes, type RaftNode, type State } from '../state.js';

/** AppendEntries. */
export function takeEntries(
  state: State,
  message: MessageOf<'append entries'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { term, previousIndex, previousTerm, entries, commit, round } = message;
  if (!acceptLeader(state, term, from, node)) {
    reject(state, previousIndex, from, node);
    return;
  }
  state.heardRound = Math.max(state.heardRound, round);
  if (previousIndex > lastIndex(state) || doesNotFit(state, previousIndex, previousTerm)) {
    reject(state, previousIndex, from, node);
    return;
  }
  const wasVoter = votes(state);
  const isLonger = takeNew(state, previousIndex, entries, node);
  watchLeaderIfNew(state, wasVoter, node);
  state.verified = Math.max(state.verified, previousIndex + entries.length);
  learnCommit(state, node.bug('apply beyond commit') ? lastIndex(state) : commit, node);
  goOnRegaining(state, node);
  if (!isLonger) reportMatch(state, node);
  else if (node.bug('answer before the flush')) {
    flush(state, node);
    reportMatch(state, node, lastIndex(state));
  } else flush(state, node);
}

/** Whether the sender leads: then it is heard, and whoever stood for election in this term does not any more. */
export function acceptLeader(state: State, term: number, from: NodeId, node: RaftNode): boolean {
  if (term < state.currentTerm) return false;
  if (term > state.currentTerm) followTerm(state, term, node);
  if (state.role !== 'follower' || state.leader !== from) {
    becomeFollower(state, from, node);
    node.note('follows', { leader: from, term });
    state.heardRound = 0;
  }
  state.heardLeaderAt = node.clock.monotonic();
  restartElectionTimer(state, node);
  return true;
}

function doesNotFit(state: State, index: number, term: number): boolean {
  const own = termAt(state, index);
  // What a snapshot stands for is committed, and so the same on the leader.
  return own !== null && index > 0 && own !== term;
}

/** Says no, with a hint where the logs may fit: the whole term that differs can be left out (§5.3, the end). */
function reject(state: State, previousIndex: number, from: NodeId, node: RaftNode): void {
  const { currentTerm: term, heardRound: round, isBlank } = state;
  const conflictTerm = termAt(state, previousIndex) ?? 0;
  let conflictIndex = lastIndex(state) + 1;
  if (conflictTerm !== 0) {
    conflictIndex = previousIndex;
    while (termAt(state, conflictIndex - 1) === conflictTerm && conflictIndex > 1) {
      conflictIndex -= 1;
    }
  }
  const conflict = { previousIndex, conflictTerm, conflictIndex };
  node.send(from, { kind: 'rejected', term, ...conflict, isBlank, round });
}

const nothing: readonly WriteId[] = [];

/** Adds what is not there yet; the first entry that conflicts goes, with all that follow it. Whether anything was added. */
function takeNew(
  state: State,
  previousIndex: number,
  entries: readonly Entry[],
  node: RaftNode,
): boolean {
  if (node.bug('cut on an old message') && lastIndex(state) > previousIndex) {
    cutAfter(state, Math.max(previousIndex, state.snapshot.base), node);
  }
  let isLonger = false;
  let index = previousIndex;
  for (const entry of entries) {
    index += 1;
    if (index <= state.snapshot.base) continue;
    if (index <= lastIndex(state)) {
      if (termAt(state, index) === entry.term) continue;
      cutAfter(state, index - 1, node);
    }
    // What a copy is stored on top of is the affair of whoever accepted the write.
    if (entry.write !== 0) node.stored(entry.write, nothing);
    addEntry(state, entry, node);
    isLonger = true;
  }
  return isLonger;
}

/** Committed is what the leader says, as far as this log is known to be the leader's. */
export function learnCommit(state: State, commit: number, node: RaftNode): void {
  const known = node.bug('apply beyond commit') ? commit : Math.min(commit, state.verified);
  if (known <= state.commitIndex) return;
  state.commitIndex = known;
  applyCommitted(state, node);
}

/** Tells the leader how far the log is its own, and durable. */
export function reportMatch(state: State, node: RaftNode, durable = state.flushed): void {
  const { leader, currentTerm: term, verified, heardRound: round, isBlank } = state;
  if (leader === null || leader === node.id) return;
  node.send(leader, { kind: 'appended', term, match: Math.min(durable, verified), round, isBlank });
}
