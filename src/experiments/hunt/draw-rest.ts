/** Draws what is no fault: the network, what the nodes run on, what clients do. Each aspect varies or stays. */
import type { RandomStream } from '../../kernel/random.js';
import { MICROSECOND, MILLISECOND, type Duration } from '../../kernel/time.js';
import { isMapping } from '../../scenario/schema-walk.js';
import type { Written } from '../change.js';
import { between, oneIn, percent, someLength, written } from './chance.js';
import type { GroupReading } from './reading.js';
import type { GroupSpace, HostSpace, NetworkSpace } from './space.js';

/** Keys to lay over `network:`. */
export function drawNetwork(space: NetworkSpace, chance: RandomStream): Written {
  const { fastest, slowest, mostLoss, mostDuplicates, orders } = space;
  return {
    ...sometimes(chance, () => ({ latency: someRange(fastest, slowest, chance) })),
    ...sometimes(chance, () => ({ loss: percent(between(chance, 1, mostLoss)) })),
    ...sometimes(chance, () => ({ duplicate: percent(between(chance, 1, mostDuplicates)) })),
    ...sometimes(chance, () => ({ order: chance.pick(orders) })),
  };
}

/** `hosts:` with what is drawn laid over it. */
export function drawHosts(space: HostSpace, hosts: Written, chance: RandomStream): Written {
  const { nodes, fastestFlush, slowestFlush } = space;
  const disk = sometimes(chance, () => ({
    flush: someRange(fastestFlush, slowestFlush, chance),
    ...(oneIn(chance, 4) ? { queue: 'serial' } : {}),
  }));
  const own = partOf(hosts, 'nodes');
  const clocks = sometimes(chance, () =>
    Object.fromEntries(
      nodes.map((node) => {
        const host = partOf(own, node);
        return [
          node,
          { ...host, clock: { ...partOf(host, 'clock'), ...someClock(space, chance) } },
        ];
      }),
    ),
  );
  return {
    ...hosts,
    ...(isEmpty(disk) ? {} : { disk: { ...partOf(hosts, 'disk'), ...disk } }),
    ...(isEmpty(clocks) ? {} : { nodes: { ...own, ...clocks } }),
  };
}

/** Keys to lay over a client group. */
export function drawWorkload(space: GroupSpace, chance: RandomStream): Written {
  const { workloads, mostKeys, mostSessions, highestRate, reads } = space;
  return {
    ...sometimes(chance, () => ({ workload: chance.pick(workloads) })),
    ...sometimes(chance, () => ({ keys: between(chance, 1, mostKeys) })),
    ...sometimes(chance, () => ({ count: between(chance, 1, mostSessions) })),
    ...(highestRate === null
      ? {}
      : sometimes(chance, () => ({ rate: `${String(between(chance, 1, highestRate))}/s` }))),
    ...(reads === null
      ? {}
      : sometimes(chance, () => ({
          reads: percent(10 * between(chance, reads[0] / 10, reads[1] / 10)),
        }))),
  };
}

/** Keys to lay over a client group: one combination of read options. */
export function drawReading({ options }: GroupReading, chance: RandomStream): Written {
  return chance.pick(options);
}

/** What is drawn, or nothing, with equal chances. */
function sometimes(chance: RandomStream, draw: () => Written): Written {
  return oneIn(chance, 2) ? draw() : {};
}

function isEmpty(part: Written): boolean {
  return Object.keys(part).length === 0;
}

function partOf(whole: Written, key: string): Written {
  const part = whole[key];
  return isMapping(part) ? part : {};
}

/** Anything between two lengths of time within the limits, or always the same. */
function someRange(shortest: Duration, longest: Duration, chance: RandomStream): string {
  const grain = longest >= 20 * MILLISECOND ? MILLISECOND : 100 * MICROSECOND;
  const [low, high] = [Math.ceil(shortest / grain), Math.max(1, Math.floor(longest / grain))];
  const to = between(chance, Math.min(low, high), high);
  const from = between(chance, Math.min(low, to), to);
  const ends = [from, to].map((end) => written(end * grain));
  return from === to ? written(to * grain) : ends.join('..');
}

function someClock({ mostOffset, mostDrift }: HostSpace, chance: RandomStream): Written {
  const side = (): string => chance.pick(['', '-']);
  return {
    offset: `${side()}${written(someLength(chance, mostOffset))}`,
    drift: `${side()}${String(between(chance, 1, mostDrift))}ppm`,
  };
}
