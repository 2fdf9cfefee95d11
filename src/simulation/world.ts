/** The world of one run: everything that its parts need of each other, wired once. */
import type { AnyFamily, MessageDeclaration, Tagged, Timer } from '../databases/database.js';
import { SimulatorError } from '../kernel/errors.js';
import { Kernel } from '../kernel/kernel.js';
import { pairs } from '../kernel/pairs.js';
import { randomSource, type RandomSource } from '../kernel/random.js';
import type { Duration } from '../kernel/time.js';
import type { ScenarioSpec } from '../scenario/scenario.js';
import { Clients } from './clients/clients.js';
import { readerName } from './clients/reader.js';
import type { Envelope } from './envelope.js';
import { eventKind } from './events.js';
import { Host, type HostInput } from './host/host.js';
import { equipmentOf } from './host/service.js';
import { Invariants } from './invariants.js';
import { Ledger } from './ledger.js';
import { Milestones } from './milestones.js';
import { Nemesis } from './nemesis/nemesis.js';
import { Network } from './network/network.js';
import { distance, fromNearToFar, zonesOf, type Endpoint } from './network/topology.js';
import { Post } from './post.js';
import { Recorder } from './recorder.js';
import type { RunWarning } from './run.js';
import type { Flush } from './disk/disk.js';

export interface WorldOptions {
  readonly seed: string;
  readonly freeze: boolean;
  readonly maxEvents: number;
}

export class World {
  readonly spec: ScenarioSpec;
  readonly family: AnyFamily;
  readonly random: RandomSource;
  readonly kernel: Kernel;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly milestones: Milestones;
  readonly invariants: Invariants;
  readonly zones: ReadonlyMap<string, string>;
  readonly endpoints: readonly Endpoint[];
  readonly network: Network;
  readonly post: Post;
  readonly hosts: readonly Host[];
  readonly clients: Clients;
  readonly nemesis: Nemesis;
  readonly messages: ReadonlyMap<string, MessageDeclaration>;
  readonly warnings: RunWarning[] = [];
  /** Of nodes, by name. */
  readonly #indices: ReadonlyMap<string, number>;

  constructor(spec: ScenarioSpec, family: AnyFamily, options: WorldOptions) {
    this.spec = spec;
    this.family = family;
    this.random = randomSource(options.seed);
    this.kernel = new Kernel(options.maxEvents);
    this.recorder = new Recorder(this.kernel, options.freeze);
    this.ledger = new Ledger(this.kernel, spec.database.nodes);
    const declared = new Set(pairs(family.declaration.events).map(([event]) => event));
    this.milestones = new Milestones(this.kernel, declared);
    this.invariants = new Invariants(this);
    this.zones = zonesOf(spec.network);
    this.endpoints = endpointsOf(spec, this.zones);
    this.#indices = new Map(spec.database.nodes.map((node, index) => [node, index]));
    this.messages = new Map(pairs(family.messages as Record<string, MessageDeclaration>));
    this.network = new Network(spec.network, this.endpoints, this.random);
    this.post = new Post(this.kernel, this.network, this.recorder, {
      node: (index, envelope) => {
        this.hosts[index]?.receive(envelope);
      },
      client: (session, envelope) => {
        this.clients.sessionAt(session).receive(envelope);
      },
      nameOf: (envelope, end) => this.#nameOfEnd(envelope, end),
    });
    this.hosts = spec.database.nodes.map(
      (node, index) => new Host(this, index, equipmentOf(spec.hosts, node)),
    );
    this.#routeHostEvents();
    this.clients = new Clients(this);
    this.nemesis = new Nemesis(this);
  }

  /** The endpoint of the reader at the end: after the nodes and the client groups. */
  get readerEndpoint(): number {
    return this.endpoints.length - 1;
  }

  /** Nodes boot, faults are scheduled, clients begin: in this order at the same instant. */
  start(): void {
    for (const host of this.hosts) this.kernel.schedule(0, eventKind.boot, host.index, 0, null);
    this.nemesis.start();
    this.clients.start();
  }

  nameOf(endpoint: number): string {
    return this.endpoints[endpoint]?.name ?? '';
  }

  indexOf(node: string): number {
    const index = this.#indices.get(node);
    if (index === undefined) throw new SimulatorError(`there is no node ${node}`);
    return index;
  }

  /** All nodes from near to far, seen from a client group. */
  nearestNodes(endpoint: number): readonly string[] {
    const { network, database } = this.spec;
    const nodes = this.endpoints.slice(0, database.nodes.length);
    return fromNearToFar(network, this.#endpoint(endpoint), nodes);
  }

  /** How far it is from one node to another. */
  distance(from: number, to: string): Duration {
    const { network } = this.spec;
    return distance(network, this.#endpoint(from), this.#endpoint(this.indexOf(to)));
  }

  #endpoint(index: number): Endpoint {
    const endpoint = this.endpoints[index];
    if (endpoint === undefined) throw new SimulatorError(`there is no endpoint ${String(index)}`);
    return endpoint;
  }

  #nameOfEnd(envelope: Envelope, end: 'from' | 'to'): string {
    const isClient = envelope.kind === (end === 'from' ? 'request' : 'reply');
    return isClient ? this.clients.nameOf(envelope.session) : this.nameOf(envelope[end]);
  }

  #routeHostEvents(): void {
    const { kernel, hosts } = this;
    kernel.handle(eventKind.boot, (node) => hosts[node]?.boot());
    kernel.handle(eventKind.command, (node, _unused, command) =>
      hosts[node]?.command(command as Tagged),
    );
    kernel.handle(eventKind.service, (node, incarnation, input) =>
      hosts[node]?.served(incarnation, input as HostInput),
    );
    kernel.handle(eventKind.timer, (node, incarnation, timer) =>
      hosts[node]?.timerFired(incarnation, timer as Timer),
    );
    kernel.handle(eventKind.flushed, (node, incarnation, flush) =>
      hosts[node]?.flushed(incarnation, flush as Flush),
    );
  }
}

/** Nodes first, then client groups, then the reader: numbers stay the same when a group is added. */
function endpointsOf(spec: ScenarioSpec, zones: ReadonlyMap<string, string>): Endpoint[] {
  const nodes = spec.database.nodes.map((name): Endpoint => ({
    name,
    kind: 'node',
    zone: zones.get(name) ?? null,
    latency: null,
  }));
  const groups = spec.clients.map(({ name, zone, latency }): Endpoint => ({
    name,
    kind: 'clients',
    zone: zone ?? null,
    latency: latency ?? null,
  }));
  return [...nodes, ...groups, { name: readerName, kind: 'clients', zone: null, latency: null }];
}
