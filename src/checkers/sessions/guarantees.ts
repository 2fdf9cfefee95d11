/**
 * The four session guarantees of Terry and others (*Session guarantees for weakly consistent
 * replicated data*, 1994) as one table. Each says: what a session knows by its own writes, or by its
 * reads, must not be missing or newer where its later reads are answered, or where its later writes
 * are seen.
 */

export type Guarantee =
  'readYourWrites' | 'monotonicReads' | 'monotonicWrites' | 'writesFollowReads';

export interface Rule {
  /** Operations by which a session comes to know versions. */
  readonly knows: 'writes' | 'reads';
  /** Later operations of the session that must not be older than these versions. */
  readonly binds: 'writes' | 'reads';
  /** What a violation is called. */
  readonly kind: string;
}

export const rules: Readonly<Record<Guarantee, Rule>> = {
  readYourWrites: { knows: 'writes', binds: 'reads', kind: 'own write missing' },
  monotonicReads: { knows: 'reads', binds: 'reads', kind: 'older than what was read before' },
  monotonicWrites: { knows: 'writes', binds: 'writes', kind: 'own writes out of order' },
  writesFollowReads: { knows: 'reads', binds: 'writes', kind: 'write without what it followed' },
};

/** Whether an operation is one of those that a rule speaks of. */
export function concerns(side: 'writes' | 'reads', isWrite: boolean): boolean {
  return isWrite === (side === 'writes');
}
