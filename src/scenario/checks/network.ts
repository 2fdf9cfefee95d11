/** The network: every node in one zone at most, every round trip one length, every link two ends. */
import type { Parts } from '../parts.js';
import type { Complain } from '../problem.js';
import { formatDuration, type Duration } from '../../kernel/time.js';
import type { NetworkSpec } from '../../simulation/network/schema.js';
import { quote } from '../suggestion.js';

/** Complains of contradictions in `network:`. */
export function checkNetwork({ network, nodes }: Parts, complain: Complain): void {
  if (network === null) return;
  checkZones(network, complain);
  checkRoundTrips(network, complain);
  network.links?.forEach((link, index) => {
    const [one, other] = 'between' in link ? link.between : [link.from, link.to];
    if (one !== other || nodes?.includes(one) !== true) return;
    const message = `this is a link from ${quote(one)} to itself, and messages do not take it`;
    complain('E403', ['network', 'links', index], message);
  });
}

function checkZones({ zones = {} }: NetworkSpec, complain: Complain): void {
  const zoneOf = new Map<string, string>();
  for (const [zone, nodes] of Object.entries(zones)) {
    nodes.forEach((node, index) => {
      const other = zoneOf.get(node);
      if (other !== undefined) {
        const message = `${quote(node)} is already in zone ${quote(other)}`;
        complain('E401', ['network', 'zones', zone, index], message);
      }
      zoneOf.set(node, zone);
    });
  }
}

function checkRoundTrips({ roundTrip = {} }: NetworkSpec, complain: Complain): void {
  const lengths = new Map<string, Duration>();
  for (const [from, row] of Object.entries(roundTrip)) {
    for (const [to, length] of Object.entries(row)) {
      const pair = from < to ? `${from} ${to}` : `${to} ${from}`;
      const other = lengths.get(pair);
      if (other !== undefined && other !== length) {
        const message = `this round trip takes ${formatDuration(other)} elsewhere`;
        const hint = 'give it once; it counts in both directions';
        complain('E402', ['network', 'roundTrip', from, to], message, { hint });
      }
      lengths.set(pair, length);
    }
  }
}
