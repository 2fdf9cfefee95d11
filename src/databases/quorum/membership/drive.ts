/**
 * Rules of the node that drives a change of the ring: the operator's commands come to it. A step begins when all members have
 * confirmed the one before, and nobody hears of it before it is on the disk of this node. One change at a time.
 */
import type { NodeId } from '../../database.js';
import type { Command, Membership } from '../message.js';
import { nodesWith } from '../options/schema.js';
import type { QuorumNode, State } from '../state.js';
import { adopt, confirmRing, tell } from './change.js';
import { knowsRing, sameMembers } from './ring.js';

/** An operator wants this node in, out, or in the place of another one. */
export function askForChange(state: State, command: Command, node: QuorumNode): void {
  const { members } = state.membership;
  const replaced = command.kind === 'replace' ? command.gone : [];
  const after = node.nodes.filter((id) => {
    if (replaced.includes(id)) return false;
    if (id === node.id) return command.kind !== 'leave';
    return members.includes(id);
  });
  const why = objection(state, after, replaced, node);
  if (why !== null) {
    node.note('cannot change the ring', { why });
    return;
  }
  const version = state.membership.version + 1;
  const next = { version, by: node.id, members, next: after, gone: [...replaced] };
  node.note('changes the ring', { to: after.join(' ') });
  const wish = command.kind === 'replace' ? { kind: command.kind, gone: [...replaced] } : command;
  beginStep(state, { ...next, phase: 'writing both' }, { ...wish }, node);
}

function objection(
  state: State,
  after: readonly NodeId[],
  replaced: readonly NodeId[],
  node: QuorumNode,
): string | null {
  const { phase, members } = state.membership;
  if (!knowsRing(state)) return 'this node does not know the ring yet';
  if (phase !== 'steady') return 'another change is under way';
  if (replaced.some((id) => !members.includes(id))) return 'only a member can be replaced';
  if (sameMembers(after, members)) return 'nothing would change';
  return tooFewOf(after, node);
}

/** Whether N replicas, or N of a zone, would have no place. */
function tooFewOf(after: readonly NodeId[], node: QuorumNode): string | null {
  const { replicas } = node.options;
  if (typeof replicas === 'number') return after.length < replicas ? 'too few would be left' : null;
  for (const zone of new Set(node.nodes.map((id) => node.zoneOf(id)))) {
    const there = after.filter((id) => node.zoneOf(id) === zone);
    if (zone !== null && there.length < (replicas[zone] ?? 0)) {
      return `too few would be left in ${zone}`;
    }
  }
  return null;
}

/** Takes up a step of its own. Others are told when it is durable. */
export function beginStep(
  state: State,
  membership: Membership,
  wish: Command | null,
  node: QuorumNode,
): void {
  adopt(state, membership, node);
  state.drive = { known: [], fetched: [], wish, isDurable: false };
  confirmRing(state, node);
}

/** Everybody who must know: members old and new, but those that are replaced. */
function concerned({ membership }: State): readonly NodeId[] {
  const { members, next, gone } = membership;
  return [...new Set([...members, ...next])].filter((id) => !gone.includes(id));
}

/**
 * Tells those that have not confirmed the step, or not fetched what they lack, again and again; and coordinators without
 * data, for which nobody waits.
 */
export function tellAll(state: State, node: QuorumNode): void {
  const { drive } = state;
  if (drive === null) return;
  for (const id of nodesWith('coordinator', node.options)) {
    if (!drive.known.includes(id) && !concerned(state).includes(id)) tell(state, id, node);
  }
  const { phase, next } = state.membership;
  const isFetching = (id: NodeId): boolean =>
    phase === 'fetching' && next.includes(id) && !drive.fetched.includes(id);
  for (const id of concerned(state)) {
    if (!drive.known.includes(id) || isFetching(id)) tell(state, id, node);
  }
  node.after(node.options.suspect, 'tell the ring');
}

/** A member has confirmed the step. */
export function hearRingKnown(state: State, version: number, from: NodeId, node: QuorumNode): void {
  const { drive, membership } = state;
  if (drive === null || version !== membership.version || drive.known.includes(from)) return;
  drive.known.push(from);
  goOnChanging(state, node);
}

/** A node has all that it was to fetch: in this change, not in one before. */
export function hearFetched(state: State, version: number, from: NodeId, node: QuorumNode): void {
  const { drive, membership } = state;
  if (drive === null || version !== membership.version || drive.fetched.includes(from)) return;
  drive.fetched.push(from);
  goOnChanging(state, node);
}

const following = {
  'writing both': 'fetching',
  fetching: 'reading new',
  'reading new': 'leaving old',
  'leaving old': 'steady',
} as const;

function goOnChanging(state: State, node: QuorumNode): void {
  const { drive, membership } = state;
  if (drive === null || !concerned(state).every((id) => drive.known.includes(id))) return;
  const { version, by, members, next, gone, phase } = membership;
  if (phase === 'fetching' && !next.every((id) => drive.fetched.includes(id))) return;
  if (phase === 'steady') {
    state.drive = null;
    node.cancel('tell the ring');
    node.note('ring changed', { members: members.join(' ') });
    return;
  }
  // The last step is told to those that leave, too.
  const isLast = phase === 'leaving old';
  const rings = isLast ? { members: next, next: members } : { members, next };
  const step = { version: version + 1, by, gone, phase: following[phase], ...rings };
  beginStep(state, step, null, node);
}
