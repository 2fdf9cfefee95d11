/**
 * Dirty reads: ok reads of a write that was later rolled back and is neither present nor
 * superseded.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { EventNumber, Operation, WriteId } from '../history/operation.js';
import type { Fate } from './fates.js';
import type { RolledBackWrite } from './rolled-back-writes.js';

export interface DirtyRead {
  readonly read: Operation;
  /** The newest of the rolled back writes that it returned. */
  readonly write: WriteId;
}

/**
 * One entry a read, in the order of invocation. Writes of unknown fate are not held against a read.
 */
export function dirtyReads(
  { operations }: Pick<Chronicle, 'operations'>,
  fates: ReadonlyMap<WriteId, Fate>,
  rolledBack: readonly RolledBackWrite[],
): readonly DirtyRead[] {
  const goneIn = new Map<WriteId, EventNumber>();
  for (const { operation, event } of rolledBack) {
    const fate = fates.get(operation.write);
    const isGone = fate === 'rolled back' || fate === 'absent';
    if (isGone) goneIn.set(operation.write, event);
  }
  if (goneIn.size === 0) return [];
  return operations.flatMap((read): DirtyRead[] => {
    if (read.kind !== 'read' || read.outcome !== 'ok') return [];
    const completedIn = read.completedIn ?? 0;
    const write = read.versions?.findLast((version) => (goneIn.get(version) ?? 0) > completedIn);
    return write === undefined ? [] : [{ read, write }];
  });
}
