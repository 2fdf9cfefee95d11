/** Who is connected to whom and how well: turns `network:` and the client groups into link qualities. */
import type { Distribution } from '../../kernel/distribution.js';
import { pairs } from '../../kernel/pairs.js';
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
