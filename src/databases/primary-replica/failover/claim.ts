/**
 * Rules of voting: with fencing, whoever is to be primary claims an epoch, and takes office only with the promises of a
 * majority. A voter promises a newer epoch once, to somebody who lacks nothing of its own log, writes that down, and takes
 * nothing older from then on. So no two nodes are ever primary of one majority, and what a majority has is never lost.
 */
import type { NodeId } from '../../database.js';
import { flushLog, writeOffice } from '../log/log.js';
import type { MessageOf } from '../message.js';
import {
  failoverOf,
  floor,
  isBlank,
  isFenced,
  isMajority,
  lastEpoch,
  lastPosition,
  ownerOf,
  type PrimaryReplicaNode,
  type State,
} from '../state.js';
import { becomePrimary, stepDown } from './office.js';
import { isAhead } from './promotion.js';

/** Without fencing the decision is enough. With it, the voters are asked. */
export function standForOffice(
  state: State,
  epoch: number,
  planned: boolean,
  node: PrimaryReplicaNode,
): void {
  if (!isFenced(node) || node.bug('take office without votes')) {
    becomePrimary(state, epoch, node);
    return;
  }
  if (epoch <= floor(state, node)) return;
  if (failoverOf(node)?.fencing === 'lease' && !planned && !state.suspects) {
    node.note('cannot be promoted', { epoch: state.epoch });
    return;
  }
  state.promised = epoch;
  writeOffice(state, node);
  state.claim = { epoch, mark: flushLog(state, node), grants: [] };
  const { version } = state.voters;
  const [logEpoch, position] = [lastEpoch(state), lastPosition(state)];
  for (const voter of state.voters.nodes) {
    if (voter === node.id) continue;
    node.send(voter, { kind: 'claim', epoch, version, logEpoch, position, planned });
  }
  node.after(failoverOf(node)?.poll ?? 0, 'claim');
}

/** The own promise is durable: it counts like that of any voter. */
export function promisesDurable(state: State, mark: number, node: PrimaryReplicaNode): void {
  if (state.claim?.mark === mark) countGrant(state, node.id, node);
  const index = state.promises.findIndex((promise) => promise.mark === mark);
  const [promise] = index < 0 ? [] : state.promises.splice(index, 1);
  if (promise?.epoch !== state.promised) return;
  node.send(promise.to, { kind: 'grant', epoch: promise.epoch });
}

/** A voter promises, once it is durable, or says why not. */
export function considerClaim(
  state: State,
  message: MessageOf<'claim'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const { epoch } = message;
  if (!mayPromise(state, message, node)) {
    node.send(from, { kind: 'deny', epoch, promised: floor(state, node) });
    return;
  }
  state.promised = epoch;
  endClaim(state, node);
  if (state.primary === node.id) resign(state, node);
  writeOffice(state, node);
  state.promises.push({ mark: flushLog(state, node), to: from, epoch });
}

/** In office, or about to come into it: not any more. Misses whoever is elected, should that be nobody. */
function resign(state: State, node: PrimaryReplicaNode): void {
  state.primary = null;
  stepDown(state, node);
  const failover = failoverOf(node);
  if (failover !== null) node.after(failover.detect, 'detect');
}

function mayPromise(
  state: State,
  { epoch, version, logEpoch, position, planned }: MessageOf<'claim'>,
  node: PrimaryReplicaNode,
): boolean {
  if (isBlank(state) || epoch <= floor(state, node) || version < state.voters.version) return false;
  // A lease holds until its voters miss the primary, unless it has handed over itself.
  const isLeased = failoverOf(node)?.fencing === 'lease' && !planned;
  if (isLeased && !state.suspects) return false;
  const own = { logEpoch: lastEpoch(state), position: lastPosition(state) };
  return state.role === 'arbiter' || !isAhead(own, { logEpoch, position });
}

export function receiveGrant(
  state: State,
  { epoch }: MessageOf<'grant'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (state.claim?.epoch === epoch) countGrant(state, from, node);
}

function countGrant(state: State, from: NodeId, node: PrimaryReplicaNode): void {
  if (state.claim === null || state.claim.grants.includes(from)) return;
  state.claim.grants.push(from);
  if (!isMajority(state, state.claim.grants)) return;
  const { epoch } = state.claim;
  endClaim(state, node);
  becomePrimary(state, epoch, node);
}

/** Somebody has promised more. Asks around again later, as when nobody answers. */
export function receiveDenial(
  state: State,
  { epoch, promised }: MessageOf<'deny'>,
  node: PrimaryReplicaNode,
): void {
  if (state.claim?.epoch === epoch && promised > epoch) failClaim(state, node);
}

/** No majority in time. */
export function failClaim(state: State, node: PrimaryReplicaNode): void {
  if (state.claim === null) return;
  node.note('not elected', { epoch: state.claim.epoch, votes: state.claim.grants.length });
  endClaim(state, node);
  const failover = failoverOf(node);
  // Whoever had not missed the primary before does not miss it now.
  if (failover !== null) node.after(state.suspects ? failover.poll : failover.detect, 'detect');
}

/** Somebody else is in office, or has this node's promise; or the question is decided. */
export function endClaim(state: State, node: PrimaryReplicaNode): void {
  if (state.claim === null) return;
  state.claim = null;
  node.cancel('claim');
}

/** A primary of an older epoch hears that somebody has promised a newer one. */
export function promiseNothingTo(from: NodeId, state: State, node: PrimaryReplicaNode): void {
  node.send(from, { kind: 'fenced', epoch: floor(state, node) });
}

export function receiveFence(
  state: State,
  { epoch }: MessageOf<'fenced'>,
  node: PrimaryReplicaNode,
): void {
  if (state.role !== 'primary' || epoch <= state.epoch) return;
  // The promise is not this node's own: whoever is elected will speak for it.
  state.primary = ownerOf(epoch, node.nodes) === node.id ? node.id : null;
  stepDown(state, node);
}
