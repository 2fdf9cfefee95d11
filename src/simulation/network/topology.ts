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
  if (group !== null) return clientQuality(network, group, from, to);
  let quality = refine(betweenZones(network, from, to, defaultQuality), {
    ...network,
    // The matrix is more special than the default latency.
    latency: roundTrip(network, from, to) === null ? network.latency : undefined,
  });
  for (const link of network.links ?? []) {
    if (concerns(link, from, to)) quality = refine(quality, link);
  }
  return quality;
}

/** Clients reach nodes at once unless their group says otherwise; every operation travels alone. */
function clientQuality(
  network: NetworkSpec,
  group: Endpoint,
  from: Endpoint,
  to: Endpoint,
): LinkQuality {
  const immediate: LinkQuality = {
    ...defaultQuality,
    latency: { kind: 'constant', value: 0 },
    ordered: false,
  };
  if (group.latency === null) return immediate;
  if (group.latency !== 'zones') return { ...immediate, latency: group.latency };
  const within = network.latency ?? immediate.latency;
  return betweenZones(network, from, to, { ...immediate, latency: within });
}

function betweenZones(
  network: NetworkSpec,
  from: Endpoint,
  to: Endpoint,
  quality: LinkQuality,
): LinkQuality {
  const whole = roundTrip(network, from, to);
  if (whole === null) return quality;
  return { ...quality, latency: { kind: 'constant', value: Math.round(whole / 2) } };
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
