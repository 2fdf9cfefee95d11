/** The built-in families and scenarios in which each of them can show what it promises. */
import type { AnyFamily, Tagged } from '../../src/databases/database.js';
import { families } from '../../src/databases/registry.js';
import { emptyCell } from '../../src/databases/versions/cell.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Candidate } from './conformance.js';

function familyOf(kind: string): AnyFamily {
  const family = families.find(({ declaration }) => declaration.kind === kind);
  if (family === undefined) throw new Error(`no family ${kind}`);
  return family;
}

function isCell(body: unknown): boolean {
  return Object.keys(emptyCell).every((field) => Object.hasOwn(body as object, field));
}

/** A database of each family, for what all of them must do: by name. */
export const oneOfEach: readonly (readonly [string, ScenarioInput['database']])[] = [
  ['single-node', { kind: 'single-node' }],
  ['primary-replica', { kind: 'primary-replica', nodes: 3 }],
  ['raft', { kind: 'raft', nodes: 3 }],
  ['raft with snapshots', { kind: 'raft', nodes: 3, snapshot: { every: 10, keep: 2 } }],
  ['quorum', { kind: 'quorum', nodes: 3 }],
];

/** Appends alone: the last of two concurrent values wins, which is a loss to whoever counts them. */
const adding = { name: 'app', count: 3, keys: 5, rate: '50/s', workload: 'append' } as const;

export const quorumDatabase: Candidate = {
  family: familyOf('quorum'),
  isValue: isCell,
  calm: scenario({
    name: 'calm',
    database: { kind: 'quorum', nodes: 5 },
    network: { latency: '1ms..5ms' },
    clients: [adding],
    duration: '4s',
  }),
  rough: scenario({
    name: 'rough',
    database: {
      kind: 'quorum',
      nodes: ['n1', 'n2', 'n3', 'n4', 'n5', 'n6'],
      members: { n6: { role: 'none' } },
      antiEntropy: { every: '300ms', depth: 4 },
      streaming: { batch: 2 },
    },
    network: { latency: '1ms..5ms', loss: '1%', duplicate: '1%' },
    hosts: { disk: { flush: '1ms..5ms' }, service: '50us' },
    clients: [adding, { name: 'reports', rate: '20/s', reads: '100%', context: 'reads' }],
    duration: '12s',
    faults: [
      { at: '1s', crash: 'n2', for: '1s' },
      {
        at: '3s',
        partition: [
          ['n1', 'n2'],
          ['n3', 'n4', 'n5', 'n6'],
        ],
        for: '1s',
      },
      { at: '5s', command: 'join', node: 'n6' },
      { at: '7s', pause: 'n3', for: '300ms' },
      { at: '8s', clock: 'n4', jump: '+1s', drift: '1%', for: '1s' },
    ],
  }),
};

export const singleNode: Candidate = {
  family: familyOf('single-node'),
  calm: scenario({
    name: 'calm',
    database: { kind: 'single-node' },
    clients: [{ name: 'app', count: 3, keys: 5, rate: '100/s', workload: 'append' }],
    duration: '4s',
  }),
  rough: scenario({
    name: 'rough',
    database: { kind: 'single-node' },
    hosts: { disk: { flush: '2ms..10ms' }, service: '100us' },
    clients: [{ name: 'app', count: 3, keys: 5, rate: '100/s', workload: 'append' }],
    duration: '6s',
    faults: [
      { at: '1s', crash: 'n1', for: '200ms', every: '1s', times: 4 },
      { at: '1.5s', pause: 'n1', for: '100ms' },
      { at: '2s', slowDisk: 'n1', flush: '50ms', for: '1s' },
    ],
  }),
};

export const primaryReplica: Candidate = {
  family: familyOf('primary-replica'),
  calm: scenario({
    name: 'calm',
    database: { kind: 'primary-replica', nodes: 3, acknowledge: 'any 1' },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, keys: 5, rate: '100/s', workload: 'append' }],
    duration: '4s',
  }),
  rough: scenario({
    name: 'rough',
    database: { kind: 'primary-replica', nodes: 3, acknowledge: 'all', failover: { detect: '1s' } },
    network: { latency: '1ms..5ms', loss: '1%', duplicate: '1%' },
    hosts: { disk: { flush: '1ms..5ms' }, service: '50us' },
    clients: [
      { name: 'app', count: 3, keys: 5, rate: '50/s' },
      { name: 'list', count: 2, keys: 3, rate: '20/s', workload: 'append', read: 'any' },
    ],
    duration: '20s',
    faults: [
      { at: '2s', crash: 'primary', for: '2s' },
      { at: '7s', partition: [['n1'], ['n2', 'n3']], for: '3s' },
      { at: '12s', crash: 'n2', for: '500ms' },
      { at: '14s', clock: 'n3', jump: '+1s', drift: '1%', for: '2s' },
      { at: '15s', pause: 'random', for: '300ms' },
    ],
  }),
};

export const raftDatabase: Candidate = {
  family: familyOf('raft'),
  isValue: (body) => (body as Partial<Tagged>).kind === 'entry',
  calm: scenario({
    name: 'calm',
    database: { kind: 'raft', nodes: 3 },
    network: { latency: '1ms..5ms' },
    // The first leader takes nothing before its own vote is durable.
    clients: [{ name: 'app', count: 3, keys: 5, rate: '100/s', workload: 'append', from: '50ms' }],
    duration: '4s',
  }),
  rough: scenario({
    name: 'rough',
    database: {
      kind: 'raft',
      nodes: 5,
      members: { n4: { role: 'learner' }, n5: { role: 'none' } },
      snapshot: { every: 20, keep: 5, chunk: 2 },
    },
    network: { latency: '1ms..5ms', loss: '1%', duplicate: '1%' },
    hosts: { disk: { flush: '1ms..5ms' }, service: '50us' },
    clients: [
      { name: 'app', count: 3, keys: 5, rate: '50/s', workload: 'append' },
      { name: 'near', rate: '20/s', reads: '100%', read: 'any' },
    ],
    duration: '16s',
    faults: [
      { at: '1s', command: 'change', node: 'n2', add: ['n4', 'n5'] },
      { at: '2s', crash: 'leader', for: '2s' },
      {
        at: '6s',
        partition: [
          ['n1', 'n2'],
          ['n3', 'n4', 'n5'],
        ],
        for: '3s',
      },
      { at: '10s', command: 'transfer', node: 'n3' },
      { at: '11s', clock: 'n3', jump: '+1s', drift: '1%', for: '2s' },
      { at: '12s', pause: 'random', for: '300ms' },
    ],
  }),
};

/** The same family with most of its settings: votes, a lease, a cascade, an arbiter, group commit, a short log. */
export const primaryReplicaWithVotes: Candidate = {
  family: familyOf('primary-replica'),
  calm: scenario({
    name: 'calm',
    database: {
      kind: 'primary-replica',
      nodes: 4,
      members: { n4: { arbiter: true } },
      acknowledge: 'majority',
      failover: { fencing: 'lease' },
    },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, keys: 5, rate: '50/s', level: 'linearizable' }],
    duration: '4s',
  }),
  rough: scenario({
    name: 'rough',
    database: {
      kind: 'primary-replica',
      nodes: 5,
      members: { n4: { follows: 'n2' }, n5: { arbiter: true } },
      acknowledge: 'majority',
      groupCommit: { size: 3, wait: '5ms' },
      apply: { each: '100us', workers: 2 },
      retain: { entries: 20 },
      heartbeat: '200ms',
      failover: { detect: '1s', lease: '800ms', fencing: 'lease' },
    },
    network: { latency: '1ms..5ms', loss: '1%', duplicate: '1%' },
    hosts: { disk: { flush: '1ms..5ms' }, service: '50us' },
    clients: [
      {
        ...{ name: 'app', count: 3, keys: 4, rate: '40/s', patience: '300ms' },
        ...{ idempotencyKey: true, retry: { times: 3, unanswered: true } },
      },
      { name: 'list', count: 2, rate: '20/s', workload: 'append', read: 'any', level: 'majority' },
      { name: 'strict', rate: '10/s', commit: 'applied', level: 'linearizable' },
      { name: 'own', rate: '20/s', read: 'replica', token: { timeout: '100ms' } },
    ],
    duration: '20s',
    faults: [
      { at: '2s', crash: 'primary', for: '2s' },
      {
        at: '6s',
        partition: [
          ['n1', 'n2'],
          ['n3', 'n4', 'n5'],
        ],
        for: '3s',
      },
      { at: '11s', command: 'switchover', node: 'n3' },
      { at: '12s', crash: 'n2', for: '2s' },
      { at: '15s', command: 'switchover', node: 'n1' },
      { at: '16s', pause: 'primary', for: '1500ms' },
    ],
  }),
};
