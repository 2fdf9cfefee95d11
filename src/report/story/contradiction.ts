/**
 * What a finding looks like from outside: the few operations of clients that cannot all have been
 * answered rightly. Not every finding has such a contradiction: clients may not have noticed.
 */
import { contradictionAbout } from '../../checkers/contradiction-about.js';
import type { Chronicle } from '../../history/chronicle.js';
import { countersIn } from '../../history/counters.js';
import type { History } from '../../history/history.js';
import { observedHistory } from '../../history/observed.js';
import type { Operation, WriteId } from '../../history/operation.js';
import { violationRow } from '../consistency/rows.js';
import type { ViolationRow } from '../consistency/schema.js';
import type { Place } from './places.js';
import type { Telling } from './telling.js';

/** A value of a key that is in doubt, and those that speak against it. Null: the value before any write. */
interface Dispute {
  readonly key: string;
  readonly about: WriteId | null;
  readonly others: readonly (WriteId | null)[];
}

/** The contradiction among what clients saw that a finding is about; null when there is none. */
export function contradictionOf(place: Place, { run }: Telling): ViolationRow | null {
  const { chronicle } = run;
  const history = observedHistory(chronicle);
  const byId = new Map(chronicle.operations.map((operation) => [operation.id, operation]));
  const dispute = disputeOver(place, history, chronicle, (id) => byId.get(id));
  // A sum does not tell which adds it holds.
  if (dispute === null || countersIn(chronicle.operations).has(dispute.key)) return null;
  const violation = contradictionAbout(history, dispute.key, dispute.about, dispute.others);
  return violation === null ? null : violationRow(violation, history);
}

function disputeOver(
  { row }: Place,
  history: History,
  { writes }: Chronicle,
  operationOf: (id: number) => Operation | undefined,
): Dispute | null {
  const { write, missed, operation = 0, earlier = 0, later = 0 } = row;
  if (write !== undefined) {
    const key = row.key ?? '';
    return { key, about: valueOf(writes[write]), others: valuesSeen(history, key) };
  }
  const [before, read] = [operationOf(earlier), operationOf(later === 0 ? operation : later)];
  if (read === undefined) return null;
  const about = missed === undefined ? before && newestOf(before) : valueOf(writes[missed]);
  if (about === undefined) return null;
  return { key: read.key, about, others: [newestOf(read)] };
}

/** What an operation wrote, or the newest that it returned; null for nothing. */
function newestOf(operation: Operation): WriteId | null {
  return operation.write === 0 ? (operation.versions?.at(-1) ?? null) : valueOf(operation);
}

/** The value that a write wrote: its id, and null for a delete. */
function valueOf(write: Operation | undefined): WriteId | null {
  return write === undefined || write.kind === 'delete' ? null : write.write;
}

/** The values that reads of a key returned, from the last read back: late ones miss what is lost. */
function valuesSeen({ operations }: History, key: string): readonly (WriteId | null)[] {
  const seen = new Set<WriteId | null>();
  for (const { key: own, action, output } of operations.toReversed()) {
    if (own !== key || action !== 'read' || output === undefined) continue;
    const newest = Array.isArray(output) ? (output.at(-1) as unknown) : output;
    if (newest === null || typeof newest === 'number') seen.add(newest);
  }
  return [...seen];
}
