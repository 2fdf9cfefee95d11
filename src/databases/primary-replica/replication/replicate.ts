/**
 * Rules of the stream: whoever is followed ships what it has flushed, replicas make it durable and say how far they are.
 * The primary is followed; a replica may be, too, and then passes on what it hears from its own followers.
 */
import type { WriteId } from '../../../history/operation.js';
import type { Instant } from '../../../kernel/time.js';
import type { NodeId } from '../../database.js';
import { learnFreshness } from '../log/apply.js';
import { addEntry, copyEntries, flushLog } from '../log/log.js';
import type { Entry, MessageOf } from '../message.js';
import { resumeReads } from '../reading/wait.js';
import { lastPosition, type Follower, type PrimaryReplicaNode, type State } from '../state.js';
import { acknowledge } from '../writing/acknowledge.js';
import { isConnected } from './followers.js';
import { isGone, sendSeed } from './retain.js';

/** Entries in one message at most. */
const batch = 256;

/** What a copy is stored on top of is the affair of whoever accepted the write. */
const onTopOfNothing: readonly WriteId[] = [];

/** The entries after a position, up to the last durable one. */
interface Copy {
  previous: number;
  entries: readonly Entry[];
}

/** Sends every follower what it has not been sent yet, as far as the own disk has it. */
export function ship(state: State, node: PrimaryReplicaNode): void {
  // Followers that are equally far get the same records.
  const copy: Copy = { previous: -1, entries: [] };
  for (const replica of node.others) {
    const follower = state.followers.get(replica);
    if (follower?.via === null) shipTo(state, replica, follower, node, copy);
  }
}

export function shipTo(
  state: State,
  replica: NodeId,
  follower: Follower,
  node: PrimaryReplicaNode,
  copy: Copy = { previous: -1, entries: [] },
): void {
  const end = Math.min(state.flushed, turnOf(state, replica, node));
  while (follower.sent < end) {
    if (isGone(state, follower.sent, node)) {
      sendSeed(state, replica, follower, node);
      return;
    }
    const previous = follower.sent;
    const last = Math.min(end, previous + batch);
    const isCopied = copy.previous === previous && last === state.flushed;
    const entries = isCopied ? copy.entries : copyEntries(state, previous, last);
    if (last === state.flushed) {
      copy.previous = previous;
      copy.entries = entries;
    }
    node.send(replica, {
      kind: 'append',
      previous,
      entries,
      early: isAwaited(state, 'received', previous, last),
      late: isAwaited(state, 'applied', previous, last),
      epoch: state.epoch,
      committed: state.committed,
    });
    follower.sent = last;
  }
}

/** How far a follower may be sent: with serial sending, as far as the connected one before it has flushed. */
function turnOf(state: State, replica: NodeId, node: PrimaryReplicaNode): number {
  if (node.options.sending === 'parallel') return Infinity;
  const before = node.others.slice(0, node.others.indexOf(replica)).findLast((other) => {
    return state.followers.get(other)?.via === null && isConnected(state, other, node);
  });
  return before === undefined ? Infinity : (state.followers.get(before)?.flushed ?? 0);
}

/** Somebody waits for replicas to come to this level with one of these entries. */
function isAwaited(
  state: State,
  level: 'received' | 'applied',
  previous: number,
  last: number,
): boolean {
  // A node in between passes on what it was told.
  const told = level === 'received' ? state.earlyTo : state.lateTo;
  if (state.role !== 'primary') return previous < told;
  if (!state.tellsLevels) return false;
  for (const { commit, writes } of state.waiting) {
    const isLevel = commit === level || (level === 'received' && commit === 'buffered');
    if (!isLevel) continue;
    if (writes.some(({ position }) => position > previous && position <= last)) return true;
  }
  return false;
}

/** Since when whoever has everything up to `last` has all there was, on the primary's wall clock; 0 when it has not. */
export function asOf(state: State, last: number, node: PrimaryReplicaNode): Instant {
  if (state.role === 'primary') return last === state.flushed ? node.clock.wall() : 0;
  return last === state.applied ? state.freshAsOf : 0;
}

/** A replica takes entries that continue its log; those it has already count as received. */
export function receiveEntries(
  state: State,
  message: MessageOf<'append'> | MessageOf<'seed'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (!isOnStream(state, message.epoch, from, node)) return;
  const { previous, entries } = message;
  const held = lastPosition(state) - previous;
  if (held < 0) {
    if (state.asked !== lastPosition(state) + 1) askForMissing(state, from, node);
    return;
  }
  const fresh = held === 0 ? entries : entries.slice(held);
  for (const entry of fresh) {
    if (entry.action !== 'begin') node.stored(entry.write, onTopOfNothing);
    addEntry(state, entry, node);
  }
  learnCommitted(state, message.committed, node);
  if (message.kind === 'append') {
    if (message.early) reportProgress(state, node);
    const last = previous + entries.length;
    if (message.early) state.earlyTo = last;
    if (message.late) state.lateTo = last;
  } else {
    node.note('reseeded', { keys: message.keys, position: lastPosition(state) });
  }
  if (fresh.length > 0) flushLog(state, node);
  else reportProgress(state, node);
}

/** The stream is ordered: a keepalive that speaks of entries that have not come proves that they are lost. */
export function receiveKeepalive(
  state: State,
  message: MessageOf<'keepalive'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (!isOnStream(state, message.epoch, from, node)) return;
  learnCommitted(state, message.committed, node);
  if (message.sent > lastPosition(state)) {
    askForMissing(state, from, node);
    return;
  }
  learnFreshness(state, message.sent, message.asOf);
  reportProgress(state, node);
}

function learnCommitted(state: State, committed: number, node: PrimaryReplicaNode): void {
  state.committed = Math.max(state.committed, Math.min(committed, lastPosition(state)));
  resumeReads(state, node);
}

function askForMissing(state: State, source: NodeId, node: PrimaryReplicaNode): void {
  const from = lastPosition(state) + 1;
  state.asked = from;
  node.note('entries are missing', { from });
  node.send(source, { kind: 'missing', epoch: state.epoch, from });
}

/** Tells the source how far this replica has received, flushed and applied the log. */
export function reportProgress(state: State, node: PrimaryReplicaNode): void {
  if (state.source === null || !state.following) return;
  const { epoch, flushed, applied } = state;
  const received = lastPosition(state);
  node.send(state.source, { kind: 'progress', epoch, of: node.id, received, flushed, applied });
}

/** A follower is further than before. What concerns the followers of a follower is passed on to the primary. */
export function receiveProgress(
  state: State,
  message: MessageOf<'progress'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const { epoch, of, received, flushed, applied } = message;
  if (epoch !== state.epoch) return;
  if (state.role !== 'primary') passOn(state, message, node);
  const follower = of === from ? state.followers.get(of) : followerVia(state, of, from);
  if (follower === undefined) return;
  follower.received = Math.max(follower.received, received);
  follower.flushed = Math.max(follower.flushed, flushed);
  follower.applied = Math.max(follower.applied, applied);
  follower.heardAt = node.clock.monotonic();
  if (tellsNews(state, received, node)) acknowledge(state, node);
  if (node.options.sending === 'serial') ship(state, node);
}

/** Whether this may be what somebody waits for. The last of many replicas mostly tells what is known already. */
function tellsNews(state: State, received: number, { options }: PrimaryReplicaNode): boolean {
  if (received > state.committed || state.degraded || options.slowReplica !== undefined)
    return true;
  return state.waiting.some(
    ({ writes: [front] }) => front !== undefined && front.position <= received,
  );
}

function passOn(state: State, message: MessageOf<'progress'>, node: PrimaryReplicaNode): void {
  if (state.source !== null && state.following) node.send(state.source, { ...message });
}

/** What a primary knows of a replica that follows another one. */
function followerVia(state: State, id: NodeId, via: NodeId): Follower | undefined {
  if (state.role !== 'primary') return undefined;
  const known = state.followers.get(id);
  if (known?.via === via) return known;
  const follower = {
    sent: 0,
    received: 0,
    flushed: 0,
    applied: 0,
    via,
    votes: state.voters.nodes.includes(id),
    leftOut: false,
    heardAt: 0,
  };
  state.followers.set(id, follower);
  return state.followers.get(id);
}

export function sendMissing(
  state: State,
  message: MessageOf<'missing'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const follower = state.followers.get(from);
  if (message.epoch !== state.epoch || follower?.via !== null) return;
  follower.sent = Math.min(follower.sent, message.from - 1);
  shipTo(state, from, follower, node);
}

/** Behind the entries, how far they go: so that nothing is missing unnoticed, and replicas know how fresh they are. */
export function sendKeepalives(state: State, node: PrimaryReplicaNode): void {
  for (const [replica, { sent, via }] of state.followers) {
    if (via !== null) continue;
    const { epoch, committed } = state;
    node.send(replica, {
      kind: 'keepalive',
      sent,
      epoch,
      committed,
      asOf: asOf(state, sent, node),
    });
  }
}

/** The message comes from where this replica takes its entries, and nobody newer has its promise. */
function isOnStream(state: State, epoch: number, from: NodeId, node: PrimaryReplicaNode): boolean {
  const isPromised = epoch < state.promised && !node.bug('ignore the epoch');
  if (!state.following || epoch !== state.epoch || from !== state.source || isPromised)
    return false;
  // The primary itself is heard in its heartbeats.
  if (from !== state.primary) state.streamedAt = node.clock.monotonic();
  return true;
}
