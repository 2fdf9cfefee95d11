/** Rules of reading: who serves a read, how fresh it must be, and what it may see. */
import type { ClientHandle } from '../../database.js';
import { versionsOf } from '../../versions/key-store.js';
import { holdsLease } from '../failover/lease.js';
import { versionsAt } from '../log/apply.js';
import type { Token } from '../message.js';
import {
  answer,
  epochAt,
  lastPosition,
  refuse,
  type PrimaryReplicaNode,
  type PrimaryReplicaOperation,
  type PrimaryReplicaRequest,
  type State,
} from '../state.js';
import { stepAsideFor } from '../writing/acknowledge.js';
import { waitForConfirmation, waitForPosition } from './wait.js';
import { notThereYet, otherHistory, tooLong, tooManyEntries } from './reasons.js';

/** Serves the read, lets it wait, or refuses it with a reason that its session understands. */
export function serveRead(
  state: State,
  request: PrimaryReplicaRequest,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  const { key, options } = request;
  const reason = refusal(state, options, node);
  if (reason !== null) {
    refuse(state, client, node, reason);
    stepAsideFor(state, options.session, node);
    return;
  }
  const token = tokenOf(options, node);
  if (options.level === 'linearizable') waitForConfirmation(state, key, client, node);
  else if (token !== null && state.role !== 'primary' && !hasReached(state, token, options.level)) {
    waitForPosition(state, key, token, options, client, node);
  } else if (options.level === 'majority') serveCommitted(state, key, client, node);
  else serveApplied(state, key, client, node);
}

/** Why this node does not serve the read; null when it does. */
function refusal(
  state: State,
  options: PrimaryReplicaOperation,
  node: PrimaryReplicaNode,
): string | null {
  const { read, level, session, freshness } = options;
  if (state.role === 'arbiter') return 'an arbiter has no data';
  if (read === 'latest-primary') return state.role === 'primary' ? null : 'not the primary';
  const wantsPrimary = read === 'primary' || level === 'linearizable';
  if (state.role === 'primary') {
    if ((session?.epoch ?? 0) > state.epoch) return 'not the primary any more';
    return wantsPrimary && !holdsLease(state, node) ? 'the lease ran out' : null;
  }
  if (wantsPrimary) return 'not the primary';
  // After a boot a replica does not know what a majority has before the primary says so.
  if (level === 'majority' && state.committed === 0 && lastPosition(state) > 0) return notThereYet;
  const token = tokenOf(options, node);
  if (token !== null && isOfAnotherHistory(state, token)) {
    return otherHistory;
  }
  return freshness === undefined ? null : staleness(state, freshness, node);
}

/** What the session carries of its last write. */
function tokenOf({ session }: PrimaryReplicaOperation, node: PrimaryReplicaNode): Token | null {
  const token = session?.token ?? null;
  if (token === null || !node.bug('drop the epoch of a token')) return token;
  return { epoch: null, position: token.position };
}

/** The position is taken by a write of another epoch: what the token stands for is not here, and never will be. */
export function isOfAnotherHistory(state: State, { epoch, position }: Token): boolean {
  return epoch !== null && position <= lastPosition(state) && epochAt(state, position) !== epoch;
}

/** Whether a replica is too far behind: as far as it knows, in entries; or as far as it can prove, in time. */
function staleness(
  state: State,
  { entries = Infinity, age = Infinity }: NonNullable<PrimaryReplicaOperation['freshness']>,
  node: PrimaryReplicaNode,
): string | null {
  const lacking = Math.max(state.heardOf, lastPosition(state)) - state.applied;
  if (lacking > entries) return tooManyEntries;
  return node.clock.wall() - state.freshAsOf > age ? tooLong : null;
}

/** Reads of this level see here what the token stands for. */
export function hasReached(
  { applied, committed }: State,
  { position }: Token,
  level: PrimaryReplicaOperation['level'],
): boolean {
  return applied >= position && (level !== 'majority' || committed >= position);
}

/** A local read: whatever this node has applied. */
export function serveApplied(
  state: State,
  key: string,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  const versions = versionsOf(state.store, key);
  node.reply(client, answer(state, 'ok', { versions, position: state.applied }));
}

/** Only what a majority is known to have: it survives every failover that a majority decides. */
export function serveCommitted(
  state: State,
  key: string,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  const position = Math.min(state.applied, state.committed);
  const versions = versionsAt(state, key, position);
  node.reply(client, answer(state, 'ok', { versions, position }));
}
