/**
 * Rules of failover: a replica that hears nothing from the primary for too long asks the others; when
 * enough of them miss it too, the most advanced replica is to become primary of a new epoch.
 */
import type { Duration } from '../../kernel/time.js';
import type { NodeId } from '../database.js';
import { becomePrimary } from './office.js';
import {
  isBlank,
  lastEpoch,
  lastPosition,
  nextEpochOf,
  ownerOf,
  type MessageOf,
  type PrimaryReplicaNode,
  type Standing,
  type State,
} from './state.js';

/** There was a sign of life: waits anew for the next one. */
export function watchPrimary(state: State, node: PrimaryReplicaNode): void {
  state.suspects = false;
  endPoll(state, node);
  const { failover } = node.options;
  if (failover !== 'none') node.after(failover.detect, 'detect');
}

/** Nothing was heard for too long. */
export function missPrimary(state: State, node: PrimaryReplicaNode): void {
  const { failover } = node.options;
  if (state.role === 'primary' || isBlank(state) || failover === 'none') return;
  suspect(state, node);
  askAround(state, failover.poll, node);
}

function suspect(state: State, node: PrimaryReplicaNode): void {
  if (state.suspects) return;
  state.suspects = true;
  node.note('suspected', { primary: state.primary ?? 'nobody' });
}

/** Asks all others whether they miss the primary too, and how far they are; waits so long for answers. */
export function askAround(state: State, patience: Duration, node: PrimaryReplicaNode): void {
  const round = node.clock.monotonic();
  state.poll = { round, standings: new Map() };
  for (const other of node.others) node.send(other, { kind: 'poll', epoch: state.epoch, round });
  node.after(patience, 'poll');
  countStandings(state, node);
}

function ownStanding(state: State): Standing {
  return {
    lost: state.suspects,
    knows: state.epoch,
    logEpoch: lastEpoch(state),
    position: lastPosition(state),
  };
}

/** Answers how this node sees it. A primary that asks has restarted, and is not in office any more. */
export function answerPoll(
  state: State,
  { epoch, round }: MessageOf<'poll'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (from === state.primary && epoch === state.epoch) suspect(state, node);
  node.send(from, { kind: 'standing', round, ...ownStanding(state) });
}

/** Counts an answer to the current poll. When a primary answers, of this epoch or a newer one, there is nothing to decide. */
export function receiveStanding(
  state: State,
  message: MessageOf<'standing'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  const { round, lost, knows, logEpoch, position } = message;
  if (state.poll?.round !== round) return;
  const standing: Standing = { lost, knows, logEpoch, position };
  if (isInOffice(from, standing, node) && knows >= state.epoch) {
    watchPrimary(state, node);
    return;
  }
  state.poll.standings.set(from, standing);
  countStandings(state, node);
}

/** The owner of the epoch that it knows, unless it says that this epoch has lost its primary. */
function isInOffice(id: NodeId, { lost, knows }: Standing, node: PrimaryReplicaNode): boolean {
  return !lost && ownerOf(knows, node.nodes) === id;
}

/** Decides as soon as everybody but the primary has answered. */
function countStandings(state: State, node: PrimaryReplicaNode): void {
  const primary = ownerOf(state.epoch, node.nodes);
  const asked = node.others.filter((other) => other !== primary);
  if (asked.every((other) => state.poll?.standings.has(other) === true)) closePoll(state, node);
}

/** Enough nodes miss the primary: the most advanced one is to be the next. Otherwise asks again later. */
export function closePoll(state: State, node: PrimaryReplicaNode): void {
  const { failover } = node.options;
  if (state.poll === null || failover === 'none') return;
  const standings = new Map(state.poll.standings).set(node.id, ownStanding(state));
  endPoll(state, node);
  const missing = [...standings.values()].filter(({ lost }) => lost).length;
  if (missing < watchersNeeded(failover.watchers, node)) {
    node.after(failover.poll, 'detect');
    return;
  }
  const newest = Math.max(...[...standings.values()].map(({ knows }) => knows));
  const chosen = node.bug('promote any replica') ? node.id : mostAdvanced(standings, node);
  const epoch = nextEpochOf(chosen, newest, node.nodes);
  if (chosen === node.id) {
    becomePrimary(state, epoch, node);
    return;
  }
  node.send(chosen, { kind: 'promote', epoch, after: newest });
  node.after(failover.detect, 'detect');
}

function endPoll(state: State, node: PrimaryReplicaNode): void {
  if (state.poll === null) return;
  state.poll = null;
  node.cancel('poll');
}

function watchersNeeded(watchers: number | 'majority', node: PrimaryReplicaNode): number {
  if (watchers !== 'majority') return watchers;
  return Math.floor(node.others.length / 2) + 1;
}

/** The longest log of the newest epoch; among equals, the first in the order of nodes. */
function mostAdvanced(standings: ReadonlyMap<NodeId, Standing>, node: PrimaryReplicaNode): NodeId {
  const candidates = node.nodes.flatMap((id) => {
    const standing = standings.get(id);
    return standing !== undefined && canBePromoted(id, standing, node) ? [{ id, standing }] : [];
  });
  // Whoever decides is a candidate, so there is one.
  return candidates.reduce((best, rival) => (isAhead(rival.standing, best.standing) ? rival : best))
    .id;
}

/** Blank nodes cannot, nor primaries of an epoch that the others have left behind. */
function canBePromoted(id: NodeId, standing: Standing, node: PrimaryReplicaNode): boolean {
  return standing.knows > 0 && !isInOffice(id, standing, node);
}

function isAhead(one: Standing, other: Standing): boolean {
  if (one.logEpoch !== other.logEpoch) return one.logEpoch > other.logEpoch;
  return one.position > other.position;
}
