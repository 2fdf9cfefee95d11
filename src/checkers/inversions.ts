/**
 * New/old inversions: a read returned a version, completed, and a read that was invoked afterwards missed
 * it: what it returned does not include that version (inclusion.ts). Whose reads they are does not matter,
 * nor whether the write was ever acknowledged, so an inversion need not be a stale read. Of two reads at
 * the same instant neither is the earlier one.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import { isAnsweredRead, type AnsweredRead } from './answered-reads.js';
import type { Inclusion } from './inclusion.js';
import { missingIn, noticed, remember, type Remembered } from './remembered.js';

export interface Inversion {
  readonly earlier: Operation;
  readonly later: Operation;
  /** The newest write that the earlier read returned and the later one missed. */
  readonly missed: WriteId;
}

/** One entry a later read, in the order of invocation. O(n log n) in reads. */
export function inversions(
  { operations }: Pick<Chronicle, 'operations'>,
  inclusion: Inclusion,
): readonly Inversion[] {
  const reads = operations.filter(isAnsweredRead);
  const byCompletion = reads.toSorted((a, b) => completionOf(a) - completionOf(b));
  const returned = new Map<string, Remembered | null>();
  const found: Inversion[] = [];
  let completed = 0;
  for (const later of reads) {
    let read = byCompletion[completed];
    while (read !== undefined && completionOf(read) < later.invokedAt) {
      note(returned, read, inclusion);
      completed += 1;
      read = byCompletion[completed];
    }
    const remembered = returned.get(later.key) ?? null;
    const missing = missingIn(remembered, inclusion.served(later), inclusion);
    if (missing !== null) found.push({ earlier: missing.by, later, missed: missing.write });
  }
  return found;
}

function note(
  returned: Map<string, Remembered | null>,
  read: AnsweredRead,
  inclusion: Inclusion,
): void {
  const before = returned.get(read.key) ?? null;
  const state = noticed([before], inclusion.served(read), read.versions, inclusion);
  const after = remember(before, read, state, inclusion);
  if (after !== before) returned.set(read.key, after);
}

function completionOf({ completedAt }: Operation): number {
  return completedAt ?? Infinity;
}
