/**
 * Dirty reads: ok reads of a write that did not last. Later it was rolled back, or a crash erased it, or
 * in the end only nodes have it that nobody reads from. What lost a conflict is not among them: that
 * is how the database decides between writes, and the read was right until then.
 *
 * A read of nothing is dirty when it served a delete that did not last. Since nobody names a delete, the
 * node that answered must have held it.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Copies, Copy } from '../history/copies.js';
import type { Operation, WriteId } from '../history/operation.js';
import { isAnsweredRead, servedBy } from './answered-reads.js';
import { endings, isGone, type Ending, type Fate } from './fates.js';
import type { VersionOrder } from './version-order.js';

export type Undone = Extract<Ending, 'rolled back' | 'forgotten' | 'stranded'>;

export interface DirtyRead {
  readonly read: Operation;
  /** The newest of the writes that it returned and that did not last. */
  readonly write: WriteId;
  /** How that one ended. */
  readonly undone: Undone;
}

/**
 * One entry a read, in the order of invocation. Writes of unknown fate are not held against a read.
 */
export function dirtyReads(
  chronicle: Chronicle,
  order: VersionOrder,
  fates: ReadonlyMap<WriteId, Fate>,
  copies: Copies,
): readonly DirtyRead[] {
  const undone = undoneWrites(chronicle, fates, copies);
  if (undone.size === 0) return [];
  return chronicle.operations.flatMap((read): DirtyRead[] => {
    if (!isAnsweredRead(read)) return [];
    const write = servedBy(read, order).findLast(
      (version) =>
        undone.has(version) && (!order.deletes(version) || wasHeld(copies(version), read)),
    );
    if (write === undefined) return [];
    return [{ read, write, undone: undone.get(write) as Undone }];
  });
}

/** Whether the node that answered held the delete at some time between question and answer. */
function wasHeld(copies: readonly Copy[], { answeredBy, invokedIn, completedIn }: Operation) {
  return copies.some(
    ({ node, storedIn, left }) =>
      node === answeredBy &&
      storedIn <= (completedIn ?? Infinity) &&
      (left === null || left.event >= invokedIn),
  );
}

function undoneWrites(
  chronicle: Chronicle,
  fates: ReadonlyMap<WriteId, Fate>,
  copies: Copies,
): ReadonlyMap<WriteId, Undone> {
  const ending = endings(chronicle, copies);
  const undone = new Map<WriteId, Undone>();
  for (const operation of chronicle.writes) {
    if (operation === undefined || !isGone(fates.get(operation.write))) continue;
    const end = ending(operation);
    if (isUndone(end)) undone.set(operation.write, end);
  }
  return undone;
}

function isUndone(ending: Ending): ending is Undone {
  return ending === 'rolled back' || ending === 'forgotten' || ending === 'stranded';
}
