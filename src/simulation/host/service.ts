/** How long inputs occupy a node and its disk: the scenario's service times, and what faults make of them. */
import type { Distribution } from '../../kernel/distribution.js';
import type { RandomStream } from '../../kernel/random.js';
import { sampler } from '../../kernel/sampling.js';
import { MILLISECOND, type Duration } from '../../kernel/time.js';
import { pairs } from '../../kernel/pairs.js';
import type { HostSpec, HostsSpec } from './schema.js';

/** A fault that slows a node. */
export interface Slowness {
  readonly factor: number;
  readonly by: Duration;
}

type Draw = (stream: RandomStream) => Duration;

const instantly: Distribution = { kind: 'constant', value: 0 };
const defaultFlush: Distribution = { kind: 'constant', value: MILLISECOND };

/** What one host runs on. */
export interface Equipment {
  readonly service: Distribution;
  readonly serviceByKind: ReadonlyMap<string, Distribution>;
  readonly flush: Distribution;
  readonly serialDisk: boolean;
  readonly offset: Duration;
  readonly drift: number;
}

/** The equipment of a node: the defaults of `hosts:` with what is said of this node. */
export function equipmentOf(hosts: HostsSpec, node: string): Equipment {
  const own: HostSpec = hosts.nodes?.[node] ?? {};
  return {
    service: own.service ?? hosts.service ?? instantly,
    serviceByKind: new Map([
      ...pairs(hosts.serviceByKind ?? {}),
      ...pairs(own.serviceByKind ?? {}),
    ]),
    flush: own.disk?.flush ?? hosts.disk?.flush ?? defaultFlush,
    serialDisk: (own.disk?.queue ?? hosts.disk?.queue ?? 'none') === 'serial',
    offset: own.clock?.offset ?? hosts.clock?.offset ?? 0,
    drift: own.clock?.drift ?? hosts.clock?.drift ?? 0,
  };
}

export class Service {
  readonly #service: Draw;
  readonly #byKind = new Map<string, Draw>();
  readonly #flush: Draw;
  readonly #random: RandomStream;
  readonly #slownesses: Slowness[] = [];
  readonly #slowDisks: Draw[] = [];

  constructor(equipment: Equipment, random: RandomStream) {
    this.#service = sampler(equipment.service);
    for (const [kind, time] of equipment.serviceByKind) this.#byKind.set(kind, sampler(time));
    this.#flush = sampler(equipment.flush);
    this.#random = random;
  }

  /** How long this message or request occupies the node: faults multiply it, then add to it, in any order. */
  timeFor(messageKind: string): Duration {
    const undisturbed = (this.#byKind.get(messageKind) ?? this.#service)(this.#random);
    let [whole, added] = [1, 0];
    for (const { factor, by } of this.#slownesses) {
      whole *= factor;
      added += by;
    }
    return Math.round(undisturbed * whole) + added;
  }

  flushTime(): Duration {
    return (this.#slowDisks.at(-1) ?? this.#flush)(this.#random);
  }

  slow(slowness: Slowness): void {
    this.#slownesses.push(slowness);
  }

  unslow(slowness: Slowness): void {
    remove(this.#slownesses, slowness);
  }

  slowDisk(flush: Draw): void {
    this.#slowDisks.push(flush);
  }

  unslowDisk(flush: Draw): void {
    remove(this.#slowDisks, flush);
  }
}

function remove<T>(items: T[], item: T): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
