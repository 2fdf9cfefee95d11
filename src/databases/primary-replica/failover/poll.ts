/**
 * Rules of the poll: who suspects the primary asks all others whether they miss it too, and how far their logs are. When
 * enough do, the promotion policy chooses among those who answered.
 */
import type { Duration } from '../../../kernel/time.js';
import type { NodeId } from '../../database.js';
import { flushLog, writeOffice } from '../log/log.js';
import type { MessageOf, Standing } from '../message.js';
import {
  failoverOf,
  isBlank,
  isComingIntoOffice,
  lastEpoch,
  lastPosition,
  nextEpochOf,
  ownerOf,
  type PrimaryReplicaNode,
  type State,
} from '../state.js';
import { standForOffice } from './claim.js';
import { suspect, watchPrimary } from './detect.js';
import { choosePrimary } from './promotion.js';

/** Asks all others whether they miss the primary too, and how far they are; waits so long for answers. */
export function askAround(
  state: State,
  patience: Duration,
  node: PrimaryReplicaNode,
  reconfigures = false,
): void {
  const round = node.clock.monotonic();
  state.poll = { round, standings: new Map(), reconfigures };
  for (const other of node.others) node.send(other, { kind: 'poll', epoch: state.epoch, round });
  node.after(patience, 'poll');
  countStandings(state, node);
}

function ownStanding(state: State, node: PrimaryReplicaNode): Standing {
  return {
    lost: state.suspects,
    knows: state.epoch,
    promised: state.promised,
    logEpoch: lastEpoch(state),
    position: lastPosition(state),
    heardOf: state.heardOf,
    distance: state.primary === null ? 0 : node.distanceTo(state.primary),
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
  node.send(from, { kind: 'standing', round, ...ownStanding(state, node) });
}

/** Counts an answer to the current poll. When a primary answers, of this epoch or a newer one, there is nothing to decide. */
export function receiveStanding(
  state: State,
  message: MessageOf<'standing'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (state.poll?.round !== message.round) return;
  const standing: Standing = { ...message };
  const isRelevant = !state.poll.reconfigures && standing.knows >= state.epoch;
  if (isRelevant && isInOffice(from, standing, node)) {
    watchPrimary(state, node);
    return;
  }
  state.poll.standings.set(from, standing);
  countStandings(state, node);
}

/** The owner of the epoch that it knows, unless it says that this epoch has lost its primary. */
export function isInOffice(
  id: NodeId,
  { lost, knows }: Standing,
  node: PrimaryReplicaNode,
): boolean {
  return !lost && ownerOf(knows, node.nodes) === id;
}

/** Decides as soon as everybody but the primary has answered; nobody is left out of the voters for being slow. */
function countStandings(state: State, node: PrimaryReplicaNode): void {
  const awaitsAll = state.poll?.reconfigures === true;
  const primary = awaitsAll ? null : ownerOf(state.epoch, node.nodes);
  const asked = node.others.filter((other) => other !== primary);
  if (asked.every((other) => state.poll?.standings.has(other) === true)) closePoll(state, node);
}

/** Enough nodes miss the primary: one of those who answered is to be the next. Otherwise asks again later. */
export function closePoll(state: State, node: PrimaryReplicaNode): void {
  const failover = failoverOf(node);
  if (state.poll === null || failover === null) return;
  const { reconfigures } = state.poll;
  const standings = new Map(state.poll.standings).set(node.id, ownStanding(state, node));
  endPoll(state, node);
  if (reconfigures) makeVoters(state, [...standings.keys()], node);
  const missing = [...standings.values()].filter(({ lost }) => lost).length;
  const chosen =
    reconfigures || missing >= watchersNeeded(failover.watchers, node)
      ? choosePrimary(standings, reconfigures, node)
      : null;
  if (chosen === null) {
    node.after(failover.poll, 'detect');
    return;
  }
  const newest = Math.max(
    ...[...standings.values()].map(({ knows, promised }) => Math.max(knows, promised)),
  );
  const epoch = nextEpochOf(chosen, newest, node.nodes);
  if (chosen === node.id) {
    standForOffice(state, epoch, false, node);
    return;
  }
  node.send(chosen, { kind: 'promote', epoch, after: newest, planned: false });
  node.after(failover.detect, 'detect');
}

/** An operator has lost hope of the others: whoever answered is a voter, and nobody else. */
function makeVoters(state: State, nodes: readonly NodeId[], node: PrimaryReplicaNode): void {
  const voters = node.nodes.filter((id) => nodes.includes(id));
  state.voters = { version: state.voters.version + 1, nodes: voters };
  writeOffice(state, node);
  flushLog(state, node);
  node.note('reconfigured', { voters: voters.join(' ') });
}

export function endPoll(state: State, node: PrimaryReplicaNode): void {
  if (state.poll === null) return;
  state.poll = null;
  node.cancel('poll');
}

function watchersNeeded(watchers: number | 'majority', node: PrimaryReplicaNode): number {
  if (watchers !== 'majority') return watchers;
  return Math.floor(node.others.length / 2) + 1;
}

/** An operator makes the nodes that this one can reach the only voters. */
export function reconfigure(state: State, node: PrimaryReplicaNode): void {
  const failover = failoverOf(node);
  const hasOffice = state.role === 'primary' || isComingIntoOffice(state);
  if (failover === null || isBlank(state) || hasOffice) {
    node.note('cannot reconfigure', { epoch: state.epoch });
    return;
  }
  suspect(state, node);
  // Its own next question, which asks for less, would replace this one.
  node.cancel('detect');
  askAround(state, failover.poll, node, true);
}
