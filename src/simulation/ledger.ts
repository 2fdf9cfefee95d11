/**
 * Writes the provenance of a run: what protocols report through their node doors, and what crashes erase.
 * Checkers read the columns, see history/provenance.ts.
 */
import type { WriteId } from '../history/operation.js';
import {
  emptyProvenance,
  provenanceKinds,
  type Provenance,
  type ProvenanceKind,
} from '../history/provenance.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Instant } from '../kernel/time.js';

/** The code of a kind is its place in `provenanceKinds`. */
const code: Readonly<Record<ProvenanceKind, number>> = {
  stored: provenanceKinds.indexOf('stored'),
  'rolled-back': provenanceKinds.indexOf('rolled-back'),
  erased: provenanceKinds.indexOf('erased'),
  discarded: provenanceKinds.indexOf('discarded'),
  merged: provenanceKinds.indexOf('merged'),
};

/** A copy of a list of writes, without repeats and without one of them. */
function distinct(writes: readonly WriteId[], without: WriteId): WriteId[] {
  const [first] = writes;
  if (writes.length <= 1 && first !== without) return [...writes];
  return [...new Set(writes)].filter((write) => write !== without);
}

export class Ledger {
  readonly provenance: Provenance;
  /** When the last entry was made: settling waits until it stays. */
  changedAt: Instant = 0;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, nodes: readonly string[]) {
    this.#kernel = kernel;
    this.provenance = emptyProvenance(nodes);
  }

  stored(node: number, write: WriteId, over: readonly WriteId[]): void {
    this.#add('stored', node, write, 0);
    const { knows } = this.provenance;
    const known = knows[write];
    // A copy has the size that it needs, which a list that grows has not.
    if (known === undefined) knows[write] = distinct(over, write);
    for (const other of over) {
      if (known !== undefined && other !== write && !known.includes(other)) known.push(other);
      this.#kernel.digest.number(other);
    }
  }

  /** A write left this node, for `other` where there is one. */
  left(
    kind: Exclude<ProvenanceKind, 'stored'>,
    node: number,
    write: WriteId,
    other: WriteId = 0,
  ): void {
    this.#add(kind, node, write, other);
  }

  /** The writes that a node holds, oldest first. O(entries): for rare occasions. */
  heldBy(node: number): readonly WriteId[] {
    const held = new Set<WriteId>();
    const columns = this.provenance;
    for (let row = 0; row < columns.node.length; row += 1) {
      if (columns.node[row] !== node) continue;
      const write = columns.write[row] ?? 0;
      if (columns.kind[row] === code.stored) held.add(write);
      else held.delete(write);
    }
    return [...held];
  }

  #add(kind: ProvenanceKind, node: number, write: WriteId, other: WriteId): void {
    const columns = this.provenance;
    const { digest } = this.#kernel;
    const kindCode = code[kind];
    columns.kind.push(kindCode);
    columns.event.push(this.#kernel.event);
    columns.at.push(this.#kernel.now);
    columns.node.push(node);
    columns.write.push(write);
    columns.other.push(other);
    this.changedAt = this.#kernel.now;
    digest.number(kindCode);
    digest.number(node);
    digest.number(write);
    digest.number(other);
  }
}
