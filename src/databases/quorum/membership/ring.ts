/** Rings of members, and which of two rings an operation goes by while one replaces the other. */
import type { NodeId } from '../../database.js';
import { preferenceList, ringOf, tokensOf, type Member, type Ring } from '../../versions/ring.js';
import type { ZoneOf } from '../nodes/level.js';
import { nodesWith, type QuorumOptions } from '../options/schema.js';
import type { Membership } from '../message.js';
import type { State } from '../state.js';

/** The ring of these members, at places that their names decide. */
export function ringFor(
  members: readonly NodeId[],
  { options, zoneOf }: { readonly options: QuorumOptions; readonly zoneOf: ZoneOf },
): Ring {
  const placed = members.map((node): Member => {
    return { node, zone: zoneOf(node), tokens: tokensOf(node, options.virtualNodes) };
  });
  const ring = ringOf(placed, options.replicas);
  return options.bugs.includes('two replicas on one node') ? withRepeats(ring) : ring;
}

/** The wrong turn: the next places on the ring, whoever they belong to. */
function withRepeats(ring: Ring): Ring {
  const { owners, lists } = ring;
  const ownerAt = (place: number): NodeId => owners[place % owners.length] ?? '';
  return {
    ...ring,
    lists: lists.map((list, segment) => list.map((_, offset) => ownerAt(segment + offset))),
  };
}

/** The ring at the beginning: all that hold data. */
export function firstRing(options: QuorumOptions, zoneOf: ZoneOf): Ring {
  return ringFor(nodesWith('replica', options), { options, zoneOf });
}

/** The preference list of a key: whoever is to be asked for it (Dynamo §4.3). */
export function replicasOf({ ring, nextRing, membership }: State, key: string): readonly NodeId[] {
  const isNew = membership.phase === 'reading new' && nextRing !== null;
  return replicasIn(isNew ? nextRing : ring, key);
}

/** The lists of all that are to have a write: one, or two while a ring replaces another one. */
export function listsFor({ ring, nextRing }: State, key: string): readonly (readonly NodeId[])[] {
  const first = replicasIn(ring, key);
  return nextRing === null ? [first] : [first, replicasIn(nextRing, key)];
}

export function replicasIn(ring: Ring, key: string): readonly NodeId[] {
  return [...preferenceList(ring, key)];
}

/** Whether this node is to hold the key, now or after a change that is under way. */
export function isHolder(state: State, key: string): boolean {
  return listsFor(state, key).some((list) => list.includes(state.id));
}

/** Whether this node holds data, or is about to. */
export function isMember({ id, membership, nextRing }: State): boolean {
  const { members, next } = membership;
  return members.includes(id) || (nextRing !== null && next.includes(id));
}

/** A fresh copy, for messages, records and the state. */
export function copyMembership(membership: Membership): Membership {
  const { version, by, phase, members, next, gone } = membership;
  return { version, by, phase, members: [...members], next: [...next], gone: [...gone] };
}

export function sameMembers(a: readonly NodeId[], b: readonly NodeId[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

/**
 * Whether a coordinator goes by a ring that is two steps older or more: what it asks for must not be done, because others go
 * by replicas of which it does not know.
 */
export function isOutdated({ membership }: State, ring: number): boolean {
  return ring < membership.version - 1;
}
