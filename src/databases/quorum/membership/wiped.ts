/**
 * Rules of a node whose disk was wiped: perhaps the ring is another one by now, and it is no member any more. It coordinates
 * nothing until a member has told it; where nobody knows more than it does, the ring of the scenario counts.
 */
import type { NodeId } from '../../database.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { copyMembership, knowsRing } from './ring.js';

/** Asks everybody, again and again: it tells of a ring that is older than any other. */
export function askForRing(state: State, node: QuorumNode): void {
  if (knowsRing(state)) return;
  for (const id of node.others)
    node.send(id, { kind: 'ring', ...copyMembership(state.membership) });
  node.after(node.options.suspect, 'ask for the ring');
}

/** Whether it says nothing of who the members are: its disk was wiped, too, or it is none and hears of no change. */
export function knowsNothing({ version, members, next }: MessageOf<'ring'>, from: NodeId): boolean {
  return version === 0 || ![...members, ...next].includes(from);
}

/** Another one does not know it either. When nobody does, nobody can have acknowledged anything by another ring. */
export function hearInVain(state: State, from: NodeId, node: QuorumNode): void {
  const { askedInVain, membership } = state;
  if (!askedInVain.includes(from)) askedInVain.push(from);
  if (node.others.some((id) => !askedInVain.includes(id))) return;
  state.membership = { ...copyMembership(membership), version: 1 };
  node.note('nobody knows the ring');
}
