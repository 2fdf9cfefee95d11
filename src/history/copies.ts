/**
 * Copies: the stays of writes on nodes, read off the provenance ledger. Fates, the attribution of
 * faults and explanations ask them who held a write at some event and what took it away.
 */
import type { Instant } from '../kernel/time.js';
import type { EventNumber, WriteId } from './operation.js';
import {
  provenanceEntry,
  rowsByWrite,
  type Provenance,
  type ProvenanceKind,
} from './provenance.js';

/** What took a copy away. */
export interface Departure {
  readonly kind: Exclude<ProvenanceKind, 'stored'>;
  readonly event: EventNumber;
  readonly at: Instant;
  /** The write it gave way to, for `discarded` and `merged`; otherwise 0. */
  readonly other: WriteId;
}

/** One stay of a write on a node, from being stored until something took it away. */
export interface Copy {
  readonly node: string;
  readonly storedIn: EventNumber;
  readonly storedAt: Instant;
  /** Null for a copy that the node still holds, be it up or down. */
  left: Departure | null;
}

/** Answers the copies of a write, in the order of storing. */
export type Copies = (write: WriteId) => readonly Copy[];

/**
 * Reads copies off a ledger, as they are asked for. Storing again what a node already holds changes
 * nothing.
 */
export function copiesIn(provenance: Provenance): Copies {
  let rows: ReturnType<typeof rowsByWrite> | null = null;
  return (write) => {
    rows ??= rowsByWrite(provenance);
    return copiesFrom(provenance, rows[write] ?? []);
  };
}

function copiesFrom(provenance: Provenance, rows: readonly number[]): readonly Copy[] {
  const copies: Copy[] = [];
  for (const row of rows) {
    const { kind, node, event, at, other } = provenanceEntry(provenance, row);
    const held = copies.find((copy) => copy.node === node && copy.left === null);
    if (kind !== 'stored') {
      if (held !== undefined) held.left = { kind, event, at, other };
    } else if (held === undefined) {
      copies.push({ node, storedIn: event, storedAt: at, left: null });
    }
  }
  return copies;
}

/** True when the copy was there after this event. */
export function isHeldAfter(copy: Copy, event: EventNumber): boolean {
  return copy.storedIn <= event && (copy.left === null || copy.left.event > event);
}
