/**
 * The bugs of Raft, and where to look for them. A bug that needs a fault between two steps of the protocol gets
 * a network on which these steps are far apart, so that faults drawn by chance come between.
 */
import type { ScenarioInput } from '../../scenario/schema.js';
import type { KnownBug } from './known-bug.js';

type Database = Extract<ScenarioInput['database'], { kind: 'raft' }>;

/** As the paper has it (§9.3): so short that much happens in a short run. */
const election = { timeout: '150ms..300ms' } as const;

/** Without what was added to the paper's elections: every node that hears nobody raises its term at once. */
const bare = { ...election, preVote: false, checkQuorum: false } as const;

function database(nodes: number, more: Partial<Database> = {}): Database {
  return { kind: 'raft', nodes, heartbeat: '50ms', election, ...more };
}

const near = { latency: '1ms..5ms' } as const;

/** How long entries, and so heartbeats, are on their way from one node to some others. */
function slowEntries(from: string, to: readonly string[], latency: string) {
  return to.map((one) => ({ from, to: one, latencyByKind: { 'append entries': latency } }));
}

const writing = { workload: 'append', reads: 0 } as const;
const writers = { name: 'app', count: 3, rate: '50/s', timeout: '200ms', ...writing } as const;
/** Who waits shortly is soon with the next leader. */
const restless = { name: 'writers', count: 2, rate: '30/s', timeout: '100ms', ...writing } as const;
const readers = { name: 'readers', rate: '50/s', reads: '100%' } as const;

export const raftBugs: readonly KnownBug[] = [
  {
    bug: 'commit an earlier term by counting',
    mistake:
      'Once a majority has an entry it counts as committed, also one of an earlier term, which may still be replaced.',
    scenario: {
      // Figure 8 takes three changes of leaders: heartbeats are so uneven that leaders come and go. Entries
      // travel one by one, so that a majority has the old one before it has one of the new term.
      database: database(5, { heartbeat: '100ms', election: bare, batch: { entries: 1 } }),
      network: { ...near, latencyByKind: { 'append entries': '50ms..300ms' } },
      clients: [{ name: 'app', count: 3, rate: '10/s', ...writing }],
      ...{ duration: '4s', settle: '5s' },
      expect: { invariantViolations: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash', 'isolate'] },
    shows: [
      'invariantViolations: leader completeness',
      'invariantViolations: state machine safety',
    ],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'forget the vote',
    mistake:
      'A vote is kept in memory only: a node that restarts votes once more in the same term.',
    scenario: {
      database: database(3, {
        ...{ firstLeader: 'none', heartbeat: '500ms' },
        election: { ...bare, timeout: '1s..2s' },
      }),
      // n2 asks for votes, and meanwhile another node asks, gets them, and is not heard of for long.
      network: {
        ...{ latency: '1ms..5ms', latencyByKind: { 'append entries': '1s..3s' } },
        links: ['n1', 'n3'].map((to) => ({
          ...{ from: 'n2', to, latencyByKind: { 'request vote': '900ms' } },
        })),
      },
      clients: [{ name: 'app', rate: '10/s', ...writing }],
      ...{ duration: '5s', settle: '5s' },
      faults: [{ at: '300ms', crash: 'n1', for: '20ms', every: '400ms' }],
      expect: { invariantViolations: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash'], keepOwn: true },
    shows: ['invariantViolations: election safety'],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'answer before the flush',
    mistake: 'A node confirms entries, and gives votes, that its disk may still forget.',
    scenario: {
      database: database(3),
      network: near,
      hosts: { disk: { flush: '20ms..50ms' } },
      clients: [writers],
      duration: '3s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash', 'isolate', 'pause', 'slowDisk'] },
    // Stranded: the followers have forgotten what they confirmed, and the next leader is one of them.
    shows: ['lostWrites: forgotten', 'lostWrites: rolled back', 'lostWrites: stranded'],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'read without confirmation',
    mistake: 'Whoever believes to lead answers reads at once, though another node may lead by now.',
    scenario: {
      // A leader that nobody hears goes on for long.
      database: database(3, { election: { ...election, checkQuorum: false } }),
      network: near,
      clients: [restless, readers],
      duration: '2s',
      expect: { staleReads: 0 },
    },
    space: { parts: ['faults'], kinds: ['partition', 'isolate', 'pause'] },
    shows: ['staleReads'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'trust the clock',
    mistake:
      'A leader counts on its lease to the last moment, though its clock may be the slow one.',
    scenario: {
      // The clock of the first leader is slow, and less so than is allowed for.
      database: database(3, { lease: { drift: '70%' } }),
      network: near,
      hosts: { nodes: { n1: { clock: { drift: '-60%' } } } },
      clients: [restless, { ...readers, mode: 'lease' }],
      duration: '2s',
      expect: { staleReads: 0 },
    },
    space: { parts: ['faults'], kinds: ['partition', 'isolate'] },
    shows: ['staleReads'],
    ...{ seeds: 100, faults: 2 },
  },
  {
    bug: 'change members too early',
    mistake:
      'A new leader changes the members before it knows whether the change that the last one began came through.',
    scenario: {
      // Four voters. n1 takes one off, and nobody else gets to know; whoever leads next takes off n1. Then there
      // are two majorities without a common node, if the second change travels long.
      database: database(4, {
        ...{ membership: 'single', election: { ...bare, timeout: '300ms..600ms' } },
      }),
      network: {
        ...near,
        links: [
          ...slowEntries('n1', ['n2', 'n3', 'n4'], '1s'),
          ...slowEntries('n2', ['n3'], '800ms'),
          ...slowEntries('n3', ['n4'], '800ms'),
          ...slowEntries('n4', ['n3'], '800ms'),
        ],
      },
      clients: [writers],
      ...{ duration: '3s', settle: '5s' },
      faults: [
        { at: '100ms', command: 'change', node: 'n1', remove: 'n2' },
        { when: { event: 'elected', count: 2 }, command: 'change', node: 'leader', remove: 'n1' },
      ],
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'], kinds: ['crash', 'isolate'], keepOwn: true },
    shows: ['invariantViolations: election safety', 'invariantViolations: leader completeness'],
    ...{ seeds: 100, faults: 3 },
  },
  {
    bug: 'apply beyond commit',
    mistake: 'A follower applies all that it has, and does not wait to hear that it is committed.',
    scenario: {
      database: database(5),
      network: near,
      clients: [{ ...writers, count: 4, rate: '100/s', reads: '50%', read: 'any', mode: 'stale' }],
      duration: '2s',
      // Even who reads what is old reads what lasts.
      expect: { dirtyReads: 0 },
    },
    space: { parts: ['faults'], kinds: ['partition', 'isolate', 'crash'] },
    shows: ['dirtyReads: rolled back', 'dirtyReads: stranded'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'cut on an old message',
    mistake: 'A follower ends its log where each message ends, also where an old one comes late.',
    scenario: {
      database: database(3),
      network: { ...near, order: 'none' },
      clients: [writers],
      duration: '3s',
      expect: { converged: 'valid', lostWrites: 0 },
    },
    space: { parts: ['faults'] },
    shows: ['lostWrites: rolled back', 'divergence'],
    ...{ seeds: 100, faults: 1 },
  },
  {
    bug: 'stand for election without asking',
    mistake:
      'A node that was cut off has raised its term meanwhile, and deposes a healthy leader when it is back.',
    settings: { election: bare },
    scenario: {
      database: database(3),
      network: near,
      clients: [{ ...writers, rate: '100/s' }],
      duration: '3s',
      expect: { 'longestUnavailability.append': '<= 100ms' },
    },
    // The link of a node that does not lead flaps: nobody should notice.
    space: { parts: ['faults'], kinds: ['isolate'], nodes: ['n3'] },
    shows: ['longestUnavailability.append is not <= 100ms'],
    ...{ seeds: 100, faults: null },
  },
];
