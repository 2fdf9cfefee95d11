/**
 * In which order the values of a register may have followed each other, or two values of which each must stand
 * before the other. zones.ts tells why this is right.
 */
import type { RegisterColumns } from './register-columns.js';
import { beginning, unwritten } from './value-numbers.js';

/** Two values of which each must stand before the other. */
export type Conflict = readonly [one: number, other: number];

export interface ValueOrder {
  /** Without unread values of unknown writes; only as far as the conflict if there is one. */
  readonly order: Uint32Array;
  readonly unread: number;
  readonly conflict: Conflict | null;
  readonly steps: number;
}

/** The zone of every value, and the place of the operation of it that was invoked last. */
interface Zones {
  readonly firstEnd: Float64Array;
  readonly lastStart: Float64Array;
  readonly last: Uint32Array;
}

/**
 * The values in an order in which they may have followed each other, judged by the first `length` operations.
 * O(length): a value moves at most once.
 */
export function valueOrder(columns: RegisterColumns, length: number): ValueOrder {
  const { firstEnd, lastStart, last } = zonesOf(columns, length);
  const order = new Uint32Array(last.length);
  let count = 0;
  let unread = 0;
  let steps = length;
  let forward = unwritten;
  let conflict: Conflict | null = null;
  for (let place = 0; place < length; place += 1) {
    const number = columns.value[place] as number;
    if (number === unwritten || last[number] !== place) continue;
    const from = firstEnd[number] as number;
    const to = lastStart[number] as number;
    if (from === Infinity) unread += 1;
    if (from === Infinity || conflict !== null) continue;
    let slot = count;
    if (from < to) {
      if (from < (lastStart[forward] ?? -Infinity)) conflict = [forward, number];
      forward = number;
      while (slot > 0 && (lastStart[order[slot - 1] as number] as number) > from) {
        const inside = order[slot - 1] as number;
        if ((firstEnd[inside] as number) < to) conflict ??= [number, inside];
        order[slot] = inside;
        slot -= 1;
      }
    }
    order[slot] = number;
    count += 1;
    steps += count - slot;
  }
  return { order: order.subarray(0, count), unread, conflict, steps };
}

function zonesOf({ value, start, end, writes }: RegisterColumns, length: number): Zones {
  const firstEnd = new Float64Array(writes.length).fill(Infinity);
  const lastStart = new Float64Array(writes.length).fill(-Infinity);
  const last = new Uint32Array(writes.length);
  firstEnd[beginning] = -Infinity;
  for (let place = 0; place < length; place += 1) {
    const number = value[place] as number;
    if (number === unwritten) continue;
    firstEnd[number] = Math.min(firstEnd[number] as number, end[place] as number);
    lastStart[number] = start[place] as number;
    last[number] = place;
  }
  return { firstEnd, lastStart, last };
}
