/** Service times: what the scenario says, what faults make of them, and the queues that follow. */
import { describe, expect, it } from 'vitest';
import { randomSource } from '../../src/kernel/random.js';
import { scenario, type CustomScenarioInput } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { hostsSchema } from '../../src/simulation/host/schema.js';
import { equipmentOf, Service } from '../../src/simulation/host/service.js';
import { simulate } from '../../src/simulation/simulate.js';
import { beacon } from '../support/beacon.js';

type HostsInput = NonNullable<ScenarioInput['hosts']>;

function serviceOf(hosts: HostsInput, node = 'n1'): Service {
  return new Service(equipmentOf(hostsSchema.parse(hosts), node), randomSource('1').stream('host'));
}

describe('the equipment of a node', () => {
  it('takes no time for inputs and a millisecond for a flush, when nothing is said', () => {
    const service = serviceOf({});
    expect([service.timeFor('request'), service.flushTime()]).toEqual([0, 1000]);
    const { serialDisk, offset, drift } = equipmentOf({}, 'n1');
    expect({ serialDisk, offset, drift }).toEqual({ serialDisk: false, offset: 0, drift: 0 });
  });

  it('is what the scenario says of all nodes, and of this one first', () => {
    const hosts: HostsInput = {
      service: '1ms',
      serviceByKind: { append: '2ms', beat: '3ms' },
      disk: { flush: '4ms', queue: 'serial' },
      clock: { offset: '-5ms', drift: '6ppm' },
      nodes: {
        n2: {
          service: '10ms',
          serviceByKind: { append: '20ms' },
          disk: { flush: '40ms' },
          clock: { drift: '60ppm' },
        },
      },
    };
    const times = (node: string): readonly number[] => {
      const service = serviceOf(hosts, node);
      const kinds = ['request', 'append', 'beat'].map((kind) => service.timeFor(kind) / 1000);
      return [...kinds, service.flushTime() / 1000];
    };
    expect(times('n1')).toEqual([1, 2, 3, 4]);
    expect(times('n2')).toEqual([10, 20, 3, 40]);
    const spec = hostsSchema.parse(hosts);
    expect(equipmentOf(spec, 'n2')).toMatchObject({
      ...{ serialDisk: true, offset: -5000, drift: 60e-6 },
    });
  });

  it('draws from a distribution, in its whole range', () => {
    const service = serviceOf({ service: '1us..3us', disk: { flush: '7us..8us' } });
    const draw = (time: () => number): readonly number[] =>
      [...new Set(Array.from({ length: 200 }, time))].sort((one, other) => one - other);
    expect(draw(() => service.timeFor('request'))).toEqual([1, 2, 3]);
    expect(draw(() => service.flushTime())).toEqual([7, 8]);
  });
});

describe('a slow node', () => {
  const twice = { factor: 2, by: 0 };
  const thrice = { factor: 3, by: 0 };
  const added = { factor: 1, by: 500 };

  it('takes its time as often as the factor says, and then some', () => {
    const service = serviceOf({ service: '1ms' });
    service.slow({ factor: 1.5, by: 20 });
    expect(service.timeFor('request')).toBe(1520);
  });

  it('is slowed by all faults that last, whatever their order', () => {
    for (const order of [
      [twice, thrice, added],
      [added, thrice, twice],
    ]) {
      const service = serviceOf({ service: '1ms' });
      for (const slowness of order) service.slow(slowness);
      expect(service.timeFor('request')).toBe(6500);
      service.unslow(twice);
      expect(service.timeFor('request')).toBe(3500);
      service.unslow(thrice);
      service.unslow(added);
      expect(service.timeFor('request')).toBe(1000);
    }
  });

  it('has a disk as fast as before', () => {
    const service = serviceOf({});
    service.slow(twice);
    expect(service.flushTime()).toBe(1000);
  });
});

describe('a slow disk', () => {
  it('takes the time of the fault that began last among those that last', () => {
    const service = serviceOf({});
    const [one, other] = [() => 5000, () => 9000];
    service.slowDisk(one);
    service.slowDisk(other);
    expect(service.flushTime()).toBe(9000);
    service.unslowDisk(other);
    expect(service.flushTime()).toBe(5000);
    service.slowDisk(other);
    service.unslowDisk(one);
    expect(service.flushTime()).toBe(9000);
    service.unslowDisk(other);
    expect(service.flushTime()).toBe(1000);
  });
});

type Changes = Partial<CustomScenarioInput>;

/** When operations of an open loop were invoked and completed, in milliseconds. */
function served(changes: Changes): readonly (readonly number[])[] {
  const described = scenario(
    {
      name: 'served',
      database: { kind: 'beacon', nodes: 1, every: '10s' },
      clients: [{ name: 'app', count: 500, rate: '1000/s', timeout: '10s' }],
      duration: '200ms',
      ...changes,
    },
    { declarations: [beacon.declaration] },
  );
  const { operations } = simulate(described, { databases: [beacon] }).chronicle;
  expect(operations.length).toBeGreaterThan(50);
  return operations.map(({ invokedAt, completedAt }) => [
    invokedAt / 1000,
    (completedAt ?? Number.NaN) / 1000,
  ]);
}

/** Each input is taken up when the one before it is done, and takes its time. */
function oneAfterTheOther(
  times: readonly (readonly number[])[],
  takes: (arrival: number) => number,
): readonly (readonly number[])[] {
  let free = 0;
  return times.map(([arrival = 0]) => {
    free = Math.max(arrival, free) + takes(arrival);
    return [arrival, free];
  });
}

describe('requests before a node', () => {
  it('that is fast enough take the service time', () => {
    const times = served({ hosts: { service: '400us' } });
    expect(times).toEqual(times.map(([arrival = 0]) => [arrival, arrival + 0.4]));
  });

  it('that takes no time are answered at once', () => {
    const times = served({});
    expect(times).toEqual(times.map(([arrival = 0]) => [arrival, arrival]));
  });

  it('that cannot keep up queue: the k-th waits for all before it', () => {
    const times = served({ hosts: { service: '2ms' } });
    expect(times).toEqual(oneAfterTheOther(times, () => 2));
    const [first = 0] = times[0] ?? [];
    expect(times.map(([, done]) => done)).toEqual(times.map((_, k) => first + 2 * (k + 1)));
  });

  it('queue while the node is slow, and catch up afterwards', () => {
    const times = served({
      hosts: { serviceByKind: { request: '500us' } },
      faults: [{ at: '50.5ms', slow: 'n1', factor: 3, by: '1ms', for: '20ms' }],
    });
    const takes = (arrival: number): number => (arrival > 50.5 && arrival < 70.5 ? 2.5 : 0.5);
    expect(times).toEqual(oneAfterTheOther(times, takes));
    const waits = times.map(([arrival = 0, done = 0]) => done - arrival);
    expect(Math.max(...waits)).toBeGreaterThan(20);
    expect(waits.at(-1)).toBe(0.5);
  });

  it('wait behind messages, each of which takes the time of its kind', () => {
    const times = served({
      database: { kind: 'beacon', nodes: 2, every: '50.1ms' },
      network: { latency: '100us', latencyByKind: { report: '90ms' } },
      hosts: { service: '100us', serviceByKind: { beat: '5ms', report: '10us' } },
    });
    const afterBeat = times.filter(([arrival = 0]) => arrival > 50.2 && arrival < 55);
    expect(afterBeat.length).toBeGreaterThan(3);
    afterBeat.forEach(([, done], index) => {
      expect(done).toBeCloseTo(55.2 + 0.1 * (index + 1), 6);
    });
    const before = times.filter(([arrival = 0]) => arrival < 50);
    expect(before.every(([arrival = 0, done = 0]) => done - arrival < 0.1001)).toBe(true);
  });
});

describe('flushes before a disk', () => {
  const database = { kind: 'single-node' } as const;
  const writes = { name: 'app', count: 500, rate: '1000/s', reads: 0, timeout: '10s' } as const;
  const durable = (changes: Changes) => served({ database, clients: [writes], ...changes });

  it('side by side are a delay', () => {
    const times = durable({ hosts: { disk: { flush: '5ms' } } });
    expect(times).toEqual(times.map(([arrival = 0]) => [arrival, arrival + 5]));
  });

  it('one after the other are a queue', () => {
    const times = durable({ hosts: { disk: { flush: '5ms', queue: 'serial' } } });
    expect(times).toEqual(oneAfterTheOther(times, () => 5));
  });

  it('take as long as the slow disk says; a later one that is through first covers them', () => {
    const times = durable({
      faults: [{ at: '50.5ms', slowDisk: 'n1', flush: '2.25ms', for: '50ms' }],
    });
    const takes = (arrival: number): number => (arrival > 50.5 && arrival < 100.5 ? 2.25 : 1);
    const through = times.map(([arrival = 0]) => arrival + takes(arrival));
    expect(times.map(([, done]) => done)).toEqual(
      through.map((_, index) => Math.min(...through.slice(index))),
    );
    expect(times[100]).toEqual([100, 102]);
  });
});
