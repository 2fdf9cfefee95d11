/**
 * Rules of changing the ring, so that no write is lost on the way: first everybody writes to the replicas of the old ring and
 * of the new one (and needs W of each); then the new ones fetch what they lack; then everybody reads from them; then the old
 * ring is forgotten. A step begins when all members have confirmed the one before. One change at a time.
 */
import type { NodeId } from '../../database.js';
import type { Command, Membership, MessageOf } from '../message.js';
import { nodesWith } from '../options/schema.js';
import type { QuorumNode, State } from '../state.js';
import { flush } from '../store/disk.js';
import { beginFetching } from './fetch.js';
import { copyMembership, ringFor, sameMembers } from './ring.js';

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
  const { version } = state.membership;
  const next = { version: version + 1, by: node.id, members, next: after, gone: [...replaced] };
  node.note('changes the ring', { to: after.join(' ') });
  adopt(state, { ...next, phase: 'writing both' }, node);
  const wish = command.kind === 'replace' ? { kind: command.kind, gone: [...replaced] } : command;
  state.drive = { known: [], fetched: [], wish: { ...wish } };
  tellAll(state, node);
}

function objection(
  state: State,
  after: readonly NodeId[],
  replaced: readonly NodeId[],
  node: QuorumNode,
): string | null {
  const { phase, members } = state.membership;
  if (phase !== 'steady') return 'another change is under way';
  if (replaced.some((id) => !members.includes(id))) return 'only a member can be replaced';
  if (sameMembers(after, members)) return 'nothing would change';
  const { replicas } = node.options;
  if (typeof replicas === 'number' && after.length < replicas) return 'too few would be left';
  return null;
}

/** Takes up a step of a change: in memory at once, on the disk before it is confirmed. */
function adopt(state: State, membership: Membership, node: QuorumNode): void {
  state.membership = copyMembership(membership);
  const isSteady = membership.phase === 'steady';
  state.ring = ringFor(membership.members, node);
  state.nextRing = isSteady ? null : ringFor(membership.next, node);
  node.disk.snapshot({ kind: 'ring', ...copyMembership(membership) });
  if (isSteady) state.fetching = null;
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

/** Tells one node which ring this is. */
export function tell(state: State, id: NodeId, node: QuorumNode): void {
  if (id === node.id) confirmRing(state, node);
  else node.send(id, { kind: 'ring', ...copyMembership(state.membership) });
}

/**
 * Another node tells of a ring: the later one counts. Who wants a change of an older one begins anew; who finds another change
 * under way gives its own up.
 */
export function hearRing(
  state: State,
  told: MessageOf<'ring'>,
  from: NodeId,
  node: QuorumNode,
): void {
  if (isLater(state.membership, told)) {
    tell(state, from, node);
    return;
  }
  if (isLater(told, state.membership)) {
    const { drive, membership } = state;
    const wish = told.phase === 'steady' ? (drive?.wish ?? null) : null;
    if (drive !== null && wish === null) {
      node.note('gives up a change', { to: membership.next.join(' ') });
    }
    state.drive = null;
    adopt(state, told, node);
    node.note('knows the ring', { version: told.version, phase: told.phase });
    if (wish !== null) {
      askForChange(state, wish, node);
      return;
    }
  }
  if (told.by === from) confirmRing(state, node);
}

function isLater(
  a: Pick<Membership, 'version' | 'by'>,
  b: Pick<Membership, 'version' | 'by'>,
): boolean {
  return a.version === b.version ? a.by > b.by : a.version > b.version;
}

/** Confirms the step once it is durable and what began before it is over; then fetches, if there is something to fetch. */
function confirmRing(state: State, node: QuorumNode): void {
  const { by, version } = state.membership;
  const to = by === node.id ? null : by;
  const before = [...state.asks.values()]
    .filter(({ kind }) => kind !== 'forward')
    .map(({ ask }) => ask);
  state.confirming = { version, to, open: before, isDurable: false };
  flush(state, [{ to: null, message: 'ring known', number: version }], node);
}

/** The step is durable here. */
export function ringDurable(state: State, version: number, node: QuorumNode): void {
  const { confirming } = state;
  if (confirming?.version !== version) return;
  confirming.isDurable = true;
  confirmIfOver(state, node);
}

/** Operations that began under the old step are over: only now may anybody rely on it. */
export function confirmIfOver(state: State, node: QuorumNode): void {
  const { confirming } = state;
  if (confirming?.isDurable !== true) return;
  if (confirming.open.some((ask) => state.asks.has(ask))) return;
  const { to, version } = confirming;
  state.confirming = null;
  if (to === null) hearRingKnown(state, version, node.id, node);
  else node.send(to, { kind: 'ring known', version });
  if (state.membership.phase === 'fetching') beginFetching(state, node);
}

/** A member has confirmed the step. */
export function hearRingKnown(state: State, version: number, from: NodeId, node: QuorumNode): void {
  const { drive, membership } = state;
  if (drive === null || version !== membership.version || drive.known.includes(from)) return;
  drive.known.push(from);
  goOnChanging(state, node);
}

/** A node has all that it was to fetch. */
export function hearFetched(state: State, version: number, from: NodeId, node: QuorumNode): void {
  const { drive } = state;
  if (drive === null || drive.fetched.includes(from)) return;
  if (version <= state.membership.version) drive.fetched.push(from);
  goOnChanging(state, node);
}

const following = {
  'writing both': 'fetching',
  fetching: 'reading new',
  'reading new': 'steady',
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
  const isLast = phase === 'reading new';
  const rings = isLast ? { members: next, next: members } : { members, next };
  adopt(state, { version: version + 1, by, gone, phase: following[phase], ...rings }, node);
  state.drive = { known: [], fetched: [], wish: null };
  tellAll(state, node);
}
