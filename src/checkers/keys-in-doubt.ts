/**
 * The keys on which somebody may have gone back: in most runs none, and the careful look at every session
 * (session-violations.ts) and every pair of reads (inversions.ts) need not be had. Nobody goes back on a key
 * when every read returned, and every write was made on top of, the newest version that anybody can have
 * known of.
 *
 * A write is known of from its acknowledgement, or from when the first read that returned it completed. Keys
 * with several chains of writes (ancestry.ts), and keys with lists, are in doubt without a look.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation } from '../history/operation.js';
import type { Instant } from '../kernel/time.js';
import type { Ancestry } from './ancestry.js';
import { isAnsweredRead } from './answered-reads.js';

/** Every key on which a session guarantee is broken or reads are inverted is among them. O(operations). */
export function keysInDoubt(
  { operations, writes }: Pick<Chronicle, 'operations' | 'writes'>,
  { chain, beginnings, ordered }: Ancestry,
): ReadonlySet<string> {
  const doubtful = new Set<string>();
  const chains = new Map<string, number>();
  for (const write of beginnings) {
    const key = writes[write]?.key ?? '';
    if (chains.has(key)) doubtful.add(key);
    chains.set(key, chain(write));
  }
  const knownSince = firstKnown(operations, writes.length);
  /** By chain, of the writes so far: since when one of them is known of. */
  const sinceOnChain = new Float64Array(beginnings.length).fill(Infinity);
  /** By write: since when a newer one is known of. */
  const outdatedSince = new Float64Array(writes.length).fill(-Infinity);
  for (let index = ordered.length - 1; index >= 0; index -= 1) {
    const write = ordered[index] ?? 0;
    const newer = sinceOnChain[chain(write)] ?? Infinity;
    outdatedSince[write] = newer;
    sinceOnChain[chain(write)] = Math.min(newer, knownSince[write] ?? Infinity);
  }
  const outdated = ({ key, versions, write }: Operation): Instant => {
    if (write !== 0) return outdatedSince[write] ?? -Infinity;
    const [only] = versions ?? [];
    if (only !== undefined) return outdatedSince[only] ?? -Infinity;
    return sinceOnChain[chains.get(key) ?? -1] ?? Infinity;
  };
  for (const operation of operations) {
    const { kind, key, write, versions, invokedAt } = operation;
    if (write === 0 && !isAnsweredRead(operation)) continue;
    const isList = kind === 'append' || (versions !== null && versions.length > 1);
    if (isList || outdated(operation) < invokedAt) doubtful.add(key);
  }
  return doubtful;
}

/** By write: since when somebody can know of it. */
function firstKnown(operations: readonly Operation[], size: number): Float64Array {
  const since = new Float64Array(size).fill(Infinity);
  for (const { outcome, write, versions, completedAt } of operations) {
    if (outcome !== 'ok' || completedAt === null) continue;
    const known = write === 0 ? (versions?.[0] ?? 0) : write;
    if (completedAt < (since[known] ?? 0)) since[known] = completedAt;
  }
  return since;
}
