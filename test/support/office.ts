/**
 * A network on its own: a post office over a bare kernel, whose messages have a name instead of a content.
 * What a test does happens in events of its own, at the instants that it names.
 */
import type { z } from 'zod';
import { Kernel } from '../../src/kernel/kernel.js';
import { randomSource } from '../../src/kernel/random.js';
import type { Disposition, Filter } from '../../src/simulation/network/filter.js';
import { Network } from '../../src/simulation/network/network.js';
import { networkSchema } from '../../src/simulation/network/schema.js';
import { zonesOf, type Endpoint } from '../../src/simulation/network/topology.js';
import { Post } from '../../src/simulation/post.js';
import { Recorder } from '../../src/simulation/recorder.js';

export type NetworkInput = z.input<typeof networkSchema>;

interface Letter {
  readonly kind?: string;
  readonly channel?: string;
  readonly bytes?: number;
}

/** A filter, when it comes and when it goes, and on which links it lies: [n1, n2] is one direction. */
export interface Planned {
  readonly at?: number;
  readonly until?: number;
  readonly on?: readonly (readonly [from: string, to: string])[];
  readonly does: Disposition;
  readonly inFlight?: Filter['inFlight'];
  readonly messageKind?: string;
  readonly counted?: Filter['counted'];
}

/** No kind of the simulation's own. */
const ACT = 100;

const nodeNames = ['n1', 'n2', 'n3'];

/** The endpoints of a network's nodes. */
export function nodesOf(network: NetworkInput, names: readonly string[]): Endpoint[] {
  const zones = zonesOf(networkSchema.parse(network));
  return names.map((name) => ({
    name,
    kind: 'node',
    zone: zones.get(name) ?? null,
    latency: null,
  }));
}

/** A network between nodes (n1, n2 and n3, unless named), with a post office. */
export function office(input: NetworkInput = {}, names: readonly string[] = nodeNames, seed = '1') {
  const endpoints = nodesOf(input, names);
  const kernel = new Kernel(1_000_000);
  const network = new Network(networkSchema.parse(input), endpoints, randomSource(seed));
  const recorder = new Recorder(kernel, false);
  recorder.tracing = true;
  const arrivals: (readonly [at: number, name: string])[] = [];
  const nameOf = new Map<number, string>();
  const post = new Post(kernel, network, recorder, {
    node: (_, { id }) => {
      recorder.begin({
        kind: 'client',
        client: 'office',
        step: `arrival of ${nameOf.get(id) ?? ''}`,
      });
      arrivals.push([kernel.now, nameOf.get(id) ?? '']);
    },
    client: () => undefined,
    nameOf: (envelope, end) => names[envelope[end]] ?? '',
  });
  kernel.handle(ACT, (_a, _b, act) => {
    recorder.begin({ kind: 'client', client: 'office', step: 'act' });
    (act as () => void)();
  });
  const at = (instant: number, act: () => void): void => {
    kernel.schedule(instant, ACT, 0, 0, act);
  };

  const send = (from: string, to: string, name: string, letter: Letter = {}): void => {
    const { kind = 'beat', channel = 'control', bytes = 100 } = letter;
    const id = post.nextId();
    nameOf.set(id, name);
    post.send({
      kind: 'message',
      id,
      from: names.indexOf(from),
      to: names.indexOf(to),
      session: -1,
      client: 0,
      operation: 0,
      body: { kind },
      messageKind: kind,
      channel,
      bytes,
      sentIn: kernel.event,
    });
  };

  /** Installs a filter under the name of its fault. */
  const plan = (fault: string, planned: Planned): void => {
    const { at: from = 0, until, on, does, inFlight = 'deliver', messageKind, counted } = planned;
    at(from, () => {
      const filter: Filter = {
        fault,
        disposition: does,
        messageKind: messageKind ?? null,
        counted: counted ?? null,
        inFlight,
        since: kernel.event,
        seen: 0,
        held: [],
      };
      const links = on?.map(([one, other]) => `${names.indexOf(one)} ${names.indexOf(other)}`);
      network.install(filter, (one, other) => links?.includes(`${one} ${other}`) ?? true);
      if (until === undefined) return;
      at(until, () => {
        post.release(network.remove(filter));
      });
    });
  };

  return {
    kernel,
    network,
    arrivals,
    at,
    plan,
    send,
    sendAt: (instant: number, ...letter: Parameters<typeof send>): void => {
      at(instant, () => {
        send(...letter);
      });
    },
    /** Runs to the end; answers what arrived, with the instants. */
    run: () => {
      kernel.run(1_000_000_000_000);
      return arrivals;
    },
    /** What was said of messages on their way: at sending, then at landing. */
    dispositions: () =>
      recorder.events.flatMap(({ input: what, effects }) => [
        ...effects.flatMap((effect) => (effect.kind === 'send' ? [effect.disposition] : [])),
        ...(what.kind === 'ignored' ? [what.why] : []),
      ]),
    /** A node's crash that takes what it had sent. */
    crash: (instant: number, node: string): void => {
      at(instant, () => {
        network.dropInFlightFrom(names.indexOf(node), kernel.event);
      });
    },
  };
}
