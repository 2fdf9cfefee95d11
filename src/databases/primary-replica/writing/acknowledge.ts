/**
 * Rules of acknowledging: clients wait in lines, one for each setting, and are answered when their write is safe; what
 * happens when too few replicas answer.
 */
import type { ClientHandle } from '../../database.js';
import { resumeReads } from '../reading/wait.js';
import type { SessionContext } from '../message.js';
import { readmitFollowers } from '../replication/followers.js';
import { holdsLease } from '../failover/lease.js';
import { stepDown } from '../failover/office.js';
import {
  answer,
  isFenced,
  lastPosition,
  type PrimaryReplicaNode,
  type PrimaryReplicaOperation,
  type State,
  type WaitingLine,
} from '../state.js';
import { isSafe } from './safe.js';
import type { Acknowledge } from './schema.js';

const majority: Acknowledge = { kind: 'majority' };

/** The client waits until its write is safe, in the way in which the operation or the database asks for it. */
export function waitFor(
  state: State,
  position: number,
  options: PrimaryReplicaOperation,
  client: ClientHandle,
  node: PrimaryReplicaNode,
): void {
  const setting = options.acknowledge ?? node.options.acknowledge;
  if (setting.kind === 'none') return;
  const line = lineOf(state, setting, options.commit ?? node.options.commit);
  // A retried write stands behind others and may be safe already.
  const waiting = { position, client, since: node.clock.monotonic() };
  const isLast = position >= (line.writes.at(-1)?.position ?? 0);
  if (isLast) line.writes.push(waiting);
  else
    line.writes.splice(
      line.writes.findIndex((one) => one.position > position),
      0,
      waiting,
    );
  watchWaiting(state, node);
}

function lineOf(
  state: State,
  acknowledge: Acknowledge,
  commit: WaitingLine['commit'],
): WaitingLine {
  const found = state.waiting.find(
    (line) => line.commit === commit && isSameSetting(line.acknowledge, acknowledge),
  );
  if (found !== undefined) return found;
  // Fresh records: options may be shared with others.
  const line: WaitingLine = { acknowledge: { ...acknowledge }, commit, writes: [] };
  state.waiting.push(line);
  if (commit !== 'flushed') state.tellsLevels = true;
  return state.waiting.at(-1) ?? line;
}

function isSameSetting(one: Acknowledge, other: Acknowledge): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind !== 'any' && one.kind !== 'first') return true;
  if (other.kind !== 'any' && other.kind !== 'first') return false;
  return one.count === other.count && one.of?.join() === other.of?.join();
}

/** Answers every client whose write is safe by now, and everybody who waits for that. */
export function acknowledge(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'primary' || !holdsLease(state, node)) return;
  advanceCommitted(state, node);
  if (node.options.slowReplica !== undefined) readmitFollowers(state, node);
  recover(state, node);
  for (const line of state.waiting) {
    const { acknowledge: setting, commit, writes } = line;
    const alone: Acknowledge = state.degraded ? { kind: 'primary' } : setting;
    for (let next = writes[0]; next !== undefined; next = writes[0]) {
      if (!isSafe(state, next.position, alone, commit, node)) break;
      writes.shift();
      node.reply(next.client, answer(state, 'ok', { position: next.position }));
    }
  }
  resumeReads(state, node);
}

/** The last position that a majority has only grows. */
function advanceCommitted(state: State, node: PrimaryReplicaNode): void {
  while (isSafe(state, state.committed + 1, majority, 'flushed', node)) state.committed += 1;
}

/** Watches over those who wait, where somebody set a limit. */
function watchWaiting(state: State, node: PrimaryReplicaNode): void {
  const { tooFew } = node.options;
  if (typeof tooFew !== 'string' && !state.degraded) armDegrading(state, tooFew.degradeAfter, node);
}

function armDegrading(state: State, after: number, node: PrimaryReplicaNode): void {
  const oldest = oldestWaiting(state);
  if (oldest !== null) node.after(Math.max(0, oldest + after - node.clock.monotonic()), 'degrade');
}

function oldestWaiting({ waiting }: State): number | null {
  const oldest = waiting.flatMap(({ writes }) => writes.slice(0, 1).map(({ since }) => since));
  return oldest.length === 0 ? null : Math.min(...oldest);
}

/** Somebody may have waited for too long: from now on the primary's own disk is enough. */
export function degrade(state: State, node: PrimaryReplicaNode): void {
  const { tooFew } = node.options;
  const oldest = oldestWaiting(state);
  if (state.role !== 'primary' || typeof tooFew === 'string' || oldest === null) return;
  if (node.clock.monotonic() - oldest < tooFew.degradeAfter) {
    armDegrading(state, tooFew.degradeAfter, node);
    return;
  }
  if (!doReplicasOwe(state, node)) {
    // It is the primary's own disk that is slow. Later it may be the replicas.
    node.after(tooFew.degradeAfter, 'degrade');
    return;
  }
  state.degraded = true;
  node.note('degraded', { position: lastPosition(state) });
  acknowledge(state, node);
}

/** Enough replicas have caught up: they are waited for again. */
function recover(state: State, node: PrimaryReplicaNode): void {
  if (!state.degraded || doReplicasOwe(state, node)) return;
  state.degraded = false;
  node.note('synchronous again', { position: state.flushed });
  watchWaiting(state, node);
}

/** Too few replicas have what the primary has. */
function doReplicasOwe(state: State, node: PrimaryReplicaNode): boolean {
  const { acknowledge: setting, commit } = node.options;
  return state.flushed > 0 && !isSafe(state, state.flushed, setting, commit, node);
}

/** Tells those who wait that nobody knows what will become of their writes. */
export function abandonWaiting(state: State, node: PrimaryReplicaNode): void {
  for (const { client } of state.waiting.flatMap(({ writes }) => writes)) {
    node.reply(client, answer(state, 'unknown', { reason: 'no longer primary' }));
  }
  state.waiting.splice(0);
  state.degraded = false;
}

/** A client that has heard of a newer epoch proves that this primary is not the primary any more. */
export function stepAsideFor(
  state: State,
  session: SessionContext | undefined,
  node: PrimaryReplicaNode,
): void {
  if (state.role !== 'primary' || !isFenced(node) || session === undefined) return;
  if (session.epoch <= state.epoch) return;
  state.primary = null;
  stepDown(state, node);
}
