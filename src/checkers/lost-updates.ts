/**
 * Lost updates: acknowledged writes that are there in no value, because an update took their place
 * that was computed without them. Each update read, computed and wrote; between its read and its
 * write others wrote, and it did not look again.
 *
 * The *line of descent* of a key decides. It begins with the versions that the final read returned.
 * An update descends from its basis, the versions that it read; any other write descends from what
 * it was made on top of, for whoever replaces a value without a look at it means to. A write that
 * is not on the line, though one that is was made on top of it, was lost to that one, which can
 * only be an update. Of several updates with one basis at most one stays on the line; where reads
 * lag, each update may pass over many writes. Writes that nothing replaced are none of this: they
 * are present, or lost for another reason (fates.ts).
 */
import type { Chronicle } from '../history/chronicle.js';
import { isAcknowledgedWrite, type Operation, type WriteId } from '../history/operation.js';
import type { VersionOrder } from './version-order.js';

export interface LostUpdate {
  readonly operation: Operation;
  /** The update that took its place without having seen it. */
  readonly by: Operation;
}

/**
 * In the order of invocation. Keys that nobody updated, or that nothing could read at the end, have
 * none. O(n log n) in writes and what they knew.
 */
export function lostUpdates(
  { operations, writes, finalReads }: Chronicle,
  order: VersionOrder,
): readonly LostUpdate[] {
  const keys = new Set<string>();
  for (const { key, basis } of operations) if (basis !== null) keys.add(key);
  if (keys.size === 0) return [];
  const line = new Set<WriteId>();
  for (const key of keys) {
    const versions = finalReads.get(key)?.versions ?? null;
    if (versions !== null) descend(line, order.served(key, versions, Infinity), writes, order);
  }
  const ofKeys = writes.filter((one): one is Operation => one !== undefined && keys.has(one.key));
  const replacedBy = replacements(ofKeys, line, order);
  return ofKeys.flatMap((operation): LostUpdate[] => {
    const by = writes[replacedBy.get(operation.write) ?? 0];
    return by === undefined || !isAcknowledgedWrite(operation) ? [] : [{ operation, by }];
  });
}

/** Adds the versions to the line, and all that they descend from. */
function descend(
  line: Set<WriteId>,
  versions: readonly WriteId[],
  writes: Chronicle['writes'],
  order: VersionOrder,
): void {
  const pending = [...versions];
  for (let write = pending.pop(); write !== undefined; write = pending.pop()) {
    if (line.has(write)) continue;
    line.add(write);
    for (const one of sources(writes[write], order)) pending.push(one);
  }
}

/** What a write descends from: its basis, with the deletes that its read may have served; else what it knew of. */
function sources(operation: Operation | undefined, order: VersionOrder): readonly WriteId[] {
  const { key = '', write = 0, basis = null, invokedIn = 0 } = operation ?? {};
  return basis === null ? order.predecessors(write) : order.served(key, basis, invokedIn);
}

/**
 * By write beside the line: the first one on the line that was made on top of it, directly or not.
 */
function replacements(
  writes: readonly Operation[],
  line: ReadonlySet<WriteId>,
  order: VersionOrder,
): ReadonlyMap<WriteId, WriteId> {
  const replacedBy = new Map<WriteId, WriteId>();
  // Whatever was made on top of a write ranks above it, so it has been asked before.
  const newestFirst = writes.toSorted((a, b) => order.rank(b.write) - order.rank(a.write));
  for (const { write } of newestFirst) {
    const by = line.has(write) ? write : replacedBy.get(write);
    if (by === undefined) continue;
    for (const known of order.predecessors(write)) {
      const other = replacedBy.get(known);
      const isFirst = other === undefined || order.rank(by) < order.rank(other);
      if (!line.has(known) && isFirst) replacedBy.set(known, by);
    }
  }
  return replacedBy;
}
