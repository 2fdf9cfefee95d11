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
  const isOld = membership.phase === 'writing both' || membership.phase === 'fetching';
  return replicasIn(isOld || nextRing === null ? ring : nextRing, key);
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

/** Whether this node knows which ring counts: not after its disk was wiped, until somebody has told it. */
export function knowsRing({ membership }: State): boolean {
  return membership.version > 0;
}

/**
 * Whether a coordinator goes by a ring that is two steps older or more: what it asks for must not be done.
 *
 * That is why W and R meet. When somebody is at step k + 1, all members have confirmed k, so whoever serves is at k at least, and
 * whoever is served at k - 1: of a reader and a writer none is more than two steps behind the other.
 * - One writes to the old replicas alone (before writing both): the other one is fetching at most, and reads from the old ones.
 * - One writes to the new replicas alone (steady again): the other one is reading new at least. Without the step between these
 *   two it could still be fetching.
 * - One writes to both: W of each have it, whichever the other one reads from.
 * What was written before to old replicas alone, they took while they were writing both at most; they hand keys on when they
 * are fetching, so all of it; and nobody reads from new replicas before these have it all.
 */
export function isOutdated({ membership }: State, ring: number): boolean {
  return ring < membership.version - 1;
}
