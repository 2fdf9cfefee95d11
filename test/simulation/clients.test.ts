/** When sessions act: open and closed loops, their limits, and how they share the work. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/history/operation.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { probed } from '../support/probe.js';

type GroupInput = Partial<ScenarioInput['clients'][number]>;

/** A run of one group of clients, on one node whose writes take 1 ms and whose reads take no time. */
function runOf(group: GroupInput, duration = '1s', flush = '1ms'): Run {
  const described = scenario({
    name: 'clients',
    database: { kind: 'single-node' },
    hosts: { disk: { flush } },
    clients: [{ name: 'app', ...group }],
    duration,
  });
  return simulate(described, { trace: true });
}

function operationsOf(group: GroupInput, duration?: string, flush?: string): readonly Operation[] {
  return runOf(group, duration, flush).chronicle.operations;
}

function sessionsOf(operations: readonly Operation[]): readonly string[] {
  return [...new Set(operations.map(({ client }) => client))];
}

describe('an open loop', () => {
  it.each(['7/s', '3/s', '900/s', '90/min'] as const)(
    'with even arrivals begins its k-th operation exactly k intervals of %s after the first',
    (rate) => {
      const perSecond = rate === '90/min' ? 1.5 : Number.parseInt(rate, 10);
      const operations = operationsOf({ rate, from: '1.5s' }, '11.5s');
      operations.forEach(({ invokedAt }, index) => {
        expect(invokedAt).toBe(1_500_000 + Math.round((index * 1_000_000) / perSecond));
      });
      expect(operations).toHaveLength(Math.ceil(10 * perSecond));
    },
  );

  it('with Poisson arrivals keeps its rate on average, and spreads as chance does', () => {
    const instants = operationsOf({ rate: '100/s', arrivals: 'poisson' }, '100s').map(
      ({ invokedAt }) => invokedAt,
    );
    expect(Math.abs(instants.length - 10_000)).toBeLessThan(400);
    const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
    const long = gaps.filter((gap) => gap > 10_000).length / gaps.length;
    expect(Math.abs(long - 1 / Math.E)).toBeLessThan(0.02);
    const mean = gaps.reduce((sum, gap) => sum + gap) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(Math.sqrt(variance) / mean).toBeGreaterThan(0.95);
    expect(Math.sqrt(variance) / mean).toBeLessThan(1.05);
  });

  it('does not wait for slow answers: it opens as many sessions as it needs, and no more', () => {
    const operations = operationsOf({ rate: '10/s', reads: 0 }, '3s', '250ms');
    expect(operations).toHaveLength(30);
    expect(sessionsOf(operations)).toEqual(['app.1', 'app.2', 'app.3']);
  });

  it('takes its free sessions in turn', () => {
    const operations = operationsOf({ rate: '10/s', count: 4 });
    expect(operations.slice(0, 6).map(({ client }) => client)).toEqual([
      ...['app.1', 'app.2', 'app.3', 'app.4'],
      ...['app.1', 'app.2'],
    ]);
  });

  it('gives no session its next operation at the very instant at which the last one ended', () => {
    const { chronicle } = probed({
      database: { answers: ['silence'] },
      clients: [{ name: 'app', rate: '10/s', timeout: '100ms' }],
    });
    expect(chronicle.operations[0]?.completedAt).toBe(chronicle.operations[1]?.invokedAt);
    expect(sessionsOf(chronicle.operations)).toEqual(['app.1', 'app.2']);
  });

  it('keeps its rate when nobody answers at all', () => {
    const { chronicle } = probed({
      database: { answers: ['silence'] },
      clients: [{ name: 'app', rate: '100/s', timeout: '495ms' }],
    });
    expect(chronicle.operations).toHaveLength(100);
    expect(chronicle.operations.every(({ outcome }) => outcome === 'info')).toBe(true);
    expect(sessionsOf(chronicle.operations)).toHaveLength(50);
  });
});

describe('a closed loop', () => {
  it.each([
    [1, '9ms', 100],
    [3, '9ms', 300],
    [3, '99ms', 30],
    [2, '4ms', 400],
  ])(
    'with %i sessions that think for %s does count / (latency + think) a second',
    (count, think, perSecond) => {
      const operations = operationsOf({ count, think, reads: 0 }, '10s');
      expect(operations).toHaveLength(perSecond * 10);
    },
  );

  it('thinks between the end of one operation and the beginning of the next', () => {
    const { chronicle } = runOf({ think: '1ms..20ms', reads: 0 });
    const thoughts = chronicle.operations
      .slice(1)
      .map(({ invokedAt }, index) => invokedAt - (chronicle.operations[index]?.completedAt ?? 0));
    expect(Math.min(...thoughts)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...thoughts)).toBeLessThanOrEqual(20_000);
    expect(new Set(thoughts).size).toBeGreaterThan(30);
  });

  it('thinks for 10 ms when nobody says how long', () => {
    const [, second] = operationsOf({ reads: 1 });
    expect(second?.invokedAt).toBe(10_000);
  });

  it('has no more operations under way than sessions', () => {
    const operations = operationsOf({ count: 3, think: '0ms', reads: 0 });
    for (const client of sessionsOf(operations)) {
      const own = operations.filter((operation) => operation.client === client);
      own.slice(1).forEach(({ invokedAt }, index) => {
        expect(invokedAt).toBeGreaterThan(own[index]?.completedAt ?? Infinity);
      });
    }
  });
});

describe('a group', () => {
  const paces: readonly GroupInput[] = [
    { rate: '100/s' },
    { count: 3, think: '5ms' },
    { count: 3, script: [{ do: 'write', key: 'a' }, { wait: '5ms' }] },
  ];

  it.each(paces)('stops after its number of operations: %o', (pace) => {
    expect(operationsOf({ ...pace, operations: 17 })).toHaveLength(17);
  });

  it.each(paces)('acts from its beginning on, and not at its end any more: %o', (pace) => {
    const instants = operationsOf({ ...pace, from: '200ms', until: '400ms' }).map(
      ({ invokedAt }) => invokedAt,
    );
    expect(instants[0]).toBe(200_000);
    expect(Math.max(...instants)).toBeLessThan(400_000);
    expect(Math.max(...instants)).toBeGreaterThan(380_000);
  });

  it.each(paces)('begins nothing once the run is over: %o', (pace) => {
    const { chronicle } = runOf({ ...pace, until: '5s' });
    expect(chronicle.operations.every(({ invokedAt }) => invokedAt < 1_000_000)).toBe(true);
    expect(chronicle.operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
  });

  it('shares keys with the others, and has names, processes and choices of its own', () => {
    const { chronicle } = simulate(
      scenario({
        name: 'two groups',
        database: { kind: 'single-node' },
        clients: [
          { name: 'app', count: 2, keys: 3 },
          { name: 'batch', count: 2, keys: 3, workload: 'append' },
        ],
        duration: '2s',
      }),
    );
    const { operations } = chronicle;
    expect(new Set(operations.map(({ key }) => key))).toEqual(new Set(['k1', 'k2', 'k3']));
    const processes = new Map(operations.map(({ client, process }) => [client, process]));
    expect(new Set(processes.values()).size).toBe(4);
    const choices = (client: string): string =>
      operations
        .filter((operation) => operation.client === client)
        .map(({ kind, key }) => `${kind === 'read' ? 'read' : 'write'} ${key}`)
        .join();
    expect(new Set([...processes.keys()].map(choices)).size).toBe(4);
  });
});

describe('the history', () => {
  const { operations, writes } = runOf({ count: 3 }).chronicle;

  it('numbers operations in the order of invocation', () => {
    expect(operations.map(({ id }) => id)).toEqual(operations.map((_, index) => index + 1));
    const instants = operations.map(({ invokedAt }) => invokedAt);
    expect(instants).toEqual([...instants].sort((one, other) => one - other));
  });

  it('numbers writes apart, and gives reads no number', () => {
    const written = operations.filter(({ kind }) => kind === 'write');
    expect(written.map(({ write }) => write)).toEqual(written.map((_, index) => index + 1));
    expect(writes).toEqual([undefined, ...written]);
    const read = operations.filter(({ kind }) => kind === 'read');
    expect(read.every(({ write }) => write === 0)).toBe(true);
  });

  it('holds nothing of the reading at the end', () => {
    expect(operations.every(({ group }) => group === 'app')).toBe(true);
  });
});

it('a node and a client group may be called reader', () => {
  const { chronicle } = probed({
    database: { nodes: ['reader', 'n2'] },
    clients: [{ name: 'app', reads: 0, keys: 2, ask: 'every', needs: 2 }],
  });
  expect(chronicle.operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
  expect(chronicle.finalContents[0]?.versions?.size).toBe(2);
  const { chronicle: other } = probed({ clients: [{ name: 'reader', count: 2 }] });
  expect(other.operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
});
