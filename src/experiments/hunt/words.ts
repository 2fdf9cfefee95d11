/** A space in words, a line a part, and as a row of JSON. */
import { formatDuration, inMilliseconds } from '../../kernel/time.js';
import type { FaultSpace, GroupSpace, HostSpace, NetworkSpace, Space } from './space.js';

export interface SpaceLine {
  readonly part: string;
  readonly text: string;
}

/** What varies, for people. What does not is left out. */
export function spaceLines(space: Space): readonly SpaceLine[] {
  const { faults, network, workload, hosts, reads } = space;
  return [
    ...(faults === null ? [] : [{ part: 'faults', text: faultWords(faults) }]),
    ...(network === null ? [] : [{ part: 'network', text: networkWords(network) }]),
    ...(workload ?? []).map((group) => ({
      part: `workload of ${group.group}`,
      text: groupWords(group),
    })),
    ...(hosts === null ? [] : [{ part: 'hosts', text: hostWords(hosts) }]),
    ...(reads ?? []).map(({ group, options }) => ({
      part: `reads of ${group}`,
      text: optionWords(options),
    })),
  ];
}

function faultWords(space: FaultSpace): string {
  const { kinds, most, longest, from, to, isHealed, keepsOwn, longestAfterEvent } = space;
  const { nodes, roles, zones } = space.targets;
  const [first, last, short] = [from, to, longestAfterEvent].map((time) =>
    formatDuration(0 + time),
  );
  const end = isHealed ? `, over by ${last ?? ''}` : `, beginning by ${last ?? ''}; some stay`;
  return [
    `1 to ${String(most)}, of kinds that each seed chooses among ${kinds.join(', ')}`,
    `each up to ${formatDuration(longest)} long, from ${first ?? ''} on${end}`,
    `one in five after an event instead, up to ${short ?? ''} long`,
    `on ${[...nodes, ...roles, ...zones].join(', ')}, or nodes by chance`,
    ...(keepsOwn ? ['beside those of the scenario'] : []),
  ].join('; ');
}

function networkWords(space: NetworkSpace): string {
  const { fastest, slowest, mostLoss, mostDuplicates, orders } = space;
  return [
    `latency within ${formatDuration(fastest)}..${formatDuration(slowest)}`,
    `loss up to ${String(mostLoss)}%`,
    `duplicates up to ${String(mostDuplicates)}%`,
    `order ${orders.join(' or ')}`,
  ].join(', ');
}

function groupWords(space: GroupSpace): string {
  const { workloads, mostKeys, mostSessions, highestRate, reads } = space;
  return [
    workloads.join(', '),
    `1 to ${String(mostKeys)} keys`,
    `1 to ${String(mostSessions)} sessions`,
    ...(highestRate === null ? [] : [`1 to ${String(highestRate)} operations a second`]),
    ...(reads === null ? [] : [`${String(reads[0])}% to ${String(reads[1])}% reads`]),
  ].join(', ');
}

function hostWords({ fastestFlush, slowestFlush, mostOffset, mostDrift }: HostSpace): string {
  const flush = `${formatDuration(fastestFlush)}..${formatDuration(slowestFlush)}`;
  const clocks = `${formatDuration(mostOffset)} off, drifting up to ${String(mostDrift)}ppm`;
  return `flushes within ${flush}, clocks up to ${clocks}`;
}

function optionWords(options: readonly Readonly<Record<string, string>>[]): string {
  const words = new Map<string, Set<string>>();
  for (const [key, value] of options.flatMap((one) => Object.entries(one))) {
    words.set(key, (words.get(key) ?? new Set()).add(value));
  }
  return [...words].map(([key, values]) => `${key} ${[...values].join(', ')}`).join('; ');
}

/** The space as JSON: durations are numbers of milliseconds. */
export function spaceRow({ faults, network, workload, hosts, reads }: Space): object {
  return {
    faults: faults === null ? null : faultRow(faults),
    network: network === null ? null : networkRow(network),
    workload,
    hosts: hosts === null ? null : hostRow(hosts),
    reads,
  };
}

function faultRow({ longest, from, to, isHealed, longestAfterEvent, ...rest }: FaultSpace): object {
  return {
    ...rest,
    longestMs: inMilliseconds(longest),
    fromMs: inMilliseconds(from),
    toMs: inMilliseconds(to),
    longestAfterEventMs: inMilliseconds(longestAfterEvent),
    healed: isHealed,
  };
}

function networkRow({ fastest, slowest, mostLoss, mostDuplicates, orders }: NetworkSpace): object {
  const latency = { fastestMs: inMilliseconds(fastest), slowestMs: inMilliseconds(slowest) };
  return { ...latency, mostLossPercent: mostLoss, mostDuplicatesPercent: mostDuplicates, orders };
}

function hostRow({ nodes, fastestFlush, slowestFlush, mostOffset, mostDrift }: HostSpace): object {
  return {
    nodes,
    fastestFlushMs: inMilliseconds(fastestFlush),
    slowestFlushMs: inMilliseconds(slowestFlush),
    mostOffsetMs: inMilliseconds(mostOffset),
    mostDriftPpm: mostDrift,
  };
}
