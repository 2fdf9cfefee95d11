/** Who is connected to whom and how well: turns `network:` and the client groups into link qualities. */
import type { Distribution } from '../../kernel/distribution.js';
import { mean } from '../../kernel/mean.js';
import { pairs } from '../../kernel/pairs.js';
import type { Duration } from '../../kernel/time.js';
import { defaultQuality, refine, type LinkQuality } from './link.js';
import type { LinkSpec, NetworkSpec } from './schema.js';

/** An end of links: a node, or all sessions of a client group. */
export interface Endpoint {
  readonly name: string;
  readonly kind: 'node' | 'clients';
  readonly zone: string | null;
  /** Client groups: their own latency. `zones`: as between zones. Null: none. */
  readonly latency: Distribution | 'zones' | null;
}

const instantly: Distribution = { kind: 'constant', value: 0 };

/** The zone of each node. */
export function zonesOf(network: NetworkSpec): ReadonlyMap<string, string> {
  const zones = new Map<string, string>();
  for (const [zone, nodes] of pairs(network.zones ?? {})) {
    for (const node of nodes) zones.set(node, zone);
  }
  return zones;
}

/** The quality of the link from one endpoint to another. */
export function qualityOf(network: NetworkSpec, from: Endpoint, to: Endpoint): LinkQuality {
  const group = from.kind === 'clients' ? from : to.kind === 'clients' ? to : null;
  const between = qualityBetween(network, from, to);
  if (group === null) return between;
  // Clients reach nodes at once unless their group says otherwise; every operation travels alone.
  const latency = group.latency === 'zones' ? between.latency : (group.latency ?? instantly);
  return { ...defaultQuality, latency, ordered: false };
}

/** The mean latency of a link between nodes. */
export function distance(network: NetworkSpec, from: Endpoint, to: Endpoint): Duration {
  return mean(qualityOf(network, from, to).latency);
}

/**
 * The names of the nodes from near to far, by the mean round trip. A client of a zone measures as a node of it
 * would, however its operations travel.
 */
export function fromNearToFar(
  network: NetworkSpec,
  from: Endpoint,
  nodes: readonly Endpoint[],
): readonly string[] {
  const measure = from.zone === null ? qualityOf : qualityBetween;
  const oneWay = (one: Endpoint, other: Endpoint): Duration =>
    mean(measure(network, one, other).latency);
  const distances = nodes.map((node) => {
    return { name: node.name, distance: oneWay(from, node) + oneWay(node, from) };
  });
  return distances.sort(byDistance).map(({ name }) => name);
}

function byDistance(one: { distance: Duration }, other: { distance: Duration }): number {
  // A mean may be infinite, and nothing is farther than that.
  if (one.distance === other.distance) return 0;
  return one.distance < other.distance ? -1 : 1;
}

/** From the most general to the most special: the defaults, `network:`, its round trips, its links. */
function qualityBetween(network: NetworkSpec, from: Endpoint, to: Endpoint): LinkQuality {
  const latency = betweenZones(network, from, to) ?? network.latency;
  let quality = refine(defaultQuality, { ...network, latency });
  for (const link of network.links ?? []) {
    if (concerns(link, from, to)) quality = refine(quality, link);
  }
  return quality;
}

/** Half the round trip between the zones of two endpoints; null where none is given. */
function betweenZones(network: NetworkSpec, from: Endpoint, to: Endpoint): Distribution | null {
  const whole = roundTrip(network, from, to);
  return whole === null ? null : { kind: 'constant', value: Math.round(whole / 2) };
}

function roundTrip(network: NetworkSpec, from: Endpoint, to: Endpoint): number | null {
  if (from.zone === null || to.zone === null) return null;
  const matrix = network.roundTrip ?? {};
  return matrix[from.zone]?.[to.zone] ?? matrix[to.zone]?.[from.zone] ?? null;
}

function concerns(link: LinkSpec, from: Endpoint, to: Endpoint): boolean {
  const is = (name: string, endpoint: Endpoint): boolean =>
    name === endpoint.name || name === endpoint.zone;
  if ('from' in link) return is(link.from, from) && is(link.to, to);
  const [one, other] = link.between;
  return (is(one, from) && is(other, to)) || (is(other, from) && is(one, to));
}
