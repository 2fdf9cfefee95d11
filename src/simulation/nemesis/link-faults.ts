/** Faults of links: cuts, lag, loss, duplication, narrow links, and single messages. Each installs filters. */
import { sampler } from '../../kernel/sampling.js';
import type { Disposition, Filter } from '../network/filter.js';
import type { Applied, Occasion } from './actions.js';
import type { FaultOf, LinksSpec } from './schema.js';

type Concerns = (from: number, to: number) => boolean;

/** How a filter of a fault differs from one that touches all messages and spares those on their way. */
interface Scope {
  readonly messageKind?: string | undefined;
  readonly counted?: Filter['counted'];
  readonly inFlight?: Filter['inFlight'];
}

export function partition(fault: FaultOf<'partition'>, occasion: Occasion): Applied {
  const { partition: sides } = fault;
  const groups = Array.isArray(sides) ? sides : [sides.from, sides.to];
  const resolved = groups.map((names) => occasion.targets.endpoints(names));
  const groupOf = new Map(resolved.flatMap((group, side) => group.map((index) => [index, side])));
  const concerns: Concerns = (from, to) => {
    const [source, destination] = [groupOf.get(from), groupOf.get(to)];
    if (source === undefined || destination === undefined) return false;
    return Array.isArray(sides) ? source !== destination : source === 0 && destination === 1;
  };
  const separator = Array.isArray(sides) ? ' | ' : ' -/-> ';
  const summary = `partition ${resolved.map((group) => names(occasion, group)).join(separator)}`;
  const missed = groups.flatMap((group, side) => (resolved[side]?.length === 0 ? group : []));
  return cut(fault, occasion, { concerns, summary, nodes: resolved.flat(), missed });
}

export function isolate(fault: FaultOf<'isolate'>, occasion: Occasion): Applied {
  const nodes = occasion.targets.nodes(fault.isolate);
  const { length } = occasion.world.hosts;
  const concerns: Concerns = (from, to) =>
    from < length && to < length && from !== to && (nodes.includes(from) || nodes.includes(to));
  const missed = nodes.length === 0 ? fault.isolate : [];
  return cut(fault, occasion, {
    concerns,
    summary: `isolate ${names(occasion, nodes)}`,
    nodes,
    missed,
  });
}

export function lag(fault: FaultOf<'lag'>, occasion: Occasion): Applied {
  const draw = sampler(fault.lag);
  const { random } = occasion;
  return onLinks(
    'lag',
    { kind: 'delay', by: () => draw(random) },
    fault.on,
    { messageKind: fault.kind },
    occasion,
  );
}

export function loss(fault: FaultOf<'loss'>, occasion: Occasion): Applied {
  const chance = (): number => occasion.random.fraction();
  return onLinks(
    'loss',
    { kind: 'lose', share: fault.loss, chance },
    fault.on,
    { messageKind: fault.kind },
    occasion,
  );
}

export function duplicate(fault: FaultOf<'duplicate'>, occasion: Occasion): Applied {
  const chance = (): number => occasion.random.fraction();
  const disposition = { kind: 'duplicate', share: fault.duplicate, chance } as const;
  return onLinks('duplicate', disposition, fault.on, { messageKind: fault.kind }, occasion);
}

export function bandwidth(fault: FaultOf<'bandwidth'>, occasion: Occasion): Applied {
  const disposition = { kind: 'narrow', bytesPerSecond: fault.bandwidth } as const;
  return onLinks('bandwidth', disposition, fault.on, {}, occasion);
}

export function message(fault: FaultOf<'message'>, occasion: Occasion): Applied {
  const { from, to, kind, nth, count } = fault.message;
  const counted = { first: nth, last: nth + count - 1 };
  const verb = typeof fault.do === 'string' ? fault.do : 'delay';
  const scope: Scope = { messageKind: kind, counted };
  return onLinks(`${verb} ${kind}`, dispositionOf(fault, occasion), { from, to }, scope, occasion);
}

function dispositionOf(fault: FaultOf<'message'>, occasion: Occasion): Disposition {
  if (typeof fault.do !== 'string') {
    const draw = sampler(fault.do.delay);
    return { kind: 'delay', by: () => draw(occasion.random) };
  }
  if (fault.do === 'duplicate') return { kind: 'duplicate', share: 1, chance: () => 0 };
  return { kind: fault.do };
}

interface Cut {
  readonly concerns: Concerns;
  readonly summary: string;
  readonly nodes: readonly number[];
  readonly missed: readonly string[];
}

/** Cuts links: what is sent is dropped or held, what is on its way meets its own fate. */
function cut(fault: FaultOf<'partition' | 'isolate'>, occasion: Occasion, what: Cut): Applied {
  const disposition: Disposition = { kind: fault.messages };
  const filter = filterOf(disposition, occasion, { inFlight: fault.inFlight });
  return { ...what, ...installed(filter, what.concerns, occasion) };
}

/** Installs a filter on the links that a fault names; on all links between nodes when it names none. */
function onLinks(
  verb: string,
  disposition: Disposition,
  on: LinksSpec | undefined,
  scope: Scope,
  occasion: Occasion,
): Applied {
  const { concerns, nodes, missed } = linksOf(on, occasion);
  const filter = filterOf(disposition, occasion, scope);
  const summary = `${verb} on ${on === undefined ? 'all links' : `links of ${names(occasion, nodes)}`}`;
  return { summary, nodes, missed, ...installed(filter, concerns, occasion) };
}

function linksOf(on: LinksSpec | undefined, { targets, world }: Occasion): Omit<Cut, 'summary'> {
  const allNodes = world.hosts.map((host) => host.index);
  const named = on === undefined ? [] : 'between' in on ? [...on.between] : [on.from, on.to];
  const [one = allNodes, other = allNodes] = named.map((side) =>
    side === undefined ? allNodes : targets.endpoints(side),
  );
  const isOneWay = on !== undefined && !('between' in on);
  const concerns: Concerns = (from, to) =>
    from !== to &&
    ((one.includes(from) && other.includes(to)) ||
      (!isOneWay && one.includes(to) && other.includes(from)));
  const missed = [one, other].flatMap((side, index) =>
    side.length === 0 ? (named[index] ?? []) : [],
  );
  return { concerns, nodes: [...new Set([...one, ...other])], missed };
}

function filterOf(disposition: Disposition, { id, world }: Occasion, scope: Scope): Filter {
  return {
    fault: id,
    disposition,
    messageKind: scope.messageKind ?? null,
    counted: scope.counted ?? null,
    inFlight: scope.inFlight ?? 'deliver',
    since: world.kernel.event,
    seen: 0,
    held: [],
  };
}

function installed(filter: Filter, concerns: Concerns, { world }: Occasion): Pick<Applied, 'end'> {
  world.network.install(filter, concerns);
  return {
    end: () => {
      world.post.release(world.network.remove(filter));
    },
  };
}

function names({ world }: Occasion, nodes: readonly number[]): string {
  return nodes.length === 0 ? 'nothing' : nodes.map((node) => world.nameOf(node)).join(' ');
}
