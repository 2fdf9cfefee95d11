/** Faults of links: cuts, lag, loss, duplication, narrow links, and single messages. Each installs filters. */
import { sampler } from '../../kernel/sampling.js';
import type { Disposition, Filter } from '../network/filter.js';
import type { Deed, Occasion } from './actions.js';
import type { FaultOf, LinksSpec } from './schema.js';

type Concerns = (from: number, to: number) => boolean;

/** How a filter of a fault differs from one that touches all messages and spares those on their way. */
interface Scope {
  readonly messageKind?: string | undefined;
  readonly counted?: Filter['counted'];
  readonly inFlight?: Filter['inFlight'];
}

/** Who stands in several groups, as roles may, belongs to the first of them. */
export function partition(fault: FaultOf<'partition'>, occasion: Occasion): Deed {
  const { partition: sides } = fault;
  const named = Array.isArray(sides) ? sides : [sides.from, sides.to];
  const groupOf = new Map<number, number>();
  named.forEach((names, group) => {
    for (const index of occasion.targets.endpoints(names)) {
      if (!groupOf.has(index)) groupOf.set(index, group);
    }
  });
  const concerns: Concerns = (from, to) => {
    const [source, destination] = [groupOf.get(from), groupOf.get(to)];
    if (source === undefined || destination === undefined) return false;
    return Array.isArray(sides) ? source !== destination : source === 0 && destination === 1;
  };
  const endpoints = [...groupOf.keys()];
  const groups = named.map((_, group) => endpoints.filter((index) => groupOf.get(index) === group));
  const separator = Array.isArray(sides) ? ' | ' : ' -/-> ';
  const summary = `partition ${groups.map((group) => names(occasion, group)).join(separator)}`;
  return cut(fault, occasion, { summary, nodes: endpoints, concerns });
}

export function isolate(fault: FaultOf<'isolate'>, occasion: Occasion): Deed {
  const nodes = occasion.targets.nodes(fault.isolate);
  const { length } = occasion.world.hosts;
  const concerns: Concerns = (from, to) =>
    from < length && to < length && from !== to && (nodes.includes(from) || nodes.includes(to));
  return cut(fault, occasion, { summary: `isolate ${names(occasion, nodes)}`, nodes, concerns });
}

export function lag(fault: FaultOf<'lag'>, occasion: Occasion): Deed {
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

export function loss(fault: FaultOf<'loss'>, occasion: Occasion): Deed {
  const chance = (): number => occasion.random.fraction();
  return onLinks(
    'loss',
    { kind: 'lose', share: fault.loss, chance },
    fault.on,
    { messageKind: fault.kind },
    occasion,
  );
}

export function duplicate(fault: FaultOf<'duplicate'>, occasion: Occasion): Deed {
  const chance = (): number => occasion.random.fraction();
  const disposition = { kind: 'duplicate', share: fault.duplicate, chance } as const;
  return onLinks('duplicate', disposition, fault.on, { messageKind: fault.kind }, occasion);
}

export function bandwidth(fault: FaultOf<'bandwidth'>, occasion: Occasion): Deed {
  const disposition = { kind: 'narrow', bytesPerSecond: fault.bandwidth } as const;
  return onLinks('bandwidth', disposition, fault.on, {}, occasion);
}

export function message(fault: FaultOf<'message'>, occasion: Occasion): Deed {
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

/** The links that a fault concerns, and the endpoints at their ends. */
interface Links {
  readonly nodes: readonly number[];
  readonly concerns: Concerns;
}

/** Cuts links: what is sent is dropped or held, what is on its way meets its own fate. */
function cut(
  fault: FaultOf<'partition' | 'isolate'>,
  occasion: Occasion,
  { summary, ...links }: Links & { readonly summary: string },
): Deed {
  const { messages, inFlight } = fault;
  return filtering(summary, { kind: messages }, links, { inFlight }, occasion);
}

/** Installs a filter on the links that a fault names; on all links between nodes when it names none. */
function onLinks(
  verb: string,
  disposition: Disposition,
  on: LinksSpec | undefined,
  scope: Scope,
  occasion: Occasion,
): Deed {
  const links = linksOf(on, occasion);
  const where = on === undefined ? 'all links' : `links of ${names(occasion, links.nodes)}`;
  return filtering(`${verb} on ${where}`, disposition, links, scope, occasion);
}

function linksOf(on: LinksSpec | undefined, { targets, world }: Occasion): Links {
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
  return { nodes: [...new Set([...one, ...other])], concerns };
}

/** A fault that lays a filter on links for as long as it lasts. */
function filtering(
  summary: string,
  disposition: Disposition,
  { nodes, concerns }: Links,
  scope: Scope,
  { id, world }: Occasion,
): Deed {
  const { network, post, kernel } = world;
  const begin = (): (() => void) => {
    const filter: Filter = {
      fault: id,
      disposition,
      messageKind: scope.messageKind ?? null,
      counted: scope.counted ?? null,
      inFlight: scope.inFlight ?? 'deliver',
      since: kernel.event,
      seen: 0,
      held: [],
    };
    network.install(filter, concerns);
    return () => {
      post.release(network.remove(filter));
    };
  };
  return { summary, nodes, begin };
}

/** The reader at the end is nobody that people know. */
function names({ world }: Occasion, endpoints: readonly number[]): string {
  const known = endpoints.filter((index) => index !== world.readerEndpoint);
  return known.length === 0 ? 'nothing' : known.map((index) => world.nameOf(index)).join(' ');
}
