/**
 * Write provenance: the ledger of where each write went. Protocols report through their node door what
 * they store, roll back, discard and merge; the simulation adds what a crash erased. Checkers read fates,
 * staleness and explanations from it. Always on, so it is kept in columns.
 */
import type { Instant } from '../kernel/time.js';
import type { EventNumber, WriteId } from './operation.js';

/**
 * - `stored`: a node holds the write from now on
 * - `rolled-back`: cut from the node's log by a failover or truncation
 * - `erased`: the node crashed before the write was durable there
 * - `discarded`: conflict resolution on the node dropped it in favour of `other`
 * - `merged`: conflict resolution on the node folded it into `other`
 */
export type ProvenanceKind = 'stored' | 'rolled-back' | 'erased' | 'discarded' | 'merged';

export interface ProvenanceEntry {
  readonly kind: ProvenanceKind;
  readonly event: EventNumber;
  readonly at: Instant;
  readonly node: string;
  readonly write: WriteId;
  /** The write it gave way to, for `discarded` and `merged`; otherwise 0. */
  readonly other: WriteId;
}

/** Parallel columns, one row an entry, in the order of events. `node` indexes `nodes`, `kind` indexes `provenanceKinds`. */
export interface Provenance {
  readonly nodes: readonly string[];
  readonly kind: number[];
  readonly event: EventNumber[];
  readonly at: Instant[];
  readonly node: number[];
  readonly write: WriteId[];
  readonly other: WriteId[];
  /** By write id: the writes to the same key that it was stored on top of, anywhere (direct predecessors, no repeats). */
  readonly knows: WriteId[][];
}

export const provenanceKinds: readonly ProvenanceKind[] = [
  'stored',
  'rolled-back',
  'erased',
  'discarded',
  'merged',
];

export function emptyProvenance(nodes: readonly string[]): Provenance {
  return { nodes, kind: [], event: [], at: [], node: [], write: [], other: [], knows: [[]] };
}

export function provenanceEntry(provenance: Provenance, row: number): ProvenanceEntry {
  return {
    kind: provenanceKinds[provenance.kind[row] ?? 0] ?? 'stored',
    event: provenance.event[row] ?? 0,
    at: provenance.at[row] ?? 0,
    node: provenance.nodes[provenance.node[row] ?? 0] ?? '',
    write: provenance.write[row] ?? 0,
    other: provenance.other[row] ?? 0,
  };
}

/** Rows by write id, each in the order of events. Built once by whoever needs it: O(rows). */
export function rowsByWrite(provenance: Provenance): readonly (readonly number[])[] {
  const rows: number[][] = [];
  provenance.write.forEach((write, row) => {
    (rows[write] ??= []).push(row);
  });
  return rows;
}

/** The rows of one kind, in the order of events: O(rows), without making entries of the others. */
export function rowsOfKind(provenance: Provenance, kind: ProvenanceKind): readonly number[] {
  const code = provenanceKinds.indexOf(kind);
  const kinds = provenance.kind;
  const rows: number[] = [];
  for (let row = 0; row < kinds.length; row += 1) if (kinds[row] === code) rows.push(row);
  return rows;
}
