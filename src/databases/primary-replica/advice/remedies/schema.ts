/**
 * Changes that are worth a try against findings, each with what it means. First what a write waits for,
 * then who may become primary and what stops the old one, then what reads ask for. No change
 * stands against a finding that it prevents but by shifting things to another time.
 */
import { retryRemedies } from '../../../common/remedies/schema.js';
import type { Remedy } from '../../../common/schema.js';

const losses = ['lostWrites', 'rolledBackWrites'] as const;
/** Reads that miss what others know of. */
const behind = ['staleReads', 'sessionViolations', 'inversions'] as const;
const elections = [...losses, 'dirtyReads', 'splitBrain', 'divergence'] as const;

const writing: readonly Remedy[] = [
  {
    against: ['lostWrites', 'splitBrain', ...behind],
    of: 'either',
    path: 'acknowledge',
    value: 'any 1',
    says: 'a write waits until one replica has it',
  },
  {
    against: ['lostWrites', 'splitBrain', ...behind],
    of: 'either',
    path: 'acknowledge',
    value: 'majority',
    says: 'a write waits until most voters have it',
  },
  {
    against: ['lostWrites', 'lostUpdates', ...behind],
    of: 'either',
    path: 'acknowledge',
    value: 'all',
    says: 'a write waits until every replica has it',
  },
  {
    against: ['lostWrites'],
    of: 'either',
    path: 'commit',
    value: 'flushed',
    says: 'a write waits until those who count have it on disk',
  },
  {
    against: behind,
    of: 'either',
    path: 'commit',
    value: 'applied',
    says: 'a write waits until those who count serve it',
  },
  {
    against: ['lostWrites'],
    of: 'database',
    path: 'tooFew',
    value: 'block',
    says: 'a write goes on waiting when too few replicas answer',
  },
  ...retryRemedies,
];

const failover: readonly Remedy[] = [
  {
    against: losses,
    of: 'database',
    path: 'failover.promote',
    value: 'most-advanced',
    says: 'the replica with the most of the log takes over',
  },
  {
    against: [...losses, 'dirtyReads'],
    of: 'database',
    path: 'failover.lagLimit',
    value: '0',
    says: 'no replica that is known to lack entries takes over',
  },
  {
    against: elections,
    of: 'database',
    path: 'failover.watchers',
    value: 'majority',
    says: 'most of the others must miss the primary before it is replaced',
  },
  {
    against: elections,
    of: 'database',
    path: 'failover.fencing',
    value: 'epoch',
    says: 'a majority makes a primary, and takes nothing from an older one',
  },
  {
    against: [...elections, ...behind],
    of: 'database',
    path: 'failover.fencing',
    value: 'lease',
    says: 'a primary serves only while it hears from a majority',
  },
  {
    against: [...elections, ...behind],
    of: 'database',
    path: 'failover',
    value: 'none',
    says: 'nobody takes over: the database waits for its primary',
  },
];

const reading: readonly Remedy[] = [
  {
    against: [...behind, 'lostUpdates'],
    of: 'operation',
    path: 'read',
    value: 'primary',
    says: 'reads go to the primary',
  },
  {
    against: [...behind, 'lostUpdates'],
    of: 'operation',
    path: 'token',
    value: '{}',
    says: 'a replica waits until it has what the session wrote',
  },
  {
    against: [...behind, 'lostUpdates'],
    of: 'operation',
    path: 'sticky',
    value: '10s',
    says: 'for 10 s after a write of its own, a session reads from the primary',
  },
  {
    against: behind,
    of: 'operation',
    path: 'freshness',
    value: '{ entries: 0 }',
    says: 'a replica that knows of entries that it lacks does not serve',
  },
  {
    against: ['dirtyReads', 'inversions'],
    of: 'operation',
    path: 'level',
    value: 'majority',
    says: 'reads see only what a majority has',
  },
  {
    against: [...behind, 'dirtyReads'],
    of: 'operation',
    path: 'level',
    value: 'linearizable',
    says: 'a majority confirms the primary before it answers a read',
  },
];

export const remedies: readonly Remedy[] = [...writing, ...failover, ...reading];
