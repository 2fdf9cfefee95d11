/**
 * Duplicates: one write applied more than once, as a retry does that nobody recognises. The element of an
 * append then stands twice in its list. The value of a `write` comes back over those that had taken its
 * place, and the ledger tells: a node that held the write stored it again, on top of its own successors.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import { provenanceEntry } from '../history/provenance.js';
import type { VersionOrder } from './version-order.js';

/**
 * Writes that stand twice in a final read or in what one node would serve, and those that were
 * stored again on top of what had been made on top of them, in the order of invocation.
 */
export function duplicateWrites(
  { writes, finalReads, finalContents, provenance }: Chronicle,
  order: VersionOrder,
): readonly Operation[] {
  const twice = new Set<WriteId>();
  for (const { versions } of finalReads.values()) addRepeated(versions ?? [], twice);
  for (const { versions } of finalContents) {
    for (const list of versions?.values() ?? []) addRepeated(list, twice);
  }
  const above = new Set(order.ranked.filter((write) => isAboveItself(write, order)));
  for (const write of storedAgain(provenance, above)) twice.add(write);
  return writes.filter(
    (operation): operation is Operation => operation !== undefined && twice.has(operation.write),
  );
}

function addRepeated(versions: readonly WriteId[], repeated: Set<WriteId>): void {
  if (versions.length < 2) return;
  const seen = new Set<WriteId>();
  for (const write of versions) {
    if (seen.has(write)) repeated.add(write);
    seen.add(write);
  }
}

/** True when the write was stored on top of something that had been made on top of it. */
function isAboveItself(write: WriteId, order: VersionOrder): boolean {
  const rank = order.rank(write);
  return order.predecessors(write).some((known) => {
    const upTo = order.rank(known);
    return upTo > rank && isSuccessor(known, write, order, upTo);
  });
}

/** Whether a write was made on top of another one, directly or not. Walks forwards, up to a rank. */
function isSuccessor(write: WriteId, of: WriteId, order: VersionOrder, upTo: number): boolean {
  const reached = new Set([of]);
  for (const one of reached) {
    for (const next of order.successors(one)) if (order.rank(next) <= upTo) reached.add(next);
  }
  return reached.has(write);
}

/** Those of these writes that some node stored although it held them. */
function storedAgain(
  provenance: Chronicle['provenance'],
  writes: ReadonlySet<WriteId>,
): ReadonlySet<WriteId> {
  const again = new Set<WriteId>();
  if (writes.size === 0) return again;
  const held = new Set<string>();
  for (let row = 0; row < provenance.write.length; row += 1) {
    if (!writes.has(provenance.write[row] ?? 0)) continue;
    const { kind, node, write } = provenanceEntry(provenance, row);
    const copy = `${write} ${node}`;
    if (kind !== 'stored') held.delete(copy);
    else if (held.has(copy)) again.add(write);
    else held.add(copy);
  }
  return again;
}
