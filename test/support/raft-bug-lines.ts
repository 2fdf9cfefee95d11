/** Raft's lines in the table of test/databases/bugs.test.ts: for each bug one schedule in which it must show. */
import type { Report } from '../../src/report/schema.js';
import type { Line } from './bug-line.js';

const raft = { kind: 'raft', seeds: 1 } as const;
const brokenInvariants = {
  finding: 'broken invariants',
  count: ({ invariantViolations }: Report['findings']) => invariantViolations.count,
};
const staleReads = {
  finding: 'stale reads',
  count: (findings: Report['findings']) => findings.staleReads.count,
};

/** Nobody stands for election but on command. */
const byHand = { timeout: '50s..60s', preVote: false, checkQuorum: false } as const;

function campaigns(node: string, ...times: readonly string[]) {
  return times.map((at) => ({ at, command: 'campaign', node }) as const);
}

/** What these nodes send one another as leaders is lost. */
function unheard(from: string, to: readonly string[], at: string, length: string) {
  const on = { from, to: [...to] };
  return { at, loss: '100%', kind: 'append entries', on, for: length } as const;
}

function slow(from: string, to: readonly string[]) {
  return to.map((one) => ({ from, to: one, latencyByKind: { 'append entries': '200ms' } }));
}

const writers = { name: 'app', workload: 'append', reads: 0, rate: '100/s' } as const;
const restless = { ...writers, name: 'writers', count: 3, timeout: '200ms' } as const;
const readers = { name: 'readers', rate: '100/s', reads: '100%' } as const;

export const raftBugLines: readonly Line[] = [
  {
    ...{ ...raft, ...brokenInvariants, bug: 'commit an earlier term by counting' },
    // Figure 8 of the paper: n1 is S1, n5 is S5. Entries travel one by one, and slowly.
    input: {
      database: {
        ...{ kind: 'raft', nodes: 5, heartbeat: '50ms', election: byHand },
        batch: { entries: 1 },
      },
      network: { links: [...slow('n1', ['n3', 'n4']), ...slow('n5', ['n2'])] },
      clients: [{ ...writers, rate: '10/s', until: '1500ms' }],
      duration: '10s',
      faults: [
        // (a) What n1 takes from now on reaches n2 alone.
        unheard('n1', ['n3', 'n4', 'n5'], '800ms', '1s'),
        { at: '1600ms', crash: 'n1', for: '1400ms' },
        { at: '1600ms', isolate: 'n2', for: '1400ms' },
        // (b) n5 leads term 2, and what it takes reaches nobody.
        unheard('n5', ['n1', 'n2', 'n3', 'n4'], '1600ms', '2s'),
        ...campaigns('n5', '1700ms'),
        { at: '2s', crash: 'n5', for: '4s' },
        // (c) n1 leads term 3, and goes on to send what it took in term 1.
        ...campaigns('n1', '3100ms', '3300ms'),
        // (d) It crashes before anything of term 3 is anywhere, and n5 leads without what n1 had sent.
        { at: '3850ms', crash: 'n1', inFlight: 'drop' },
        ...campaigns('n5', '6100ms', '6300ms'),
      ],
    },
  },
  {
    ...{ ...raft, ...brokenInvariants, bug: 'forget the vote' },
    input: {
      database: { kind: 'raft', nodes: 3, firstLeader: 'none', election: byHand },
      clients: [writers],
      duration: '5s',
      // n2 asks n1 for its vote, and before that arrives n1 has voted for n3 and restarted.
      faults: [
        { message: { from: 'n2', to: 'n1', kind: 'request vote' }, do: { delay: '500ms' } },
        { message: { from: 'n2', to: 'n3', kind: 'request vote' }, do: 'drop' },
        unheard('n3', ['n1', 'n2'], '900ms', '2s'),
        ...campaigns('n2', '1s'),
        ...campaigns('n3', '1100ms'),
        { at: '1300ms', crash: 'n1', for: '50ms' },
      ],
    },
  },
  {
    ...{ ...raft, bug: 'answer before the flush', finding: 'lost writes' },
    count: ({ lostWrites }) => lostWrites.count,
    input: {
      database: { kind: 'raft', nodes: 3 },
      hosts: { nodes: { n2: { disk: { flush: '500ms' } }, n3: { disk: { flush: '500ms' } } } },
      clients: [writers],
      duration: '10s',
      faults: [
        { at: '3s', crash: 'n1' },
        { at: '3s', crash: ['n2', 'n3'], for: '100ms' },
      ],
    },
  },
  {
    ...{ ...raft, ...staleReads, bug: 'read without confirmation' },
    input: {
      database: { kind: 'raft', nodes: 3, election: { checkQuorum: false } },
      clients: [restless, readers],
      duration: '10s',
      faults: [{ at: '3s', isolate: 'n1', for: '4s' }],
    },
  },
  {
    ...{ ...raft, ...staleReads, bug: 'trust the clock' },
    // n1's clock is so slow that its lease of a second lasts for 2.5, which the drift allows for.
    input: {
      database: { kind: 'raft', nodes: 3, lease: { drift: '70%' } },
      hosts: { nodes: { n1: { clock: { drift: '-60%' } } } },
      clients: [restless, { ...readers, mode: 'lease' }],
      duration: '10s',
      faults: [{ at: '3s', isolate: 'n1', for: '4s' }],
    },
  },
  {
    ...{ ...raft, ...brokenInvariants, bug: 'change members too early' },
    input: {
      database: { kind: 'raft', nodes: 4, membership: 'single', election: byHand },
      clients: [{ ...writers, until: '500ms' }],
      duration: '6s',
      faults: [
        // n1 takes off n2, and nobody hears of it.
        unheard('n1', ['n2', 'n3', 'n4'], '1s', '1s'),
        { at: '1100ms', command: 'change', node: 'n1', remove: 'n2' },
        { at: '1150ms', partition: [['n1'], ['n2', 'n4']], for: '4s' },
        // n2 leads by the votes of n3 and n4, and takes off n1. n3 does not hear of that.
        unheard('n2', ['n3'], '1150ms', '4s'),
        ...campaigns('n2', '1200ms'),
        { at: '1300ms', command: 'change', node: 'n2', remove: 'n1' },
        // n1 leads by the vote of n3.
        ...campaigns('n1', '2100ms', '2300ms'),
      ],
    },
  },
  {
    ...{ ...raft, bug: 'apply beyond commit', finding: 'dirty reads' },
    count: ({ dirtyReads }) => dirtyReads.count,
    input: {
      database: { kind: 'raft', nodes: 5 },
      clients: [
        { ...writers, rate: '50/s' },
        { ...readers, read: 'n2', mode: 'stale', workload: 'append' },
      ],
      duration: '10s',
      // n1 goes on to take writes for a while, and n2 is all that hears of them.
      faults: [
        {
          at: '3s',
          partition: [
            ['n1', 'n2'],
            ['n3', 'n4', 'n5'],
          ],
          for: '4s',
        },
      ],
    },
  },
  {
    ...{ ...raft, bug: 'cut on an old message', finding: 'divergence' },
    count: ({ divergence }) => divergence.count,
    input: {
      database: { kind: 'raft', nodes: 3 },
      network: { order: 'none' },
      clients: [{ ...writers, until: '3s' }],
      duration: '8s',
      // n3 has nothing of what n1 and n2 commit last. A message to n2 comes late: n2 cuts its log there, and has
      // nothing to give to n3 when n1 is gone.
      faults: [
        { at: '2s', isolate: 'n3', for: '2500ms' },
        {
          id: 'late',
          at: '2500ms',
          message: { from: 'n1', to: 'n2', kind: 'append entries' },
          do: { delay: '1s' },
        },
        { at: '4s', crash: 'n1' },
      ],
    },
  },
];
