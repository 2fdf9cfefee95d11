/** Messages of a cluster on the table, and how tests name them. */
import type { NodeId, Tagged } from '../../src/databases/database.js';

/** A message on its way. */
export interface Letter {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Tagged;
}

/** Which letters: those with these properties. */
export interface Which {
  readonly from?: NodeId;
  readonly to?: NodeId;
  readonly kind?: string;
}

export function isMeant({ from, to, message }: Letter, which: Which): boolean {
  return (
    (which.from ?? from) === from &&
    (which.to ?? to) === to &&
    (which.kind ?? message.kind) === message.kind
  );
}
