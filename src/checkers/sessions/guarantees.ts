/**
 * The four session guarantees of Terry and others (*Session guarantees for weakly consistent
 * replicated data*, 1994) as one table. Each says: what a session knows by its own writes, or by its
 * reads, must not be missing or newer where its later reads are answered, or where its later writes
 * are seen.
 */
import type { Causality } from '../causal/causality.js';
import { at } from '../causal/groups.js';

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

/**
 * Whether a session comes to know of a write by an operation of its own that wrote or read it. A write
 * of its own whose outcome is unknown counts as its write from when it reads it.
 */
export function makesKnown(
  { knows }: Rule,
  { sessionOf, isWrite, isLoose }: Causality,
  node: number,
  write: number,
): boolean {
  if (at(isWrite, node) === 1) return knows === 'writes' && at(isLoose, node) === 0;
  if (knows === 'reads') return true;
  return at(isLoose, write) === 1 && at(sessionOf, write) === at(sessionOf, node);
}

/** Whether an operation is one of those that a rule binds. */
export function isBound({ binds }: Rule, { isWrite }: Causality, node: number): boolean {
  return (at(isWrite, node) === 1) === (binds === 'writes');
}
