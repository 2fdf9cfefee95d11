/** The leaderless family's lines in the table of test/databases/bugs.test.ts: for each bug one schedule in which it must show. */
import type { Report } from '../../src/report/schema.js';
import type { Line } from './bug-line.js';

const line = { kind: 'quorum', seeds: 1 } as const;
const staleReads = {
  finding: 'stale reads',
  count: (findings: Report['findings']) => findings.staleReads.count,
};
const staleSerialReads = { ...staleReads, finding: 'stale serial reads' };

/** Three replicas of each key. n3 is nearer to n2 than n1 is. */
const database = { kind: 'quorum', nodes: 3 } as const;
const three = {
  database,
  network: {
    latency: '1ms',
    links: [{ between: ['n1', 'n2'] as [string, string], latency: '2ms' }],
  },
  hosts: { disk: { flush: '0ms' } },
  duration: '8s',
};

/** One key: who has n1 write it, and who reads it from n2, which asks n3. */
const writer = { name: 'writer', coordinator: 'n1', keys: 1, reads: 0, rate: '10/s' } as const;
const reader = {
  name: 'reader',
  coordinator: 'n2',
  keys: 1,
  reads: '100%',
  rate: '100/s',
} as const;

/** A single step of a client at one instant. */
function once<const Step extends object>(
  name: string,
  from: string,
  coordinator: string,
  step: Step,
) {
  return { name, from, coordinator, script: [{ key: 'k', ...step }], repeat: 1 };
}

function late(kind: string, from: string, to: string, delay: string) {
  return { message: { kind, from, to }, do: { delay } };
}

export const quorumBugLines: readonly Line[] = [
  {
    ...{ ...line, ...staleReads, bug: 'answer before W' },
    // n1 has its own writes at once, the others much later.
    input: {
      ...three,
      clients: [writer, reader],
      faults: [{ lag: '50ms', kind: 'write', on: { from: 'n1', to: 'replica' } }],
    },
  },
  {
    ...{ ...line, ...staleReads, bug: 'count hints' },
    // n1 has its own writes and keeps hints for the others, which it does not hear.
    input: {
      ...three,
      clients: [writer, reader],
      faults: [{ at: '2s', isolate: 'n1', for: '2s' }],
    },
  },
  {
    ...{ ...line, bug: 'two replicas on one node', finding: 'lost writes' },
    count: ({ lostWrites }) => lostWrites.byKind.forgotten,
    // Any node may lose its disk: a majority has each write.
    input: {
      ...three,
      clients: [{ name: 'app', workload: 'append', rate: '100/s' }],
      faults: [{ at: '4s', crash: 'n1', disk: 'wiped', for: '100ms' }],
    },
  },
  {
    ...{ ...line, ...staleReads, bug: 'repair with the oldest' },
    // n2 has the second value, and n3 has not yet got it, when n2 asks both.
    input: {
      ...three,
      clients: [
        once('first', '1s', 'n1', { do: 'write' }),
        once('second', '2s', 'n1', { do: 'write' }),
        once('reader', '2100ms', 'n2', { do: 'read' }),
        once('later', '2200ms', 'n2', { do: 'read' }),
      ],
      faults: [{ at: '1500ms', ...late('write', 'n1', 'n3', '1s') }],
    },
  },
  {
    ...{ ...line, bug: 'drop tombstones early', finding: 'deleted values that are back' },
    count: ({ lostWrites }) => lostWrites.byKind.resurrected,
    // n3 misses the delete, and is there again long before a tombstone may go.
    input: {
      ...three,
      database: { ...database, hints: 'none', antiEntropy: { every: '1s' } },
      clients: [
        once('writer', '1s', 'n1', { do: 'write' }),
        once('owner', '3s', 'n1', { do: 'delete' }),
      ],
      faults: [{ at: '2s', isolate: 'n3', for: '3s' }],
    },
  },
  {
    ...{ ...line, ...staleSerialReads, bug: 'skip the unfinished' },
    // n1 alone knows that its insert is chosen. What n2 and n3 know is that they have accepted it.
    input: {
      ...three,
      clients: [
        once('owner', '1s', 'n1', { do: 'insert', writeLevel: 'one' }),
        once('reader', '2s', 'n2', { do: 'read', readLevel: 'serial' }),
      ],
      faults: ['n2', 'n3'].map((to) => late('commit', 'n1', to, '3s')),
    },
  },
  {
    ...{ ...line, bug: 'forget promises', finding: 'lost updates' },
    count: ({ lostUpdates }) => lostUpdates.count,
    // n2 is on both sides. It has promised n3 a later ballot than n1's, and crashes before it has any proposal.
    input: {
      ...three,
      clients: [
        once('owner', '1s', 'n2', { do: 'insert' }),
        once('first', '2s', 'n1', { do: 'compare-and-set', readLevel: 'one' }),
        once('second', '2010ms', 'n3', { do: 'compare-and-set', readLevel: 'one' }),
      ],
      faults: [
        { at: '1900ms', partition: [['n1'], ['n3']] },
        ...['n1', 'n3'].map((from) => late('propose', from, 'n2', '40ms')),
        { at: '2030ms', crash: 'n2', for: '2ms' },
      ],
    },
  },
];
