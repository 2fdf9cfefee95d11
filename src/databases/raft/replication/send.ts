/**
 * Rules of a leader that sends: heartbeats, and what each follower lacks (§5.3). A follower of which it is not known where
 * its log parts from the leader's gets one message at a time; others get entries before earlier ones are answered.
 */
import type { NodeId } from '../../database.js';
import { copyEntries } from '../log/log.js';
import {
  configurationOf,
  lastIndex,
  termAt,
  type Progress,
  type RaftNode,
  type State,
} from '../state.js';
import type { Entry } from '../message.js';
import { sendSnapshot } from './snapshot.js';
import { handOverByPriority } from '../transfer.js';
import { becomeFollower } from '../election/office.js';
import { decides } from '../members/configuration.js';
import { confirmRounds } from '../reading/confirm.js';

/** Entries after `previous`, shared by messages to followers that are equally far. */
interface Copy {
  previous: number;
  entries: readonly Entry[];
}

/** The heartbeat timer fired: a leader shows that it is alive, or finds that nobody hears it. */
export function heartbeat(state: State, node: RaftNode): void {
  if (state.role !== 'leader') return;
  if (!hasQuorum(state, node)) {
    becomeFollower(state, null, node);
    return;
  }
  sendHeartbeats(state, node);
  handOverByPriority(state, node);
}

/** A round now, and the next one a heartbeat later. */
export function sendHeartbeats(state: State, node: RaftNode): void {
  beginRound(state, node);
  node.after(node.options.heartbeat, 'heartbeat');
}

/**
 * A new round: everybody who answers it shows that this node led when it was sent. Reads begin rounds, too, and must not put
 * off the heartbeat at which a leader looks whether anybody hears it.
 */
export function beginRound(state: State, node: RaftNode): void {
  state.round += 1;
  state.rounds.push({ round: state.round, sentAt: node.clock.monotonic() });
  for (const [follower, peer] of state.peers) {
    if (peer.mode === 'stream') sendHeartbeat(state, follower, peer.next - 1, node);
    else if (peer.mode === 'probe') probeAgain(state, follower, peer, node);
    else {
      // What it lacks is not in the log: nothing is claimed about what it has.
      sendHeartbeat(state, follower, 0, node);
      if (peer.isProbing) sendSnapshot(state, follower, peer, node);
    }
  }
  confirmRounds(state, node);
}

function sendHeartbeat(state: State, follower: NodeId, previous: number, node: RaftNode): void {
  sendAppend(state, follower, previous, [], node);
}

/** The question may have been lost. */
function probeAgain(state: State, follower: NodeId, peer: Progress, node: RaftNode): void {
  peer.isProbing = false;
  sendEntries(state, follower, node);
}

/** Check quorum: a majority has answered within the shortest election timeout. */
function hasQuorum(state: State, node: RaftNode): boolean {
  const { checkQuorum, timeout } = node.options.election;
  const isAlone = decides(configurationOf(state), (voter) => voter === node.id);
  if (!checkQuorum || isAlone) return true;
  return node.clock.monotonic() - state.confirmedAt < timeout.from;
}

/** Sends everybody what they lack. */
export function sendToAll(state: State, node: RaftNode): void {
  const copy: Copy = { previous: -1, entries: [] };
  for (const follower of state.peers.keys()) sendEntries(state, follower, node, copy);
}

/** Sends what a follower lacks, as far as messages may be on their way. */
export function sendEntries(
  state: State,
  follower: NodeId,
  node: RaftNode,
  copy: Copy = { previous: -1, entries: [] },
): void {
  const peer = state.peers.get(follower);
  if (peer === undefined || peer.mode === 'snapshot') return;
  if (peer.next <= state.snapshot.base) {
    peer.mode = 'snapshot';
    peer.offset = 0;
    sendSnapshot(state, follower, peer, node);
  } else if (peer.mode === 'probe') {
    if (peer.isProbing) return;
    peer.isProbing = true;
    sendAppend(
      state,
      follower,
      peer.next - 1,
      entriesAfter(state, peer.next - 1, node, copy),
      node,
    );
  } else {
    streamTo(state, follower, peer, node, copy);
  }
}

function streamTo(
  state: State,
  follower: NodeId,
  peer: Progress,
  node: RaftNode,
  copy: Copy,
): void {
  const last = lastIndex(state);
  while (peer.next <= last && peer.inFlight.length < node.options.inFlight) {
    const previous = peer.next - 1;
    const entries = entriesAfter(state, previous, node, copy);
    peer.next += entries.length;
    peer.inFlight.push(peer.next - 1);
    sendAppend(state, follower, previous, entries, node);
  }
}

function entriesAfter(
  state: State,
  previous: number,
  { options }: RaftNode,
  copy: Copy,
): readonly Entry[] {
  if (copy.previous === previous) return copy.entries;
  const last = Math.min(lastIndex(state), previous + options.batch.entries);
  copy.previous = previous;
  copy.entries = copyEntries(state, previous, last);
  return copy.entries;
}

function sendAppend(
  state: State,
  follower: NodeId,
  previousIndex: number,
  entries: readonly Entry[],
  node: RaftNode,
): void {
  const previousTerm = previousIndex === 0 ? 0 : (termAt(state, previousIndex) ?? 0);
  const { currentTerm: term, commitIndex: commit, round } = state;
  node.send(follower, {
    kind: 'append entries',
    term,
    previousIndex,
    previousTerm,
    entries,
    commit,
    round,
  });
}
