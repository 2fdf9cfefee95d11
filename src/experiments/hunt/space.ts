/**
 * A space: what may vary from seed to seed when scenarios are drawn, and within which limits. Plain data,
 * so that it can be printed, sent to workers and kept. Whatever is null stays as the scenario says.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import { mean } from '../../kernel/mean.js';
import { pairs } from '../../kernel/pairs.js';
import { MILLISECOND, sinceStart, type Duration, type Instant } from '../../kernel/time.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ClientSpec } from '../../simulation/clients/schema.js';
import { possibleKinds, usualKinds, type FaultKind, drawableCommands } from './kinds.js';
import { readingSpace, type GroupReading } from './reading.js';

/** The parts that can be switched on and off. */
export const spaceParts = ['faults', 'network', 'workload', 'hosts', 'reads'] as const;

export type SpacePart = (typeof spaceParts)[number];

/** What varies when nobody says. Where reads go is a part of what the database is asked to promise. */
export const usualParts: readonly SpacePart[] = ['faults', 'network', 'workload', 'hosts'];

export interface Space {
  readonly faults: FaultSpace | null;
  readonly network: NetworkSpace | null;
  readonly workload: readonly GroupSpace[] | null;
  readonly hosts: HostSpace | null;
  /** By client group, the read options that it may have. */
  readonly reads: readonly GroupReading[] | null;
}

/** Whom faults may name. */
export interface Targets {
  readonly nodes: readonly string[];
  readonly roles: readonly string[];
  readonly zones: readonly string[];
  /** Client groups, in partitions. */
  readonly groups: readonly string[];
}

export interface FaultSpace {
  /** Each seed takes some of them. */
  readonly kinds: readonly FaultKind[];
  /** So many in one scenario. */
  readonly most: number;
  /** No fault lasts longer. */
  readonly longest: Duration;
  /** Faults begin in this part of the run. */
  readonly from: Instant;
  readonly to: Instant;
  /** Whether every fault is over at `to`; otherwise some stay. */
  readonly isHealed: boolean;
  /** Whether the scenario's own faults stay, and others are drawn beside them. */
  readonly keepsOwn: boolean;
  readonly targets: Targets;
  /** Kinds of messages, for faults of single messages. */
  readonly messages: readonly string[];
  readonly commands: readonly string[];
  /** What faults may wait for. */
  readonly events: readonly string[];
  /** A fault that waits may begin late: it does not last longer than this. */
  readonly longestAfterEvent: Duration;
}

export interface NetworkSpace {
  /** The latency is a range within these. */
  readonly fastest: Duration;
  readonly slowest: Duration;
  /** In percent. */
  readonly mostLoss: number;
  readonly mostDuplicates: number;
  readonly orders: readonly ('stream' | 'none')[];
}

/** What may vary about a client group without a script. */
export interface GroupSpace {
  readonly group: string;
  readonly workloads: readonly ('register' | 'append' | 'counter' | 'update')[];
  readonly mostKeys: number;
  readonly mostSessions: number;
  /** Operations a second; null for a closed loop, which has none. */
  readonly highestRate: number | null;
  /** The share of reads in percent, from the lowest to the highest; null for a group that only reads. */
  readonly reads: readonly [number, number] | null;
}

export interface HostSpace {
  readonly nodes: readonly string[];
  readonly fastestFlush: Duration;
  readonly slowestFlush: Duration;
  /** How far a wall clock is ahead or behind, and how fast it may drift in parts per million. */
  readonly mostOffset: Duration;
  readonly mostDrift: number;
}

export interface SpaceOptions {
  /** Which parts vary. */
  readonly parts?: readonly SpacePart[];
  /** Which kinds of faults, of those that make sense. */
  readonly kinds?: readonly FaultKind[];
  readonly mostFaults?: number;
  /** The roles that nodes have; a declaration may name more. Default: all of them. */
  readonly roles?: ReadonlySet<string>;
  /** The only nodes that faults may name. Default: all of them, and their roles. */
  readonly nodes?: readonly string[];
  /** Faults need not end. */
  readonly keepFaults?: boolean;
  /** The scenario's own faults stay. */
  readonly keepOwn?: boolean;
}

const usualMostFaults = 8;

/** The space around a scenario. Kinds of faults that make no sense in it are left out. */
export function spaceOf(
  scenario: Scenario,
  declaration: FamilyDeclaration,
  options: SpaceOptions = {},
): Space {
  const { parts = usualParts } = options;
  const { nodes } = scenario.spec.database;
  const has = (part: SpacePart): boolean => parts.includes(part);
  return {
    faults: has('faults') ? faultSpace(scenario, declaration, options) : null,
    network: has('network') && nodes.length > 1 ? networkSpace(scenario) : null,
    workload: has('workload') ? workloadSpace(scenario) : null,
    hosts: has('hosts') ? hostSpace(scenario) : null,
    reads: has('reads') ? readingSpace(scenario, declaration) : null,
  };
}

/** Faults end with four fifths of the run, so that the database can heal while clients still look. */
function faultSpace(
  scenario: Scenario,
  declaration: FamilyDeclaration,
  options: SpaceOptions,
): FaultSpace | null {
  const { kinds, mostFaults = usualMostFaults, nodes } = options;
  const { keepFaults = false, keepOwn = false } = options;
  const { duration } = scenario.spec;
  const possible = possibleKinds(scenario, declaration);
  const chosen =
    kinds === undefined ? usualKinds(possible) : possible.filter((kind) => kinds.includes(kind));
  if (chosen.length === 0) return null;
  return {
    kinds: chosen,
    most: mostFaults,
    longest: Math.max(MILLISECOND, Math.floor(duration * 0.3)),
    from: 0,
    to: sinceStart(Math.floor(duration * 0.8)),
    isHealed: !keepFaults,
    keepsOwn: keepOwn,
    targets:
      nodes === undefined
        ? allTargets(scenario, declaration, options)
        : { nodes, roles: [], zones: [], groups: [] },
    messages: namesIn(declaration.messages),
    commands: drawableCommands(declaration),
    events: [...namesIn(declaration.events), 'crashed', 'restarted'],
    longestAfterEvent: Math.max(MILLISECOND, Math.floor(duration * 0.2)),
  };
}

function allTargets(
  { spec: { database, network, clients } }: Scenario,
  declaration: FamilyDeclaration,
  { roles }: SpaceOptions,
): Targets {
  return {
    nodes: database.nodes,
    roles: declaration.roles.filter((role) => roles?.has(role) ?? true),
    zones: namesIn(network.zones ?? {}),
    groups: clients.map(({ name }) => name),
  };
}

function namesIn(record: Readonly<Record<string, unknown>>): readonly string[] {
  return pairs(record).map(([name]) => name);
}

/** What a link has whose latency nobody says. */
const usualLatency: Duration = MILLISECOND;
const usualFlush: Duration = MILLISECOND;

function networkSpace({ spec }: Scenario): NetworkSpace {
  const { latency } = spec.network;
  const middle = Math.min(
    latency === undefined ? usualLatency : mean(latency),
    spec.duration / 100,
  );
  return {
    fastest: Math.floor(middle / 2),
    slowest: Math.ceil(Math.max(4 * middle, MILLISECOND)),
    mostLoss: 5,
    mostDuplicates: 5,
    orders: ['stream', 'none'],
  };
}

/**
 * Counters stay counters, and where other keys are written as well nothing varies: drawn keys might be those of a counter,
 * which is only added to.
 */
function workloadSpace({ spec }: Scenario): readonly GroupSpace[] {
  const counts = spec.clients.map(isCounting);
  const hasCounters = counts.includes(true);
  if (hasCounters && counts.includes(false)) return [];
  return spec.clients.flatMap(
    ({ name, script, keys, count, rate, reads }): readonly GroupSpace[] => {
      if (script !== undefined) return [];
      return [
        {
          group: name,
          workloads: hasCounters ? ['counter'] : ['register', 'append', 'update'],
          mostKeys: 'count' in keys ? Math.max(10, Math.min(keys.count, 1000)) : 10,
          mostSessions: Math.max(5, count),
          highestRate: rate === undefined ? null : Math.max(1, Math.ceil(2 * rate)),
          reads: reads === 1 ? null : [10, 90],
        },
      ];
    },
  );
}

/** Whether a group adds to counters whenever it writes; null for one that only reads. */
function isCounting({ script, reads, workload }: ClientSpec): boolean | null {
  if (script === undefined) return reads === 1 ? null : workload === 'counter';
  const writing = script.filter((step) => 'do' in step && step.do !== 'read');
  const isAdding = writing.map((step) => 'do' in step && step.do === 'add');
  return isAdding.length === 0 ? null : !isAdding.includes(false);
}

function hostSpace({ spec }: Scenario): HostSpace {
  const flush = spec.hosts.disk?.flush;
  const middle = Math.min(flush === undefined ? usualFlush : mean(flush), spec.duration / 100);
  return {
    nodes: spec.database.nodes,
    fastestFlush: Math.floor(middle / 2),
    slowestFlush: Math.ceil(Math.max(10 * middle, MILLISECOND)),
    mostOffset: 500 * MILLISECOND,
    mostDrift: 500,
  };
}
