/**
 * Numbers for the values that a register holds: the one at the beginning (null) is 0, the written ones are
 * 1, 2, 3 … in the order of entry.
 */
import type { Value } from '../../history/history.js';
import { identityInMap } from './contradiction.js';

/** The number of the value that is there at the beginning. */
export const beginning = 0;
/** The number of a value that nobody wrote. */
export const unwritten = -1;

/** Nearly all values are whole numbers. They have a table of their own, which is quicker than a map. */
export class ValueNumbers {
  #count = 1;
  readonly #others = new Map<number | string, number>([[identityInMap(null), beginning]]);
  /** The whole numbers, by number of the value. */
  readonly #wholes: Int32Array;
  /** Where a whole number hashes to, or behind that: the number of the value; 0 where nothing is. */
  readonly #slots: Int32Array;
  readonly #shift: number;

  /** For so many written values at most. */
  constructor(most: number) {
    this.#wholes = new Int32Array(most + 1);
    // At most half full, so that a free slot is never far.
    this.#shift = Math.clz32(2 * most + 1);
    this.#slots = new Int32Array(1 << (32 - this.#shift));
  }

  /** Gives a value the next number; false when it has one already. */
  enter(value: Value): boolean {
    if (isWhole(value)) {
      const slot = this.#slotOf(value);
      if (this.#slots[slot] !== 0) return false;
      this.#slots[slot] = this.#count;
      this.#wholes[this.#count] = value;
    } else {
      const identity = identityInMap(value);
      if (this.#others.has(identity)) return false;
      this.#others.set(identity, this.#count);
    }
    this.#count += 1;
    return true;
  }

  numberOf(value: Value): number {
    if (value === null) return beginning;
    if (!isWhole(value)) return this.#others.get(identityInMap(value)) ?? unwritten;
    const number = this.#slots[this.#slotOf(value)] as number;
    return number === 0 ? unwritten : number;
  }

  /** Where a whole number is, or where it would be. */
  #slotOf(whole: number): number {
    const slots = this.#slots;
    let slot = Math.imul(whole, 0x9e3779b1) >>> this.#shift;
    for (;;) {
      const number = slots[slot] as number;
      if (number === 0 || this.#wholes[number] === whole) return slot;
      slot = (slot + 1) & (slots.length - 1);
    }
  }
}

/** Of 32 bits. */
function isWhole(value: Value): value is number {
  return typeof value === 'number' && (value | 0) === value;
}
