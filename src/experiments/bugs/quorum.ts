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
];
