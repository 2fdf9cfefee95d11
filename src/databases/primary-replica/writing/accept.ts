/** Rules of taking a write: who takes it, when it is refused, and when it is committed together with others. */
import type { WriteId } from '../../../history/operation.js';
import { slice } from '../../../kernel/chunks.js';
import { conditionFailed, type ClientHandle } from '../../database.js';
import { actionOf, conditionHolds, versionsAfter } from '../../versions/key-store.js';
import { holdsLease } from '../failover/lease.js';
import { isCaretaker } from '../failover/switchover.js';
import { addEntry, flushLog } from '../log/log.js';
import { dataNodes } from '../options/schema.js';
import { countedReplicas, counts, isConnected, lagOf } from '../replication/followers.js';
import {
  lastPosition,
  refuse,
  type PrimaryReplicaNode,
  type PrimaryReplicaOperation,
  type PrimaryReplicaRequest,
  type State,
} from '../state.js';
import { acknowledge, stepAsideFor, waitFor } from './acknowledge.js';
import { replicasNeeded } from './safe.js';

/** Only a primary in office takes writes, and only while it may. */
export function acceptWrite(
  state: State,
  request: PrimaryReplicaRequest,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  const reason = refusal(state, request, node);
  if (reason !== null) {
    refuse(state, client, node, reason);
    stepAsideFor(state, request.options.session, node);
    return;
  }
  const { kind, key, write, options, condition } = request;
  const known = options.idempotencyKey ? positionOf(state, write) : undefined;
  if (known === undefined) {
    if (condition !== null && !conditionHolds(request, versionsIn(state, key))) {
      refuse(state, client, node, conditionFailed);
      return;
    }
    const newest = state.newest.get(key);
    node.stored(write, newest === undefined ? [] : [newest]);
    const change = { action: actionOf(kind), key, write };
    addEntry(state, { epoch: state.epoch, ...change, at: node.clock.wall() }, node);
    commitTogether(state, node);
  }
  const awaited = condition === null ? options : withAnswer(options, node);
  waitFor(state, known ?? lastPosition(state), awaited, client, node);
  acknowledge(state, node);
}

/** What a key is going to hold when all that is in the log is applied. */
function versionsIn(state: State, key: string): readonly WriteId[] {
  const entries = slice(state.log, state.applied).flatMap(({ action, ...rest }) =>
    action === 'begin' ? [] : [{ action, ...rest }],
  );
  return versionsAfter(state.store, key, entries);
}

/** Nobody but the primary knows whether a condition holds, so its word is waited for at least. */
function withAnswer(
  options: PrimaryReplicaOperation,
  node: PrimaryReplicaNode,
): PrimaryReplicaOperation {
  const { kind } = options.acknowledge ?? node.options.acknowledge;
  return kind === 'none' ? { ...options, acknowledge: { kind: 'primary' } } : options;
}

/** Why the write is not taken; null when it is. */
function refusal(
  state: State,
  { options }: PrimaryReplicaRequest,
  node: PrimaryReplicaNode,
): string | null {
  const { tooFew, lagGuard, retain } = node.options;
  if (state.role !== 'primary') return 'not the primary';
  if ((options.session?.epoch ?? 0) > state.epoch) return 'not the primary any more';
  if (!holdsLease(state, node)) return 'the lease ran out';
  if (state.handingOverTo !== null || isCaretaker(state, node)) return 'handing over';
  if (tooFew === 'refuse') {
    const setting = options.acknowledge ?? node.options.acknowledge;
    const counted = countedReplicas(state, setting, node);
    const able = counted.filter((id) => {
      const follower = state.followers.get(id);
      return follower !== undefined && counts(follower, setting) && isConnected(state, id, node);
    }).length;
    const needed = replicasNeeded(state, setting, node);
    if (able < needed) {
      return `${String(able)} of ${String(needed)} replicas to wait for are connected`;
    }
  }
  if (lagGuard !== undefined) {
    const close = [...state.followers].filter(
      ([id, follower]) =>
        isConnected(state, id, node) && lagOf(state, follower, node) <= lagGuard.limit,
    );
    if (close.length < lagGuard.replicas) return 'the replicas are too far behind';
  }
  if (retain?.atLimit === 'refuse' && isLogFull(state, retain.entries, node)) {
    return 'the log is full: a replica has not had its entries';
  }
  return null;
}

/** The log is kept for everybody who has not had it, absent or not. */
function isLogFull(state: State, kept: number, node: PrimaryReplicaNode): boolean {
  return dataNodes(node.options).some((id) => {
    if (id === node.id) return false;
    return lastPosition(state) - (state.followers.get(id)?.flushed ?? 0) >= kept;
  });
}

/** Where a write with an idempotency key stands already. The index is made by the first who asks. */
function positionOf(state: State, write: number): number | undefined {
  if (state.index === null) {
    const entries = slice(state.log, 0).entries();
    state.index = new Map([...entries].map(([index, entry]) => [entry.write, index + 1]));
  }
  return state.index.get(write);
}

/** One flush for every write, or one for several. */
function commitTogether(state: State, node: PrimaryReplicaNode): void {
  const { groupCommit } = node.options;
  state.gathered += 1;
  if (groupCommit === undefined || state.gathered >= groupCommit.size) commitGathered(state, node);
  else if (state.gathered === 1) node.after(groupCommit.wait, 'commit');
}

/** What was gathered becomes durable in one flush, and travels in one message. */
export function commitGathered(state: State, node: PrimaryReplicaNode): void {
  if (state.gathered === 0) return;
  state.gathered = 0;
  if (node.options.groupCommit !== undefined) node.cancel('commit');
  flushLog(state, node);
}
