/**
 * The operations of a register whose written values are all different, in columns: what zones.ts works on.
 * Values get numbers, and every operation belongs to one.
 */
import { isList, type ObservedOperation } from '../../history/history.js';
import {
  nobodyWroteIt,
  readBeforeWrite,
  severalAtOnce,
  type Contradiction,
} from './contradiction.js';
import { beginning, unwritten, ValueNumbers } from './value-numbers.js';

/** The operations of a register in columns, by their place. */
export interface RegisterColumns {
  readonly operations: readonly ObservedOperation[];
  /** The number of the value that it wrote or read. */
  readonly value: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** By number of the value: the place of its write. One for every value, the beginning included. */
  readonly writes: readonly number[];
  /** The place of the first read that is a contradiction by itself or with its write, and why. */
  readonly impossible: { readonly place: number; readonly why: Contradiction } | null;
}

/** Null when the method does not fit. */
export function columnsOf(operations: readonly ObservedOperation[]): RegisterColumns | null {
  const numbers = new ValueNumbers(operations.length);
  const value = new Int32Array(operations.length);
  const start = new Float64Array(operations.length);
  const end = new Float64Array(operations.length);
  const writes = [-1];
  for (let place = 0; place < operations.length; place += 1) {
    const operation = operations[place] as ObservedOperation;
    start[place] = operation.start;
    end[place] = operation.end;
    if (operation.action === 'read') continue;
    if (operation.action !== 'write' || !numbers.enter(operation.input)) return null;
    value[place] = writes.length;
    writes.push(place);
  }
  let impossible: RegisterColumns['impossible'] = null;
  for (let place = 0; place < operations.length; place += 1) {
    const operation = operations[place] as ObservedOperation;
    if (operation.action === 'write') continue;
    const number = numbers.numberOf(operation.output ?? null);
    value[place] = number;
    if (number === beginning || impossible !== null) continue;
    const write = operations[writes[number] ?? -1];
    if (write === undefined) impossible = { place, why: unexplained(operation, numbers) };
    else if (operation.end < write.start) {
      impossible = { place, why: readBeforeWrite(write, operation) };
    }
  }
  return { operations, value, start, end, writes, impossible };
}

/** A read of what is no written value: perhaps it is several of them. */
function unexplained(read: ObservedOperation, numbers: ValueNumbers): Contradiction {
  const { output = null } = read;
  const isSeveral =
    isList(output) &&
    output.length > 1 &&
    output.some((one) => numbers.numberOf(one) !== unwritten);
  return isSeveral ? severalAtOnce(read, output) : nobodyWroteIt(read, output);
}
