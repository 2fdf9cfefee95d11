/**
 * What the family promises about coming back, for the machines and clients of one scenario. Checkers get it with the
 * chronicle, because they know neither.
 */
import type { LivenessTerms } from '../history/chronicle.js';
import { longest } from '../kernel/longest.js';
import type { Duration } from '../kernel/time.js';
import { equipmentOf, type Equipment } from './host/service.js';
import { qualityOf } from './network/topology.js';
import type { World } from './world.js';

/** Clocks that differ more than this do not measure the same timeouts. */
const mostDrift = 0.01;

/**
 * Null where the family promises nothing: because of its options, or because messages are lost or clocks differ
 * although nothing is wrong. To be asked after the run: faults may have left something behind.
 */
export function livenessTerms(world: World): LivenessTerms | null {
  const { spec, family, hosts, network } = world;
  const step = undisturbedStep(world);
  const promise = step === null ? null : family.liveness?.(spec.database, step);
  if (promise === null || promise === undefined) return null;
  const onNodes = hosts.map((host) => host.inbox.longestWait + host.longestFlush);
  const timeout = Math.max(...spec.clients.map((client) => client.timeout));
  const wiped = new Set(hosts.filter(({ disk }) => disk.recover().wiped).map(({ id }) => id));
  return {
    within: promise.within,
    nodes: promise.nodes.filter((node) => !wiped.has(node)),
    least: promise.least,
    aftermath: 2 * network.longestDelay + Math.max(...onNodes),
    // A session may ask each node in vain before it asks the one that can answer.
    search: hosts.length * timeout,
    timeout,
  };
}

/** The longest that a message, its flush and its turn take while nothing is wrong; null where nobody can tell. */
function undisturbedStep({ spec, endpoints }: World): Duration | null {
  const { nodes } = spec.database;
  const ends = endpoints.slice(0, nodes.length);
  let way = 0;
  for (const from of ends) {
    for (const to of ends) {
      if (from === to) continue;
      const { loss, latency, latencyByKind } = qualityOf(spec.network, from, to);
      if (loss > 0) return null;
      way = Math.max(way, longest(latency), ...[...latencyByKind.values()].map(longest));
    }
  }
  const equipment = nodes.map((node) => equipmentOf(spec.hosts, node));
  if (equipment.some(({ drift }) => Math.abs(drift) > mostDrift)) return null;
  return way + Math.max(...equipment.map(turn));
}

function turn({ flush, service, serviceByKind }: Equipment): Duration {
  const services = [service, ...serviceByKind.values()];
  return longest(flush) + Math.max(...services.map(longest));
}
