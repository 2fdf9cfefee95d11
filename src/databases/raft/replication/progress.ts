/** Rules of a leader that is answered: how far each follower is (nextIndex and matchIndex, Figure 2), and where logs part. */
import type { NodeId } from '../../database.js';
import { followTerm } from '../election/office.js';
import { goOnChanging } from '../members/change.js';
import type { MessageOf } from '../message.js';
import { confirmRounds } from '../reading/confirm.js';
import { lastIndex, termAt, type Progress, type RaftNode, type State } from '../state.js';
import { handOverIfReady } from '../transfer.js';
import { advanceCommit } from './commit.js';
import { sendEntries } from './send.js';

/** A follower has taken what it was sent. */
export function hearAppended(
  state: State,
  { term, match, round, isBlank }: MessageOf<'appended'>,
  from: NodeId,
  node: RaftNode,
): void {
  const peer = peerInTerm(state, term, from, node);
  if (peer === null) return;
  peer.isBlank = isBlank;
  hearRound(state, peer, round, node);
  if (match > peer.match) {
    peer.match = match;
    peer.next = Math.max(peer.next, match + 1);
  }
  while (peer.inFlight.length > 0 && (peer.inFlight[0] ?? 0) <= match) peer.inFlight.shift();
  // Until then it may not have flushed: it will say so, and need not be asked again before the next heartbeat.
  if (peer.mode === 'probe' && peer.match >= peer.next - 1) peer.mode = 'stream';
  if (peer.mode === 'snapshot' && peer.match >= state.snapshot.base) {
    peer.mode = 'probe';
    peer.isProbing = false;
    peer.next = peer.match + 1;
  }
  if (match > state.commitIndex) advanceCommit(state, node);
  if (state.role !== 'leader') return;
  sendEntries(state, from, node);
  handOverIfReady(state, node);
  goOnChanging(state, node);
}

/** The logs part before the message, or something is missing before it. */
export function hearRejected(
  state: State,
  message: MessageOf<'rejected'>,
  from: NodeId,
  node: RaftNode,
): void {
  const { term, previousIndex, round } = message;
  const peer = peerInTerm(state, term, from, node);
  if (peer === null) return;
  peer.isBlank = message.isBlank;
  hearRound(state, peer, round, node);
  if (message.isBlank && message.conflictIndex <= peer.match) peer.match = 0;
  // An old answer: by now more is known.
  if (previousIndex <= peer.match || peer.mode === 'snapshot') return;
  if (peer.mode === 'probe' && previousIndex !== peer.next - 1 && !message.isBlank) return;
  peer.mode = 'probe';
  peer.isProbing = false;
  peer.inFlight.splice(0);
  peer.next = Math.max(peer.match + 1, nextAfter(state, message));
  sendEntries(state, from, node);
}

/** The last entry of the conflicting term here, if there is one; else where that term begins there. */
function nextAfter(
  state: State,
  { previousIndex, conflictTerm, conflictIndex }: MessageOf<'rejected'>,
): number {
  let index = Math.min(previousIndex, lastIndex(state));
  if (conflictTerm === 0) return Math.min(conflictIndex, index);
  while ((termAt(state, index) ?? 0) > conflictTerm) index -= 1;
  return termAt(state, index) === conflictTerm ? index + 1 : conflictIndex;
}

/** What is known of the sender, if this node leads the term of the message. A later term ends its own. */
export function peerInTerm(
  state: State,
  term: number,
  from: NodeId,
  node: RaftNode,
): Progress | null {
  if (term > state.currentTerm) followTerm(state, term, node);
  if (state.role !== 'leader' || term !== state.currentTerm) return null;
  return state.peers.get(from) ?? null;
}

function hearRound(state: State, peer: Progress, round: number, node: RaftNode): void {
  if (round <= peer.round) return;
  peer.round = round;
  confirmRounds(state, node);
}
