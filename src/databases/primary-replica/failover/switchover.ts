/**
 * Rules of a planned switchover: the replica that shall take over asks the primary, which takes no more writes, waits until the
 * replica has everything, and hands its office over. Nothing is lost.
 */
import type { NodeId } from '../../database.js';
import type { MessageOf } from '../message.js';
import {
  failoverOf,
  isBlank,
  lastPosition,
  nextEpochOf,
  type PrimaryReplicaNode,
  type State,
} from '../state.js';
import { commitGathered } from '../writing/accept.js';
import { stepDown } from './office.js';
import { mayStayPrimary } from './promotion.js';

/** An operator wants this replica to be primary. */
export function askForOffice(state: State, node: PrimaryReplicaNode): void {
  if (state.role !== 'replica' || state.primary === null || isBlank(state)) {
    node.note('cannot take over', { epoch: state.epoch });
    return;
  }
  node.send(state.primary, { kind: 'hand over', epoch: state.epoch });
}

/** The primary takes no more writes, for a while: if the replica does not catch up, it goes on. */
export function beginHandOver(
  state: State,
  { epoch }: MessageOf<'hand over'>,
  from: NodeId,
  node: PrimaryReplicaNode,
): void {
  if (state.role !== 'primary' || epoch !== state.epoch || state.handingOverTo !== null) return;
  if (!state.followers.has(from)) return;
  state.handingOverTo = from;
  commitGathered(state, node);
  node.after(failoverOf(node)?.detect ?? 4 * node.options.heartbeat, 'hand over');
  handOverIfReady(state, node);
}

/** The replica has everything, and everybody who waited has been answered or can be: it is primary from now on. */
export function handOverIfReady(state: State, node: PrimaryReplicaNode): void {
  const heir = state.handingOverTo ?? heirOf(state, node);
  if (state.role !== 'primary' || heir === null || !hasEverything(state, heir)) return;
  const epoch = nextEpochOf(heir, state.epoch, node.nodes);
  node.send(heir, { kind: 'promote', epoch, after: state.epoch, planned: true });
  node.cancel('hand over');
  node.note('handed over', { to: heir, position: lastPosition(state) });
  state.primary = heir;
  stepDown(state, node);
}

function hasEverything(state: State, id: NodeId): boolean {
  const last = lastPosition(state);
  return state.flushed === last && (state.followers.get(id)?.flushed ?? -1) >= last;
}

/** Whoever has been elected although it must not stay primary hands over to the first that has everything. */
function heirOf(state: State, node: PrimaryReplicaNode): NodeId | null {
  if (!isCaretaker(state, node)) return null;
  return node.others.find((id) => mayStayPrimary(id, node) && hasEverything(state, id)) ?? null;
}

/** Elected by its log, not by the scenario: it takes no writes. */
export function isCaretaker({ role, beganAt }: State, node: PrimaryReplicaNode): boolean {
  return role === 'primary' && beganAt > 0 && !mayStayPrimary(node.id, node);
}

/** It took too long. */
export function resumeOffice(state: State, node: PrimaryReplicaNode): void {
  if (state.handingOverTo === null) return;
  node.note('keeps its office', { for: state.handingOverTo });
  state.handingOverTo = null;
}
