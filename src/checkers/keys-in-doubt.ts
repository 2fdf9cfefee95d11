/**
 * The keys on which somebody may have gone back: in most runs none, and the careful look at every session
 * (session-violations.ts) and every pair of reads (inversions.ts) need not be had. Nobody goes back on a key
 * when every read returned, and every write was made on top of, the newest version that anybody can have
 * known of.
 *
 * A write is known of from its acknowledgement, or from when the first read that returned it completed. Keys
 * whose writes do not each stand on the one before, and keys with lists or deletes, are in doubt without a look.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import type { Instant } from '../kernel/time.js';
import { isAnsweredRead } from './answered-reads.js';
import type { VersionOrder } from './version-order.js';

/** Every key on which a session guarantee is broken or reads are inverted is among them. O(operations). */
export function keysInDoubt(
  { operations, writes }: Pick<Chronicle, 'operations' | 'writes'>,
  order: VersionOrder,
): ReadonlySet<string> {
  const { numbers, numberOf, forked } = keyLines(writes, order);
  const doubtful = new Set(forked);
  const knownSince = firstKnown(operations, writes.length);
  /** By key, of the writes so far: since when one of them is known of. */
  const sinceOnKey = new Float64Array(numbers.size).fill(Infinity);
  /** By write: since when a newer one is known of. */
  const outdatedSince = new Float64Array(writes.length).fill(-Infinity);
  for (let rank = order.ranked.length - 1; rank >= 0; rank -= 1) {
    const write = order.ranked[rank] ?? 0;
    const number = numberOf[write] ?? 0;
    const newer = sinceOnKey[number] ?? Infinity;
    outdatedSince[write] = newer;
    sinceOnKey[number] = Math.min(newer, knownSince[write] ?? Infinity);
  }
  const outdated = ({ key, versions, write }: Operation): Instant => {
    if (write !== 0) return outdatedSince[write] ?? -Infinity;
    const [only] = versions ?? [];
    if (only !== undefined) return outdatedSince[only] ?? -Infinity;
    return sinceOnKey[numbers.get(key) ?? -1] ?? Infinity;
  };
  for (const operation of operations) {
    const { kind, key, write, versions, invokedAt } = operation;
    if (write === 0 && !isAnsweredRead(operation)) continue;
    const isList = kind === 'append' || (versions !== null && versions.length > 1);
    if (isList || kind === 'delete' || outdated(operation) < invokedAt) doubtful.add(key);
  }
  return doubtful;
}

/** The keys by number, the number of the key of each write, and the keys whose writes are no line. */
function keyLines(writes: Chronicle['writes'], order: VersionOrder) {
  const numbers = new Map<string, number>();
  const numberOf = new Uint32Array(writes.length);
  const forked = new Set<string>();
  /** By number of the key. */
  const last: WriteId[] = [];
  for (const write of order.ranked) {
    const key = writes[write]?.key ?? '';
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
    }
    const below = order.predecessors(write);
    const stands = last[number] === undefined ? below.length === 0 : below[0] === last[number];
    if (!stands || below.length > 1) forked.add(key);
    numberOf[write] = number;
    last[number] = write;
  }
  return { numbers, numberOf, forked };
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
