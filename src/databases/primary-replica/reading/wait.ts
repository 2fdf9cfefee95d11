/** Rules of reads that wait: on a replica, until it has what the session wrote; on the primary, until a majority confirms it. */
import type { ClientHandle } from '../../database.js';
import { confirmedRound } from '../failover/lease.js';
import { sendRound } from '../failover/office.js';
import type { Token } from '../message.js';
import {
  lastPosition,
  refuse,
  type PrimaryReplicaNode,
  type PrimaryReplicaOperation,
  type State,
  type WaitingRead,
} from '../state.js';
import { hasReached, isOfAnotherHistory, serveApplied, serveCommitted } from './read.js';
import { notThereYet, otherHistory } from './reasons.js';

/** The replica does not have the session's last write yet; it waits, but not forever. */
export function waitForPosition(
  state: State,
  key: string,
  token: Token,
  { token: options, level }: PrimaryReplicaOperation,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  state.reads.push({ kind: 'position', client, key, token: { ...token }, level });
  node.after(options?.timeout ?? 0, 'token', String(client));
}

/** The primary has not caught up with what the session wants in time. */
export function giveUpWaiting(state: State, about: string, node: PrimaryReplicaNode): void {
  const index = state.reads.findIndex(({ client }) => String(client) === about);
  const [read] = index < 0 ? [] : state.reads.splice(index, 1);
  if (read !== undefined) refuse(state, read.client, node, notThereYet);
}

/** The primary asks everybody whether it still is, and answers with what a majority has by then. */
export function waitForConfirmation(
  state: State,
  key: string,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  sendRound(state, node);
  const { round } = state;
  state.reads.push({ kind: 'confirmation', client, key, round, position: lastPosition(state) });
  resumeReads(state, node);
}

/** Serves the reads that have what they waited for. */
export function resumeReads(state: State, node: PrimaryReplicaNode): void {
  if (state.reads.length === 0) return;
  const confirmed = confirmedRound(state, node);
  const isReady = (read: WaitingRead): boolean =>
    read.kind === 'position'
      ? hasReached(state, read.token, read.level)
      : read.round <= confirmed && read.position <= state.committed;
  const ready = state.reads.filter(isReady).map((read) => ({ ...read }));
  if (ready.length === 0) return;
  const waiting = state.reads.filter((read) => !isReady(read));
  state.reads.splice(0, state.reads.length, ...waiting);
  for (const read of ready) serveAwaited(state, read, node);
}

/** The place that was waited for may have been taken by a write of another epoch meanwhile. */
function serveAwaited(state: State, read: WaitingRead, node: PrimaryReplicaNode): void {
  const { client, key } = read;
  if (read.kind === 'position') {
    node.cancel('token', String(client));
    if (isOfAnotherHistory(state, read.token)) {
      refuse(state, client, node, otherHistory);
      return;
    }
  }
  if (read.kind === 'confirmation' || read.level === 'majority') {
    serveCommitted(state, key, client, node);
  } else serveApplied(state, key, client, node);
}

/** The node's place has changed: what reads waited for may never come. Who waits with a token falls back. */
export function abandonReads(state: State, node: PrimaryReplicaNode): void {
  const abandoned = state.reads.map(({ kind, client }) => ({ kind, client }));
  state.reads.splice(0);
  for (const { kind, client } of abandoned) {
    node.cancel('token', String(client));
    refuse(state, client, node, kind === 'position' ? notThereYet : 'not the primary any more');
  }
}
