/**
 * The ancestry of the writes of a run: on which others each of them stands, by what it knew of and by what
 * conflict resolution dropped for it. Read off the provenance ledger; inclusion and what reads served ask.
 */
import type { Chronicle } from '../history/chronicle.js';
import { hasCompletedBefore, type WriteId } from '../history/operation.js';
import { provenanceEntry, rowsOfKind } from '../history/provenance.js';
import { ancestry, type Ancestry } from './ancestry.js';
import type { VersionOrder } from './version-order.js';

/** Who stands on whom: on what it knew of, and on what was dropped for it. O(writes + ledger entries). */
export function versionAncestry(
  chronicle: Pick<Chronicle, 'writes' | 'provenance'>,
  order: Pick<VersionOrder, 'ranked' | 'predecessors'>,
): Ancestry {
  return ancestry(order.ranked, olderWrites(chronicle, order));
}

/** By write: what it knew of, and what was dropped for it. */
function olderWrites(
  { writes, provenance }: Pick<Chronicle, 'writes' | 'provenance'>,
  order: Pick<VersionOrder, 'predecessors'>,
): (write: WriteId) => readonly WriteId[] {
  const rows = rowsOfKind(provenance, 'discarded');
  if (rows.length === 0) return (write) => order.predecessors(write);
  const older = writes.map((_, write) => new Set(order.predecessors(write)));
  for (const row of rows) {
    const { write, other } = provenanceEntry(provenance, row);
    const [loser, winner] = [writes[write], writes[other]];
    if (loser === undefined || winner?.key !== loser.key) continue;
    if (write !== other && !hasCompletedBefore(winner, loser)) older[other]?.add(write);
  }
  const lists = older.map((one) => [...one]);
  return (write) => lists[write] ?? [];
}
