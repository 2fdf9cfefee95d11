/**
 * Linearizability of a register in which every written value is different: the zones of Gibbons and Korach
 * (1997), in the form that Golab, Li and Shah gave them (2011).
 *
 * A value is written once and read any number of times; null is the value at the beginning, written
 * before everything. Let `firstEnd` be the first completion and `lastStart` the last invocation among
 * these operations. If `firstEnd < lastStart`, the register must hold the value from the one to the other:
 * a forward zone. Otherwise all of them have the time from `lastStart` to `firstEnd` in common, and one
 * instant of it is enough: a backward zone. The value v must stand before the value w when something of
 * v completed before something of w was invoked: `firstEnd(v) < lastStart(w)`. Two values that must each
 * stand before the other are a contradiction. They are two forward zones that overlap, or a backward
 * zone inside a forward one.
 *
 * Without such a pair there is an order. Take the values by their last invocations, and put a forward zone
 * before those backward zones that begin inside it; as they end outside, they may wait for its end. Each
 * value then stands behind all that must stand before it. Inside a value the write comes first, then its
 * reads by invocation. Operations are given in the order of invocation, so all this takes O(n) steps.
 *
 * An unknown write may happen at any later time, so it completes at infinity; when nobody read it, it may
 * as well not have happened and is left out.
 *
 * Of all contradictions the earliest is told, the one of the fewest first operations. More operations make
 * zones only longer, so bisection finds it.
 */
import type { ObservedOperation } from '../../history/history.js';
import { minimal, type Contradiction, type Judgement } from './contradiction.js';
import { columnsOf, type RegisterColumns } from './register-columns.js';
import { valueOrder, type Conflict } from './value-order.js';
import { conflictOfValues, type ValueOperations } from './zone-conflicts.js';

/**
 * Judges the operations of one key, given in the order of invocation, without failed ones and unknown
 * reads. Null when the method does not fit: a value is written twice, null is written, or there is an
 * action besides read and write.
 */
export function zones(operations: readonly ObservedOperation[]): Judgement | null {
  const columns = columnsOf(operations);
  if (columns === null) return null;
  const { impossible } = columns;
  const whole = valueOrder(columns, operations.length);
  const earliest = whole.conflict && earliestConflict(columns, impossible?.place);
  const found = earliest?.contradiction ?? impossible?.why;
  const counted = { unread: whole.unread, steps: whole.steps + (earliest?.steps ?? 0) };
  return found === undefined
    ? { ...counted, verdict: 'valid', order: linearization(columns, whole.order) }
    : { ...counted, verdict: 'invalid', contradiction: minimal(found, conflictAmong) };
}

/** The conflict of the fewest first operations, among at most so many; null when there is none. */
function earliestConflict(
  columns: RegisterColumns,
  most = columns.operations.length,
): { readonly contradiction: Contradiction | null; readonly steps: number } {
  let { conflict, steps } = valueOrder(columns, most);
  let without = 0;
  let within = most;
  while (conflict !== null && within - without > 1) {
    const length = Math.floor((without + within) / 2);
    const shorter = valueOrder(columns, length);
    steps += shorter.steps;
    if (shorter.conflict === null) without = length;
    else {
      within = length;
      conflict = shorter.conflict;
    }
  }
  return { contradiction: conflict && contradictionOf(conflict, columns, within), steps };
}

/** What contradicts itself among a few operations; reads of what none of them wrote do not count. */
function conflictAmong(operations: readonly ObservedOperation[]): Contradiction | null {
  const columns = columnsOf(operations);
  if (columns === null) return null;
  const { conflict } = valueOrder(columns, operations.length);
  return conflict && contradictionOf(conflict, columns, operations.length);
}

/** Tells a conflict by the writes of the two values and their reads among the first operations. */
function contradictionOf(
  conflict: Conflict,
  { operations, value, writes }: RegisterColumns,
  length: number,
): Contradiction {
  const [one, other] = conflict.map((number): ValueOperations => {
    const write = operations[writes[number] as number] ?? null;
    const isOfIt = (operation: ObservedOperation, place: number): boolean =>
      value[place] === number && (place < length || operation === write);
    return { write, operations: operations.filter(isOfIt) };
  });
  return conflictOfValues(one as ValueOperations, other as ValueOperations);
}

/** Value by value, the write first and its reads by invocation. */
function linearization(
  { operations, value, writes }: RegisterColumns,
  order: Uint32Array,
): readonly number[] {
  const sizes = new Uint32Array(writes.length);
  for (const number of value) sizes[number] = (sizes[number] as number) + 1;
  const indexes = new Array<number>(operations.length).fill(0);
  /** By number of the value: where its next read goes; -1 when the value is left out. */
  const next = new Int32Array(writes.length).fill(-1);
  let length = 0;
  for (const number of order) {
    const write = operations[writes[number] as number];
    if (write !== undefined) indexes[length] = write.index;
    next[number] = write === undefined ? length : length + 1;
    length += sizes[number] as number;
  }
  for (let place = 0; place < value.length; place += 1) {
    const number = value[place] as number;
    const slot = next[number] as number;
    if (slot === -1 || writes[number] === place) continue;
    indexes[slot] = (operations[place] as ObservedOperation).index;
    next[number] = slot + 1;
  }
  indexes.length = length;
  return indexes;
}
