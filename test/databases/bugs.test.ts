/** Every bug that a family declares: switched on, it is found; without it, the same scenario is clean. */
import { describe, expect, test } from 'vitest';
import { builtInDeclarations } from '../../src/databases/schema.js';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import type { Line } from '../support/bug-line.js';
import { quorumBugLines } from '../support/quorum-bug-lines.js';
import { raftBugLines } from '../support/raft-bug-lines.js';

const crashes = { at: '1005ms', crash: 'n1', for: '300ms', every: '1s', times: 4 } as const;

const fencedByMajority = {
  kind: 'primary-replica',
  nodes: 3,
  acknowledge: 'majority',
  failover: { fencing: 'epoch' },
} as const;

const readAgain = { do: 'read', key: '$last' } as const;

const fromThePrimary = { from: 'n1', to: 'replica' } as const;

const cases: readonly Line[] = [
  {
    kind: 'single-node',
    bug: 'acknowledge before the flush',
    seeds: 1,
    finding: 'forgotten writes',
    count: ({ lostWrites }) => lostWrites.byKind.forgotten,
    input: {
      database: { kind: 'single-node' },
      hosts: { disk: { flush: '5ms..20ms' } },
      clients: [{ name: 'app', workload: 'append', rate: '200/s' }],
      duration: '6s',
      faults: [crashes],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'acknowledge before the flush',
    seeds: 1,
    finding: 'forgotten writes',
    count: ({ lostWrites }) => lostWrites.byKind.forgotten,
    input: {
      // The same node comes back as primary, so nothing but its own disk can lose a write.
      database: { kind: 'primary-replica', nodes: 2, failover: 'none' },
      hosts: { disk: { flush: '5ms..20ms' } },
      clients: [{ name: 'app', workload: 'append', rate: '200/s' }],
      duration: '6s',
      faults: [crashes],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'promote any replica',
    seeds: 1,
    finding: 'lost writes',
    count: ({ lostWrites }) => lostWrites.count,
    input: {
      database: { kind: 'primary-replica', nodes: 3, acknowledge: 'any 1' },
      network: {
        // n3 gets entries a second late, and is the last to hear, so the last to miss, the primary.
        links: [{ between: ['n1', 'n3'], latency: '20ms', latencyByKind: { append: '1s' } }],
      },
      clients: [{ name: 'app', workload: 'append', reads: 0, rate: '100/s' }],
      duration: '10s',
      faults: [{ at: '5s', crash: 'n1', inFlight: 'drop' }],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'keep the private suffix',
    seeds: 1,
    finding: 'broken invariants',
    count: ({ invariantViolations }) => invariantViolations.count,
    input: {
      database: { kind: 'primary-replica', nodes: 3 },
      clients: [{ name: 'app', workload: 'append', rate: '100/s' }],
      duration: '10s',
      faults: [{ at: '2s', partition: [['n1'], ['n2', 'n3']], for: '4s' }],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'keep the private suffix',
    seeds: 1,
    finding: 'divergence',
    count: ({ divergence }) => divergence.count,
    input: {
      database: { kind: 'primary-replica', nodes: 3 },
      clients: [{ name: 'app', workload: 'append', rate: '100/s' }],
      duration: '10s',
      faults: [{ at: '2s', partition: [['n1'], ['n2', 'n3']], for: '4s' }],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'count arbiters',
    seeds: 1,
    finding: 'lost writes, though a majority has to have them',
    count: ({ lostWrites }) => lostWrites.count,
    input: {
      database: {
        ...fencedByMajority,
        members: { n3: { arbiter: true } },
      },
      // What n2 has not got yet is nowhere but on n1, which does not come back.
      network: { links: [{ between: ['n1', 'n2'], latencyByKind: { append: '500ms' } }] },
      clients: [{ name: 'app', workload: 'append', reads: 0, rate: '100/s' }],
      duration: '10s',
      faults: [{ at: '5s', crash: 'n1', inFlight: 'drop' }],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'forget the promise',
    seeds: 1,
    finding: 'lost writes, though a majority has had them',
    count: ({ lostWrites }) => lostWrites.count,
    input: {
      database: fencedByMajority,
      clients: [{ name: 'app', workload: 'append', reads: 0, rate: '100/s' }],
      duration: '10s',
      // n3 has voted for n2, restarts before it hears it, and then is n1's majority once more.
      faults: [
        { at: '3s', partition: [['n1'], ['n2', 'n3']], for: '2s' },
        { when: { event: 'promoted', on: 'n2' }, isolate: 'n2', for: '3s', inFlight: 'drop' },
        { when: { event: 'promoted', on: 'n2' }, crash: 'n3', for: '200ms' },
      ],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'ignore the epoch',
    seeds: 1,
    finding: 'lost writes, though a majority has had them',
    count: ({ lostWrites }) => lostWrites.count,
    input: {
      database: fencedByMajority,
      // n2 is always ahead of n3, so that it is n2 that both promote.
      network: { links: [{ between: ['n1', 'n3'], latencyByKind: { append: '20ms' } }] },
      clients: [{ name: 'app', workload: 'append', reads: 0, rate: '100/s' }],
      duration: '10s',
      // n1 looks dead, and its entries go on to come; n3 has voted for n2 and hears nobody.
      faults: [
        { at: '3s', partition: { from: 'n2', to: 'n1' }, for: '4s' },
        { at: '3s', loss: '100%', kind: 'heartbeat', on: fromThePrimary, for: '4s' },
        { at: '3s', loss: '100%', kind: 'standing', on: fromThePrimary, for: '4s' },
        { when: { event: 'promoted', on: 'n2' }, isolate: 'n2', for: '2s', inFlight: 'drop' },
      ],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'take office without votes',
    seeds: 1,
    finding: 'lost writes, though a majority has had them',
    count: ({ lostWrites }) => lostWrites.count,
    input: {
      // One that misses the primary is enough to decide, not to get votes.
      database: { ...fencedByMajority, failover: { fencing: 'epoch', watchers: 1 } },
      clients: [{ name: 'app', workload: 'append', reads: 0, rate: '100/s' }],
      duration: '10s',
      faults: [{ at: '3s', isolate: 'n3', for: '4s' }],
    },
  },
  {
    kind: 'primary-replica',
    bug: 'drop the epoch of a token',
    seeds: 1,
    finding: 'sessions that do not read their own writes',
    count: ({ sessionViolations }) => sessionViolations.byGuarantee.readYourWrites,
    input: {
      // n3 is never primary, so that every read is judged by its token.
      database: { kind: 'primary-replica', nodes: 3, members: { n3: { priority: 0 } } },
      clients: [
        { name: 'others', workload: 'append', reads: 0, rate: '100/s' },
        {
          name: 'app',
          read: 'n3',
          token: { timeout: '200ms', fallback: 'fail' },
          script: [
            { wait: '4s' },
            { do: 'append', key: '$new' },
            ...Array.from({ length: 40 }, () => [{ wait: '100ms' }, readAgain]).flat(),
          ],
        },
      ],
      duration: '10s',
      // n1 alone has the write; while the session reads, n2 puts others in its place.
      faults: [{ at: '3s', isolate: 'n1', for: '3s' }],
    },
  },
  ...quorumBugLines,
  ...raftBugLines,
];

function found({ input, count }: Line, bugs: readonly string[], seed: number): number {
  const database = { ...input.database, bugs };
  const described = scenario({ ...input, database, name: 'a planted bug' } as ScenarioInput);
  return count(report(simulate(described, { seed })).findings);
}

describe.each(cases)('$kind: $bug', (planted) => {
  const { bug, seeds } = planted;
  const allSeeds = Array.from({ length: seeds }, (_, index) => index + 1);

  test(`shows as ${planted.finding} within the first ${String(seeds)} seeds`, () => {
    expect(allSeeds.some((seed) => found(planted, [bug], seed) > 0)).toBe(true);
  });

  test(`is the only reason for ${planted.finding}`, () => {
    for (const seed of [...allSeeds, 2, 3]) expect(found(planted, [], seed)).toBe(0);
  });
});

test('every declared bug has its line in the table', () => {
  const declared = Object.values(builtInDeclarations).flatMap(({ kind, bugs }) =>
    Object.keys(bugs).map((bug) => `${kind}: ${bug}`),
  );
  const planted = new Set(cases.map(({ kind, bug }) => `${kind}: ${bug}`));
  expect([...planted].toSorted()).toEqual(declared.toSorted());
});
