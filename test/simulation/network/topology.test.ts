/** How well two endpoints are connected: defaults, zones, round trips, overrides, clients. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { networkSchema } from '../../../src/simulation/network/schema.js';
import {
  distance,
  fromNearToFar,
  qualityOf,
  type Endpoint,
} from '../../../src/simulation/network/topology.js';
import { nodesOf, type NetworkInput } from '../../support/office.js';

const names = ['n1', 'n2', 'n3', 'n4'];

/** Answers the quality of the link between two endpoints; clients stand beside the nodes. */
function links(network: NetworkInput, clients: readonly Partial<Endpoint>[] = []) {
  const groups = clients.map(({ zone = null, latency = null }): Endpoint => ({
    name: 'app',
    kind: 'clients',
    zone,
    latency,
  }));
  const endpoints = [...nodesOf(network, names), ...groups];
  const find = (name: string): Endpoint => {
    const endpoint = endpoints.find((one) => one.name === name);
    if (endpoint === undefined) throw new Error(`no endpoint ${name}`);
    return endpoint;
  };
  const spec = networkSchema.parse(network);
  return (from: string, to: string) => qualityOf(spec, find(from), find(to));
}

/** The latency of a link that always takes the same time, in milliseconds. */
function latency(quality: { readonly latency: Distribution }): number {
  if (quality.latency.kind !== 'constant') throw new Error('not constant');
  return quality.latency.value / 1000;
}

const zones = { eu: ['n1', 'n2'], us: ['n3'] };
const roundTrip = { eu: { eu: '4ms' }, us: { eu: '100ms' } };

describe('a link', () => {
  it('takes a millisecond, loses nothing and keeps order, when nothing is said', () => {
    const quality = links({})('n1', 'n2');
    expect(latency(quality)).toBe(1);
    expect(quality).toMatchObject({
      ...{ loss: 0, duplicate: 0, ordered: true, retransmit: 200_000, bytesPerSecond: Infinity },
    });
  });

  it('has the qualities that the network names', () => {
    const quality = links({
      latency: '5ms',
      latencyByKind: { append: '9ms' },
      loss: '1%',
      duplicate: '2%',
      order: 'none',
      retransmit: '30ms',
      bandwidth: '8kbit/s',
    })('n1', 'n2');
    expect(latency(quality)).toBe(5);
    expect([...quality.latencyByKind]).toEqual([['append', { kind: 'constant', value: 9000 }]]);
    expect(quality).toMatchObject({
      ...{ loss: 0.01, duplicate: 0.02, ordered: false, retransmit: 30_000, bytesPerSecond: 1000 },
    });
  });
});

describe('zones', () => {
  const between = links({ zones, roundTrip, latency: '7ms' });

  it('are half a round trip apart, in both directions, however the matrix is written', () => {
    expect(latency(between('n1', 'n3'))).toBe(50);
    expect(latency(between('n3', 'n1'))).toBe(50);
    expect(latency(between('n2', 'n3'))).toBe(50);
  });

  it('may have a round trip within', () => {
    expect(latency(between('n1', 'n2'))).toBe(2);
  });

  it('leave the default to nodes without a zone, and to pairs without a round trip', () => {
    expect(latency(between('n1', 'n4'))).toBe(7);
    const twoZones = links({ zones: { eu: ['n1'], us: ['n3'] }, roundTrip: {}, latency: '7ms' });
    expect(latency(twoZones('n1', 'n3'))).toBe(7);
  });

  it('change nothing but the latency', () => {
    const lossy = links({ zones, roundTrip, loss: '3%', latencyByKind: { append: '9ms' } });
    expect(lossy('n1', 'n3')).toMatchObject({ loss: 0.03 });
    expect(lossy('n1', 'n3').latencyByKind.has('append')).toBe(true);
  });
});

describe('an override', () => {
  it('of a link beats the matrix, which beats the default', () => {
    const between = links({
      zones,
      roundTrip,
      latency: '7ms',
      links: [{ between: ['n1', 'n3'], latency: '80ms' }],
    });
    expect(latency(between('n1', 'n3'))).toBe(80);
    expect(latency(between('n3', 'n1'))).toBe(80);
    expect(latency(between('n2', 'n3'))).toBe(50);
    expect(latency(between('n2', 'n4'))).toBe(7);
  });

  it('with from and to holds for one direction', () => {
    const between = links({ links: [{ from: 'n1', to: 'n2', latency: '80ms', loss: '5%' }] });
    expect(latency(between('n1', 'n2'))).toBe(80);
    expect(between('n1', 'n2').loss).toBe(0.05);
    expect(latency(between('n2', 'n1'))).toBe(1);
    expect(between('n2', 'n1').loss).toBe(0);
  });

  it('may name zones, also one with itself', () => {
    const between = links({
      zones,
      links: [
        { between: ['eu', 'us'], latency: '80ms' },
        { between: ['eu', 'eu'], latency: '3ms' },
        { from: 'us', to: 'n4', latency: '9ms' },
      ],
    });
    expect(latency(between('n3', 'n2'))).toBe(80);
    expect(latency(between('n1', 'n2'))).toBe(3);
    expect(latency(between('n3', 'n4'))).toBe(9);
    expect(latency(between('n4', 'n3'))).toBe(1);
  });

  it('comes before earlier ones, and leaves what it does not name', () => {
    const between = links({
      latencyByKind: { append: '9ms', beat: '2ms' },
      links: [
        { between: ['n1', 'n2'], latency: '20ms', loss: '10%', bandwidth: '1MB/s' },
        { from: 'n1', to: 'n2', latency: '30ms', latencyByKind: { append: '5s' } },
      ],
    });
    expect(latency(between('n1', 'n2'))).toBe(30);
    expect(latency(between('n2', 'n1'))).toBe(20);
    expect(between('n1', 'n2')).toMatchObject({ loss: 0.1, bytesPerSecond: 1_000_000 });
    expect([...between('n1', 'n2').latencyByKind].map(([kind]) => kind)).toEqual([
      'append',
      'beat',
    ]);
    expect(between('n1', 'n2').latencyByKind.get('append')).toMatchObject({ value: 5_000_000 });
  });
});

describe('clients', () => {
  const rough: NetworkInput = {
    ...{ zones, roundTrip, latency: '7ms', loss: '10%', duplicate: '10%', bandwidth: '1kB/s' },
    latencyByKind: { request: '9ms', reply: '9ms' },
    links: [{ from: 'eu', to: 'us', latency: '80ms', loss: '50%' }],
  };
  const undisturbed = { loss: 0, duplicate: 0, bytesPerSecond: Infinity };

  it('reach every node at once, and nothing is lost on the way', () => {
    const between = links(rough, [{ zone: 'eu' }]);
    for (const quality of [between('app', 'n3'), between('n3', 'app')]) {
      expect(latency(quality)).toBe(0);
      expect(quality).toMatchObject(undisturbed);
      expect(quality.latencyByKind.size).toBe(0);
    }
  });

  it('may have a latency of their own, in both directions', () => {
    const own: Distribution = { kind: 'constant', value: 3000 };
    const between = links(rough, [{ zone: 'eu', latency: own }]);
    expect(latency(between('app', 'n3'))).toBe(3);
    expect(latency(between('n1', 'app'))).toBe(3);
    expect(between('app', 'n3')).toMatchObject(undisturbed);
  });

  it('may be as far from a node as a node of their zone: round trips, links and defaults count', () => {
    const between = links(rough, [{ zone: 'eu', latency: 'zones' }]);
    expect(latency(between('app', 'n1'))).toBe(2);
    expect(latency(between('app', 'n3'))).toBe(80);
    expect(latency(between('n3', 'app'))).toBe(50);
    expect(latency(between('app', 'n4'))).toBe(7);
    expect(between('app', 'n3')).toMatchObject(undisturbed);
  });
});

describe('nodes from near to far', () => {
  /** As a client group with these properties sees them. */
  function seenFrom(network: NetworkInput, from: Partial<Endpoint>): string {
    const nodes = nodesOf(network, names);
    const group = { name: 'app', kind: 'clients', zone: null, latency: null } as const;
    return fromNearToFar(networkSchema.parse(network), { ...group, ...from }, nodes).join(' ');
  }
  const near: NetworkInput['zones'] = { us: ['n1'], eu: ['n2', 'n4'], asia: ['n3'] };
  const matrix: NetworkInput['roundTrip'] = {
    eu: { us: '100ms', asia: '200ms', eu: '2ms' },
    us: { asia: '150ms' },
  };
  const world: NetworkInput = { zones: near, roundTrip: matrix };

  it('stand in their order where nothing sets them apart', () => {
    expect(seenFrom({ latency: '1ms..9ms' }, {})).toBe('n1 n2 n3 n4');
    expect(seenFrom({ latency: { pareto: { minimum: '1ms', shape: 1 } } }, {})).toBe('n1 n2 n3 n4');
  });

  it('are as far from a node as the mean of the link in that direction', () => {
    const network: NetworkInput = {
      links: [
        { from: 'n1', to: 'n2', latency: '2ms..20ms' },
        { from: 'n1', to: 'n3', latency: { exponential: { mean: '10ms' } } },
        { from: 'n1', to: 'n4', latency: '10.5ms' },
        { from: 'n4', to: 'n1', latency: '500us' },
      ],
    };
    const [n1, ...others] = nodesOf(network, names) as [Endpoint, ...Endpoint[]];
    const parsed = networkSchema.parse(network);
    expect(others.map((other) => distance(parsed, n1, other))).toEqual([11_000, 10_000, 10_500]);
    expect(others.map((other) => distance(parsed, other, n1)).at(-1)).toBe(500);
  });

  it('are as far from a client as from a node of its zone, even when its operations take no time', () => {
    for (const latency of [null, 'zones', { kind: 'constant', value: 300_000 }] as const) {
      expect(seenFrom(world, { zone: 'eu', latency })).toBe('n2 n4 n1 n3');
      expect(seenFrom(world, { zone: 'asia', latency })).toBe('n3 n1 n2 n4');
    }
  });

  it('are equally far from a client without a zone', () => {
    expect(seenFrom(world, {})).toBe('n1 n2 n3 n4');
    expect(seenFrom(world, { latency: 'zones' })).toBe('n1 n2 n3 n4');
  });

  it('are as far from a client as the way there and back', () => {
    const network: NetworkInput = {
      zones: near,
      links: [
        { from: 'eu', to: 'us', latency: '1us' },
        { from: 'us', to: 'eu', latency: '90ms' },
        { between: ['eu', 'asia'], latency: '40ms' },
      ],
    };
    expect(seenFrom(network, { zone: 'eu' })).toBe('n2 n4 n3 n1');
  });
});
