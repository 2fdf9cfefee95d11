/**
 * Writes that were cut from a node's log by a failover or truncation, acknowledged or not, lost or
 * not.
 */
import type { Chronicle } from '../history/chronicle.js';
import {
  isAcknowledgedWrite,
  type EventNumber,
  type Operation,
  type WriteId,
} from '../history/operation.js';
import { provenanceEntry, rowsOfKind, type ProvenanceEntry } from '../history/provenance.js';
import type { Instant } from '../kernel/time.js';

export interface RolledBackWrite {
  readonly operation: Operation;
  readonly acknowledged: boolean;
  /** The last time, when several nodes cut it. */
  readonly node: string;
  readonly at: Instant;
  readonly event: EventNumber;
}

/** One entry a write, in the order of invocation. */
export function rolledBackWrites({
  writes,
  provenance,
}: Pick<Chronicle, 'writes' | 'provenance'>): readonly RolledBackWrite[] {
  const cuts = new Map<WriteId, ProvenanceEntry>();
  for (const row of rowsOfKind(provenance, 'rolled-back')) {
    const entry = provenanceEntry(provenance, row);
    cuts.set(entry.write, entry);
  }
  return [...cuts.values()]
    .sort((a, b) => a.write - b.write)
    .flatMap(({ write, node, at, event }): RolledBackWrite[] => {
      const operation = writes[write];
      if (operation === undefined) return [];
      return [{ operation, acknowledged: isAcknowledgedWrite(operation), node, at, event }];
    });
}
