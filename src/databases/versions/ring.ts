/**
 * Consistent hashing (Karger et al. 1997) as Dynamo uses it (DeCandia et al., SOSP 2007, §4.2 and §4.3): places are
 * the 32-bit numbers in a circle, a node holds several tokens on it (its virtual nodes), and a key belongs to the
 * first N distinct nodes that a walk clockwise from its place meets: its preference list. A ring is plain data; the
 * list of every segment is worked out when it is built, so that a lookup is a binary search.
 */
import type { NodeId } from '../database.js';
import { hashOfText } from './hash.js';

/** A place on the circle: a whole number from 0 to 2^32 - 1. */
export type Place = number;

export interface Member {
  readonly node: NodeId;
  /** Null for all where the scenario names no zones. */
  readonly zone: string | null;
  /** Its places on the ring; more tokens, more keys. */
  readonly tokens: readonly Place[];
}

/** N: over all zones, or by zone: `{ eu: 3, us: 2 }`. */
export type Replicas = number | Readonly<Record<string, number>>;

export interface Ring {
  readonly members: readonly Member[];
  /** In ascending order. A segment reaches from behind the token before up to its own token, which is in it. */
  readonly tokens: readonly Place[];
  /** By segment: the node whose token ends it. */
  readonly owners: readonly NodeId[];
  /** By segment: the preference list of its keys. */
  readonly lists: readonly (readonly NodeId[])[];
}

/** Where a key lies. */
export function placeOf(key: string): Place {
  return hashOfText(key);
}

/** The tokens of a node with so many virtual nodes: the hashes of `name/0`, `name/1`, … */
export function tokensOf(node: NodeId, virtualNodes: number): Place[] {
  return Array.from({ length: virtualNodes }, (_, number) => hashOfText(`${node}/${number}`));
}

/**
 * Builds a ring, in which the order of the members does not matter. Lists are shorter than asked where nodes are too few.
 *
 * With N over all zones, a list takes no second node of a zone while there is a zone of which it has none; then it goes
 * on clockwise with the nodes that it passed by (as Cassandra does with racks). With N by zone it takes the first
 * so many nodes of each, in the order of the walk, and no node of a zone that is not named.
 */
export function ringOf(members: readonly Member[], replicas: Replicas): Ring {
  const points = members
    .flatMap(({ node, tokens }) => tokens.map((token) => ({ token, node })))
    .sort((a, b) => a.token - b.token || (a.node < b.node ? -1 : Number(a.node > b.node)));
  const owners = points.map(({ node }) => node);
  const listFrom =
    typeof replicas === 'number'
      ? spreadOverZones(members, owners, replicas)
      : countedByZone(members, owners, replicas);
  return {
    members: members.map(({ node, zone, tokens }) => ({ node, zone, tokens: [...tokens] })),
    tokens: points.map(({ token }) => token),
    owners,
    lists: owners.map((_, segment) => listFrom(segment)),
  };
}

/** The first segment whose token is at or behind the place; behind the last token the circle begins again. 0 in an empty ring. */
export function segmentOf({ tokens }: Ring, place: Place): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle] as Place) < place) low = middle + 1;
    else high = middle;
  }
  return low === tokens.length ? 0 : low;
}

/** The nodes that are to hold the key, its owner first. Part of the ring: to be read, not kept. */
export function preferenceList(ring: Ring, key: string): readonly NodeId[] {
  return ring.lists[segmentOf(ring, placeOf(key))] ?? [];
}

/** The nodes that stand in for absent ones (sloppy quorum, §4.6): all others, in the order of the walk. Of all zones. */
export function fallbacksOf(ring: Ring, key: string): NodeId[] {
  const segment = segmentOf(ring, placeOf(key));
  const list = ring.lists[segment] ?? [];
  const fallbacks: NodeId[] = [];
  const missing = ring.members.length - list.length;
  walk(ring.owners, segment, (node) => {
    if (!list.includes(node)) fallbacks.push(node);
    return fallbacks.length === missing;
  });
  return fallbacks;
}

/** Visits each node where the walk clockwise first meets it, until a visit answers true. */
function walk(owners: readonly NodeId[], from: number, visit: (node: NodeId) => boolean): void {
  const seen = new Set<NodeId>();
  for (let step = 0; step < owners.length; step += 1) {
    const node = owners[(from + step) % owners.length] as NodeId;
    if (seen.has(node)) continue;
    seen.add(node);
    if (visit(node)) return;
  }
}

type ListFrom = (segment: number) => NodeId[];

function spreadOverZones(
  members: readonly Member[],
  owners: readonly NodeId[],
  wanted: number,
): ListFrom {
  const zoneOf = zonesOf(members);
  const zoneCount = new Set(zoneOf.values()).size;
  return (segment) => {
    const chosen: NodeId[] = [];
    const passed: NodeId[] = [];
    const zones = new Set<string | null | undefined>();
    walk(owners, segment, (node) => {
      const zone = zoneOf.get(node);
      if (zones.has(zone)) passed.push(node);
      else chosen.push(node);
      zones.add(zone);
      const isSpread = zones.size === zoneCount && chosen.length + passed.length >= wanted;
      return chosen.length >= wanted || isSpread;
    });
    return [...chosen, ...passed].slice(0, wanted);
  };
}

function countedByZone(
  members: readonly Member[],
  owners: readonly NodeId[],
  wanted: Readonly<Record<string, number>>,
): ListFrom {
  const zoneOf = zonesOf(members);
  const wantedIn = (zone: string | null | undefined): number =>
    typeof zone === 'string' && Object.hasOwn(wanted, zone) ? (wanted[zone] ?? 0) : 0;
  const countIn = (zone: string): number => [...zoneOf.values()].filter((z) => z === zone).length;
  const total = [...new Set(zoneOf.values())].reduce(
    (sum, zone) => sum + (zone === null ? 0 : Math.min(wantedIn(zone), countIn(zone))),
    0,
  );
  return (segment) => {
    const chosen: NodeId[] = [];
    const counts = new Map<string | null | undefined, number>();
    walk(owners, segment, (node) => {
      const zone = zoneOf.get(node);
      const count = counts.get(zone) ?? 0;
      if (count < wantedIn(zone)) {
        chosen.push(node);
        counts.set(zone, count + 1);
      }
      return chosen.length === total;
    });
    return chosen;
  };
}

/** The zones of the nodes that have tokens; the others have no place on the ring. */
function zonesOf(members: readonly Member[]): ReadonlyMap<NodeId, string | null> {
  const placed = members.filter(({ tokens }) => tokens.length > 0);
  return new Map(placed.map(({ node, zone }) => [node, zone]));
}
