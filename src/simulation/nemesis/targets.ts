/** Turns the targets of a fault (names, zones, roles, `random`, `minority` …) into endpoints, at the instant at which the fault begins. */
import type { RandomStream } from '../../kernel/random.js';
import type { World } from '../world.js';

/** Resolves the targets of one occurrence; `minority` and `majority` of one occurrence complement each other. */
export class Targets {
  /** Targets that matched nothing. */
  readonly missed = new Set<string>();
  readonly #world: World;
  readonly #random: RandomStream;
  #minority: readonly number[] | null = null;

  constructor(world: World, random: RandomStream) {
    this.#world = world;
    this.#random = random;
  }

  /** Indices of endpoints, without repeats, in the order of the scenario. */
  endpoints(names: readonly string[]): readonly number[] {
    return this.#find(names, this.#world.endpoints.length);
  }

  /** The same, nodes only. */
  nodes(names: readonly string[]): readonly number[] {
    return this.#find(names, this.#world.hosts.length);
  }

  /** Endpoints below a bound. */
  #find(names: readonly string[], bound: number): readonly number[] {
    const found = new Set<number>();
    for (const name of names) {
      const matching = this.#resolve(name).filter((index) => index < bound);
      if (matching.length === 0) this.missed.add(name);
      for (const index of matching) found.add(index);
    }
    return [...found].sort((one, other) => one - other);
  }

  #resolve(name: string): readonly number[] {
    const { endpoints, hosts } = this.#world;
    const all = hosts.map((host) => host.index);
    switch (name) {
      case 'all':
        return all;
      case 'clients':
        return endpoints.flatMap(({ kind }, index) => (kind === 'clients' ? [index] : []));
      case 'random':
        return this.#randomNode();
      case 'minority':
        return this.#drawMinority();
      case 'majority': {
        const minority = this.#drawMinority();
        return all.filter((index) => !minority.includes(index));
      }
      default:
        return this.#named(name);
    }
  }

  /** A node, a client group, a zone, or a role that nodes have now. */
  #named(name: string): readonly number[] {
    const { endpoints, hosts } = this.#world;
    const exact = endpoints.findIndex((endpoint) => endpoint.name === name);
    if (exact >= 0) return [exact];
    const zone = endpoints.flatMap((endpoint, index) => (endpoint.zone === name ? [index] : []));
    if (zone.length > 0) return zone;
    return hosts.filter((host) => host.view()?.role === name).map((host) => host.index);
  }

  #randomNode(): readonly number[] {
    const up = this.#world.hosts.filter((host) => host.isUp);
    return up.length === 0 ? [] : [this.#random.pick(up).index];
  }

  #drawMinority(): readonly number[] {
    if (this.#minority !== null) return this.#minority;
    const left = this.#world.hosts.map((host) => host.index);
    const size = Math.floor((left.length - 1) / 2);
    const drawn: number[] = [];
    while (drawn.length < size) {
      const [index] = left.splice(this.#random.below(left.length), 1);
      if (index !== undefined) drawn.push(index);
    }
    this.#minority = drawn;
    return drawn;
  }
}
