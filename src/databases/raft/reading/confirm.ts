/**
 * Rules of confirmation: a round of heartbeats that a majority has answered shows that this node still led when it was sent.
 * Reads wait for such a round, with the commit index of when they came (read index, dissertation §6.4), or trust that the last
 * one keeps other leaders away for a while (lease, §6.4.1).
 */
import type { ClientHandle, NodeId } from '../../database.js';
import { versionsOf } from '../../versions/key-store.js';
import { isVoter, reachedByMost } from '../members/configuration.js';
import { beginRound } from '../replication/send.js';
import {
  answer,
  configurationOf,
  countingPeer,
  refuse,
  type RaftNode,
  type State,
  type WaitingRead,
} from '../state.js';

/** Looks which rounds a majority has answered by now. */
export function confirmRounds(state: State, node: RaftNode): void {
  const confirmed = reachedByMost(configurationOf(state), (voter) =>
    voter === node.id ? state.round : (countingPeer(state, voter)?.round ?? 0),
  );
  if (confirmed <= state.confirmedRound) return;
  state.confirmedRound = confirmed;
  const newest = state.rounds.findLastIndex(({ round }) => round <= confirmed);
  state.confirmedAt = state.rounds[newest]?.sentAt ?? state.confirmedAt;
  state.rounds.splice(0, newest);
  serveReads(state, node);
}

/** Before a leader has committed in its own term, it does not know what is committed (§8). */
export function knowsCommit({ beganAt, commitIndex }: State): boolean {
  return beganAt > 0 && commitIndex >= beganAt;
}

/** No other node can have been elected yet, if clocks drift no more than they may. */
export function holdsLease(state: State, node: RaftNode): boolean {
  const { election, lease } = node.options;
  if (!knowsCommit(state) || state.hasOffered) return false;
  const length = lease.length ?? election.timeout.from;
  const isVoting = isVoter(node.id, configurationOf(state));
  const drift = node.bug('trust the clock') ? 0 : lease.drift;
  const trusted = Math.floor(length * (1 - drift));
  return isVoting && node.clock.monotonic() < state.confirmedAt + trusted;
}

/** Who wants to know. */
export type Asker =
  | { readonly kind: 'client'; readonly client: ClientHandle; readonly key: string }
  | {
      readonly kind: 'follower';
      readonly follower: NodeId;
      readonly ask: number;
      /** What it wants to hear; null: what is committed. */
      readonly index: number | null;
    };

/** Waits for a round that begins now. Reads that come at the same instant share one, while it is not answered yet. */
export function awaitConfirmation(state: State, asker: Asker, node: RaftNode): void {
  const isClient = asker.kind === 'client';
  const newest = state.rounds.at(-1);
  const isUnderWay = newest !== undefined && newest.round > state.confirmedRound;
  if (!isUnderWay || newest.sentAt !== node.clock.monotonic()) beginRound(state, node);
  state.reads.push({
    client: isClient ? asker.client : null,
    follower: isClient ? null : asker.follower,
    ask: isClient ? 0 : asker.ask,
    key: isClient ? asker.key : '',
    round: state.round,
    index: isClient || asker.index === null ? committedIfKnown(state) : asker.index,
  });
  serveReads(state, node);
}

function committedIfKnown(state: State): number | null {
  return knowsCommit(state) ? state.commitIndex : null;
}

/** Serves the reads that have what they waited for, on a leader and on a follower. */
export function serveReads(state: State, node: RaftNode): void {
  if (state.asked.length > 0) serveAsked(state, node);
  if (state.reads.length === 0 || state.role !== 'leader') return;
  if (knowsCommit(state)) for (const read of state.reads) read.index ??= state.commitIndex;
  const ready = state.reads.filter((read) => isReady(state, read)).map((read) => ({ ...read }));
  if (ready.length === 0) return;
  const waiting = state.reads.filter((read) => !isReady(state, read));
  state.reads.splice(0, state.reads.length, ...waiting);
  for (const { client, follower, ask, key, index } of ready) {
    if (client !== null) serve(state, client, key, node);
    else if (follower !== null) {
      node.send(follower, { kind: 'read from', term: state.currentTerm, ask, index: index ?? 0 });
    }
  }
}

function isReady(state: State, { round, index, client }: WaitingRead): boolean {
  if (index === null || round > state.confirmedRound) return false;
  return client === null || index <= state.lastApplied;
}

function serveAsked(state: State, node: RaftNode): void {
  const isThere = ({ index }: State['asked'][number]): boolean =>
    index !== null && index <= state.lastApplied;
  const ready = state.asked.filter(isThere).map(({ client, key }) => ({ client, key }));
  if (ready.length === 0) return;
  state.asked.splice(0, state.asked.length, ...state.asked.filter((one) => !isThere(one)));
  for (const { client, key } of ready) serve(state, client, key, node);
}

/** Answers with what this node has applied. */
export function serve(state: State, client: ClientHandle, key: string, node: RaftNode): void {
  node.reply(client, answer(state, 'ok', { versions: versionsOf(state.store, key) }));
}

/** The leader leads no more: nobody will confirm its reads. */
export function abandonReads(state: State, node: RaftNode): void {
  const abandoned = state.reads.map(({ client, follower, ask }) => ({ client, follower, ask }));
  state.reads.splice(0);
  for (const { client, follower, ask } of abandoned) {
    if (client !== null) refuse(state, client, node, 'no longer leader');
    else if (follower !== null) {
      node.send(follower, { kind: 'read from', term: state.currentTerm, ask, index: 0 });
    }
  }
}
