/**
 * The bugs of primary-replica, and where to look for them. A bug that needs a fault between two steps of the
 * protocol gets a network on which these steps are far apart, so that faults drawn by chance come between.
 */
import type { ScenarioInput } from '../../scenario/schema.js';
import type { KnownBug } from './known-bug.js';

type Database = Extract<ScenarioInput['database'], { kind: 'primary-replica' }>;

/** Nervous, so that much happens in a short run. */
const failover = { detect: '300ms', poll: '100ms' } as const;

function database(nodes: number, more: Partial<Database>): Database {
  return { kind: 'primary-replica', nodes, heartbeat: '100ms', failover, ...more };
}

const near = { latency: '1ms..5ms' } as const;

const writers: ScenarioInput['clients'] = [
  { name: 'app', count: 3, rate: '50/s', workload: 'append', reads: 0 },
];

export const primaryReplicaBugs: readonly KnownBug[] = [
  {
    bug: 'acknowledge before the flush',
    mistake: 'The primary says ok once the operating system has the write, and calls that durable.',
    scenario: {
      // The same node comes back as primary, so nothing but its own disk can lose a write.
      database: database(2, { failover: 'none' }),
      network: near,
      hosts: { disk: { flush: '5ms..20ms' } },
      clients: writers,
      duration: '2s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash', 'isolate', 'pause', 'slowDisk'] },
    shows: ['lostWrites: forgotten'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'promote any replica',
    mistake:
      'The first replica that misses the primary takes over, and nobody asks who has the most of the log.',
    scenario: {
      database: database(3, { acknowledge: 'any 1' }),
      // n3 gets entries late, so that `any 1` is always n2.
      network: {
        ...near,
        links: [{ between: ['n1', 'n3'], latency: '20ms', latencyByKind: { append: '300ms' } }],
      },
      clients: writers,
      duration: '2s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash', 'isolate', 'pause', 'lag'] },
    shows: ['lostWrites: rolled back'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'keep the private suffix',
    mistake:
      'An old primary rejoins as a replica from the end of its log, with entries that nobody else has.',
    scenario: {
      database: database(3, {}),
      network: near,
      clients: writers,
      duration: '2s',
      expect: { converged: 'valid' },
    },
    space: { parts: ['faults'] },
    shows: [
      'invariantViolations: a follower has nothing that its primary has not',
      'invariantViolations: logs agree as far as their histories do',
      'divergence',
    ],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'count arbiters',
    mistake: 'A majority of votes is taken for a majority of copies, though an arbiter has none.',
    scenario: {
      database: database(3, {
        ...{ members: { n3: { arbiter: true } }, acknowledge: 'majority' },
        failover: { ...failover, fencing: 'epoch' },
      }),
      network: near,
      clients: writers,
      duration: '2s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'] },
    shows: ['lostWrites: rolled back'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'take office without votes',
    mistake:
      'No fencing: whoever is chosen is primary at once, and nobody has made sure that the old one stops.',
    scenario: {
      // One node that misses the primary is enough to ask for votes. To get them it is not.
      database: database(3, {
        acknowledge: 'majority',
        failover: { ...failover, watchers: 1, fencing: 'epoch' },
      }),
      network: near,
      clients: writers,
      duration: '2s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['partition', 'isolate', 'crash', 'pause'] },
    shows: ['lostWrites: rolled back'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'ignore the epoch',
    mistake:
      'A replica that has voted for a new primary goes on taking, and confirming, what the old one sends.',
    scenario: {
      database: database(3, {
        acknowledge: 'majority',
        failover: { ...failover, detect: '500ms', fencing: 'epoch' },
      }),
      // Heartbeats travel long: who has voted hears late that there is a new primary, and the old one that it
      // is replaced. n2 is ahead of n3, so that both choose it.
      network: {
        ...{ latency: '1ms..5ms', latencyByKind: { heartbeat: '400ms' } },
        links: [{ between: ['n1', 'n3'], latencyByKind: { append: '20ms' } }],
      },
      clients: writers,
      duration: '3s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['pause', 'isolate'] },
    shows: ['lostWrites: rolled back'],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'forget the promise',
    mistake:
      'A vote is kept in memory only, so that a node that restarts follows the old primary again.',
    scenario: {
      database: database(3, {
        acknowledge: 'majority',
        failover: { ...failover, fencing: 'epoch' },
      }),
      // Heartbeats are so uneven that a primary is missed which is alive, and those of n2 travel so long that
      // a voter can restart between its promise and the first sign of life of whom it has promised it to.
      network: {
        ...{ latency: '1ms..5ms', latencyByKind: { heartbeat: '300ms..1s' } },
        links: ['n1', 'n3'].map((to) => ({
          ...{ from: 'n2', to, latencyByKind: { heartbeat: '800ms' } },
        })),
      },
      clients: writers,
      duration: '2s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash'] },
    shows: ['lostWrites: rolled back'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'drop the epoch of a token',
    mistake:
      'A session carries the bare position of its last write, and after a failover another write stands there.',
    scenario: {
      // n3 is never primary, so that every read is judged by its token.
      database: database(3, { members: { n3: { priority: 0 } } }),
      network: near,
      clients: [
        { name: 'others', rate: '50/s', workload: 'append', reads: 0 },
        {
          name: 'app',
          count: 3,
          read: 'n3',
          token: { timeout: '100ms', fallback: 'fail' },
          // A key of its own, written once, and read until the next.
          script: [{ do: 'append', key: '$new' }, ...Array.from({ length: 8 }, lookAgain).flat()],
          repeat: 20,
        },
      ],
      duration: '2s',
      expect: { readYourWrites: 'valid' },
    },
    space: { parts: ['faults'], kinds: ['crash', 'isolate'] },
    shows: ['sessionViolations: readYourWrites'],
    // One that outlasts `detect` is enough; of shorter ones it takes two, close together.
    ...{ seeds: 100, faults: 2 },
  },
];

function lookAgain() {
  return [{ wait: '50ms' }, { do: 'read', key: '$last' }] as const;
}
