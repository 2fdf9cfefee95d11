/** Reads that returned a state of their key. */
import type { Operation, WriteId } from '../history/operation.js';
import type { VersionOrder } from './version-order.js';

export interface AnsweredRead extends Operation {
  readonly versions: readonly WriteId[];
}

/** True for a read that returned a state, if only an empty one. */
export function isAnsweredRead(operation: Operation): operation is AnsweredRead {
  const { kind, outcome, versions } = operation;
  return kind === 'read' && outcome === 'ok' && versions !== null;
}

/** What the read returned, and the deletes that it may have served besides (served.ts). */
export function servedBy(
  { key, versions, completedIn }: AnsweredRead,
  { served }: Pick<VersionOrder, 'served'>,
): readonly WriteId[] {
  return served(key, versions, completedIn ?? Infinity);
}
