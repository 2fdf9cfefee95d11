/** The bugs of leaderless quorums, and where to look for them. */
import type { ScenarioInput } from '../../scenario/schema.js';
import type { KnownBug } from './known-bug.js';

type Database = Extract<ScenarioInput['database'], { kind: 'quorum' }>;

function database(more: Partial<Database> = {}): Database {
  return { kind: 'quorum', nodes: 5, timeout: '200ms', ...more };
}

const network = { latency: '1ms..5ms' } as const;
const clients = [{ name: 'app', count: 3, keys: 5, rate: '100/s' }] as const;
const adding = [{ name: 'app', count: 3, rate: '50/s', workload: 'append' }] as const;
const swapping = { workload: 'compare-and-set', reads: '20%', readLevel: 'serial' } as const;
const swaps = { name: 'app', count: 3, keys: 3, rate: '60/s', ...swapping } as const;

/** What conditional writes and serial reads keep, and how it shows that they do not. */
const decided = { invariantViolations: 0, lostUpdates: 0, staleReads: 0 } as const;
const twiceDecided = ['lostUpdates', 'staleReads', 'invariantViolations: decisions are one order'];

export const quorumBugs: readonly KnownBug[] = [
  {
    bug: 'answer before W',
    mistake: 'The coordinator acknowledges a write when the first replica has it, whatever W says.',
    scenario: {
      ...{ database: database(), network, clients: [...clients], duration: '3s' },
      expect: { staleReads: 0 },
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'pause', 'lag'] },
    shows: ['staleReads'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'count hints',
    mistake: 'A hint that the coordinator keeps counts as if the replica had the write.',
    scenario: {
      ...{ database: database(), network, clients: [...clients], duration: '3s' },
      expect: { staleReads: 0 },
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'crash', 'pause'] },
    shows: ['staleReads'],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'two replicas on one node',
    mistake:
      'Replicas are placed on the next places of the ring, and two places may belong to one node: what it loses is lost.',
    scenario: {
      ...{ database: database(), network, clients: [...adding] },
      ...{ duration: '3s', expect: { lostWrites: 0 } },
      faults: [{ at: '1500ms', crash: 'n5', disk: 'wiped', for: '100ms' }],
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'pause'], keepOwn: true },
    shows: ['lostWrites: forgotten'],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'repair with the oldest',
    mistake: 'Read repair writes the oldest of the values that it has found, stamped anew.',
    scenario: {
      ...{ database: database(), network, clients: [...clients], duration: '3s' },
      expect: { staleReads: 0 },
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'crash', 'pause'] },
    shows: ['staleReads'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'drop tombstones early',
    mistake:
      'A tombstone is thrown away at the next occasion, while some replica still has what was deleted.',
    scenario: {
      database: database({ antiEntropy: { every: '200ms' }, tombstones: { every: '200ms' } }),
      network,
      // One session writes each key and deletes it, so that nothing else can be in conflict.
      clients: [
        {
          ...{ name: 'app', count: 5 },
          script: [
            { do: 'write', key: '$new' },
            { wait: '50ms' },
            { do: 'delete', key: '$last' },
            { wait: '50ms' },
          ],
        },
      ],
      ...{ duration: '3s', expect: { lostWrites: 0 } },
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'crash', 'pause'] },
    shows: ['lostWrites: resurrected'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'skip the unfinished',
    mistake:
      'A coordinator proposes its own value although a replica tells it of one that is perhaps chosen.',
    scenario: {
      ...{ database: database(), network, clients: [swaps], duration: '3s' },
      expect: decided,
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'crash', 'pause', 'lag'] },
    shows: twiceDecided,
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'forget promises',
    mistake: 'A promise is kept in memory only: a replica that restarts accepts an earlier ballot.',
    scenario: {
      // The coordinator holds no data, and stays up while the replicas restart. Proposals travel long: some
      // arrive after a restart, at replicas that had promised a later ballot.
      database: database({
        ...{ nodes: 4, timeout: '400ms', suspect: '200ms' },
        members: { n4: { role: 'coordinator' } },
      }),
      network: { ...network, latencyByKind: { propose: '20ms..100ms' } },
      clients: [{ ...swaps, count: 5, rate: '100/s', coordinator: 'n4' }],
      duration: '3s',
      faults: [{ at: '300ms', crash: 'replica', for: '5ms', every: '200ms' }],
      expect: decided,
    },
    space: { parts: ['faults'], kinds: ['isolate', 'partition', 'crash'], keepOwn: true },
    shows: twiceDecided,
    ...{ seeds: 100, faults: 2 },
  },
];
