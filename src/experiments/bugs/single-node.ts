/** The bugs of single-node, and where to look for them. */
import type { KnownBug } from './known-bug.js';

export const singleNodeBugs: readonly KnownBug[] = [
  {
    bug: 'acknowledge before the flush',
    mistake: 'The node says ok once the operating system has the write, and calls that durable.',
    scenario: {
      database: { kind: 'single-node' },
      hosts: { disk: { flush: '5ms..20ms' } },
      clients: [{ name: 'app', count: 3, rate: '50/s', workload: 'append', reads: 0 }],
      duration: '2s',
      expect: { lostWrites: 0 },
    },
    space: { parts: ['faults'] },
    shows: ['lostWrites: forgotten'],
    ...{ seeds: 100, faults: 1 },
  },
];
