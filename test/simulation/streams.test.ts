/** Named streams: adding a node, a link or a client leaves the draws of all others as they were. */
import { expect, test } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';

type Clients = ScenarioInput['clients'];

const app: Clients[number] = { name: 'app', count: 2, keys: 20, rate: '50/s', arrivals: 'poisson' };

function run(change: {
  readonly nodes?: string[];
  readonly clients?: Clients;
  readonly links?: NonNullable<ScenarioInput['network']>['links'];
  readonly faults?: ScenarioInput['faults'];
}): Run {
  const { nodes = ['n1', 'n2', 'n3'], clients = [app], links = [], faults = [] } = change;
  const described = scenario({
    name: 'streams',
    database: { kind: 'primary-replica', nodes, failover: 'none' },
    network: { latency: '1ms..50ms', order: 'none', links },
    clients,
    duration: '10s',
    faults,
  });
  return simulate(described, { trace: { from: 0, to: 10_000_000 } });
}

/** The latencies that messages drew on a link, in the order of sending. */
function latencies({ trace }: Run, from: string, to: string): readonly number[] {
  return (trace ?? []).flatMap(({ at, effects }) =>
    effects.flatMap((effect) =>
      effect.kind === 'send' && effect.from === from && effect.to === to
        ? effect.arrivesAt.map((arrives) => arrives - at)
        : [],
    ),
  );
}

/** What the sessions of a group did, and when. */
function choices({ chronicle }: Run, group: string): readonly string[] {
  return chronicle.operations
    .filter((operation) => operation.group === group)
    .map(({ client, kind, key, invokedAt }) => `${client} ${kind} ${key} ${String(invokedAt)}`);
}

function expectSameDraws(one: readonly number[], other: readonly number[]): void {
  const length = Math.min(one.length, other.length);
  expect(length).toBeGreaterThan(100);
  expect(other.slice(0, length)).toEqual(one.slice(0, length));
}

/** Where a crash makes clients try again, with and without jitter. */
function retrying(jitter: 'none' | 'full'): Run {
  const retry = { times: 9, backoff: '60ms', factor: 2, unanswered: true, jitter } as const;
  return run({
    clients: [
      { name: 'app', keys: 20, timeout: '3s', patience: '50ms', retry },
      { name: 'other', count: 2, keys: 20, rate: '50/s', arrivals: 'poisson' },
    ],
    faults: [{ at: '1s', crash: 'n1', for: '700ms' }],
  });
}

const before = run({});

test('a further node changes no draw on the links between the others, nor what clients choose', () => {
  const after = run({ nodes: ['n1', 'n2', 'n3', 'n4'] });
  expectSameDraws(latencies(before, 'n1', 'n2'), latencies(after, 'n1', 'n2'));
  expectSameDraws(latencies(before, 'n3', 'n1'), latencies(after, 'n3', 'n1'));
  expect(choices(after, 'app')).toEqual(choices(before, 'app'));
});

test('a random link where there was a constant one changes no draw on the others', () => {
  const constant = run({ links: [{ between: ['n1', 'n3'], latency: '5ms' }] });
  expect(new Set(latencies(constant, 'n1', 'n3')).size).toBe(1);
  expectSameDraws(latencies(before, 'n1', 'n2'), latencies(constant, 'n1', 'n2'));
  expect(choices(constant, 'app')).toEqual(choices(before, 'app'));
});

test('a further client group changes nothing that the others choose', () => {
  const after = run({ clients: [app, { name: 'other', count: 3, keys: 5, rate: '30/s' }] });
  expect(choices(after, 'app')).toEqual(choices(before, 'app'));
  expectSameDraws(latencies(before, 'n1', 'n2'), latencies(after, 'n1', 'n2'));
});

test('a random fault changes no draw of clients, nor of links that it does not touch', () => {
  const after = run({
    faults: [{ id: 'rain', loss: '50%', on: { from: 'n1', to: 'n3' }, at: '1s' }],
  });
  expect(choices(after, 'app')).toEqual(choices(before, 'app'));
  expectSameDraws(latencies(before, 'n1', 'n2'), latencies(after, 'n1', 'n2'));
});

test('the jitter of retries changes when they happen, and no other draw', () => {
  const [even, spread] = [retrying('none'), retrying('full')];
  const repeated = ({ chronicle }: Run) =>
    chronicle.operations.filter(({ attempts }) => attempts > 1);
  const [one, other] = [repeated(even), repeated(spread)];
  expect(other.length).toBeGreaterThan(0);
  expect(other[0]?.invokedAt).toBe(one[0]?.invokedAt);
  expect(other[0]?.completedAt).not.toBe(one[0]?.completedAt);
  expect(choices(spread, 'other')).toEqual(choices(even, 'other'));
  const operations = (run: Run) =>
    run.chronicle.operations
      .filter(({ group }) => group === 'app')
      .map(({ kind, key }) => `${kind} ${key}`);
  const [mine, theirs] = [operations(even), operations(spread)];
  const length = Math.min(mine.length, theirs.length);
  expect(length).toBeGreaterThan(100);
  expect(theirs.slice(0, length)).toEqual(mine.slice(0, length));
  expectSameDraws(latencies(even, 'n1', 'n2'), latencies(spread, 'n1', 'n2'));
});
