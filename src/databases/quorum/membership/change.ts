/**
 * Rules of changing the ring, so that no write is lost on the way: first everybody writes to the replicas of the old ring and
 * of the new one (and needs W of each); then the new ones fetch what they lack; then everybody reads from them; then nobody
 * who reads from the old ones is served any more; then the old ring is forgotten. Here each node takes up a step and confirms
 * it; `drive.ts` is about the node that drives the change.
 */
import type { NodeId } from '../../database.js';
import { emptyCell } from '../../versions/cell.js';
import type { Membership, MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { flush } from '../store/disk.js';
import { replace } from '../store/store.js';
import { askForChange, beginStep, hearRingKnown, tellAll } from './drive.js';
import { beginFetching } from './fetch.js';
import { copyMembership, knowsRing, replicasIn, ringFor } from './ring.js';
import { hearInVain, knowsNothing } from './wiped.js';

/** Takes up a step of a change: in memory at once, on the disk before it is confirmed. */
export function adopt(state: State, membership: Membership, node: QuorumNode): void {
  state.membership = copyMembership(membership);
  const isSteady = membership.phase === 'steady';
  state.ring = ringFor(membership.members, node);
  state.nextRing = isSteady ? null : ringFor(membership.next, node);
  node.disk.snapshot({ kind: 'ring', ...copyMembership(membership) });
  if (isSteady) state.fetching = null;
  if (membership.phase === 'writing both') forgetLost(state, node);
}

/**
 * What is left of keys that went to others is old: deletes may have come and gone since. Where this node is to hold such a key
 * again it must not come back; so it goes before the first write of that key comes, and nobody reads it any more.
 */
function forgetLost(state: State, node: QuorumNode): void {
  for (const [key, cell] of [...state.cells]) {
    if (replicasIn(state.ring, key).includes(node.id)) continue;
    replace(state, key, cell, emptyCell, node);
    node.disk.append({ kind: 'forget', key });
    state.written += 1;
  }
}

/** Tells one node which ring this is; not of a step of its own that a crash could take back. */
export function tell(state: State, id: NodeId, node: QuorumNode): void {
  if (state.drive?.isDurable === false) return;
  if (id === node.id) confirmRing(state, node);
  else node.send(id, { kind: 'ring', ...copyMembership(state.membership) });
}

/**
 * Another node tells of a ring: the later one counts. Who wants a change of an older one begins anew; who finds another change
 * under way gives its own up; who has forgotten a step of its own drives it again.
 */
export function hearRing(
  state: State,
  told: MessageOf<'ring'>,
  from: NodeId,
  node: QuorumNode,
): void {
  state.toldAt.set(from, node.clock.monotonic());
  if (!knowsRing(state) && knowsNothing(told, from)) {
    hearInVain(state, from, node);
    return;
  }
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
    node.note('knows the ring', { version: told.version, phase: told.phase });
    if (told.by === node.id) {
      beginStep(state, told, null, node);
      return;
    }
    adopt(state, told, node);
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

/**
 * Confirms the step once it is durable and what began before it is over; then fetches, if there is something to fetch. What
 * begins while it is told again and again is not waited for.
 */
export function confirmRing(state: State, node: QuorumNode): void {
  const { by, version } = state.membership;
  const to = by === node.id ? null : by;
  const { confirming, nextMark: mark } = state;
  if (confirming?.version === version && confirming.to === to) return;
  const open = [...state.asks.values()]
    .filter(({ kind }) => kind !== 'forward')
    .map(({ ask }) => ask);
  state.confirming = { version, to, mark, open, isDurable: false };
  flush(state, [{ to: null, message: 'ring known', number: mark }], node);
}

/** The step is durable here. Who drives it tells the others. */
export function ringDurable(state: State, mark: number, node: QuorumNode): void {
  const { confirming, drive } = state;
  if (confirming?.mark !== mark) return;
  confirming.isDurable = true;
  if (drive?.isDurable === false) {
    drive.isDurable = true;
    tellAll(state, node);
  }
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
