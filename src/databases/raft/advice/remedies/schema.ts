/**
 * Changes that are worth a try against findings, each with what it means: first what reads ask for, then what clocks are
 * trusted with, then what a retry carries. Writes need none: a majority has every write before its client hears ok.
 */
import { retryRemedies } from '../../../common/remedies/schema.js';
import type { Remedy } from '../../../common/schema.js';

/** Reads that miss what others know of. */
const behind = ['staleReads', 'sessionViolations', 'inversions', 'lostUpdates'] as const;

const reading: readonly Remedy[] = [
  {
    against: behind,
    of: 'operation',
    path: 'mode',
    value: 'read-index',
    says: 'a majority confirms the leader before a read is served',
  },
  {
    against: behind,
    of: 'operation',
    path: 'read',
    value: 'leader',
    says: 'reads go to the leader',
  },
];

const clocks: readonly Remedy[] = [
  {
    against: behind,
    of: 'database',
    path: 'lease.drift',
    value: '50%',
    says: 'a leader gives up its lease after half of it, as other clocks may run twice as fast',
  },
  {
    against: behind,
    of: 'database',
    path: 'election.checkQuorum',
    value: 'true',
    says: 'voters that hear a leader take part in no election, so leases hold',
  },
];

export const remedies: readonly Remedy[] = [...reading, ...clocks, ...retryRemedies];
