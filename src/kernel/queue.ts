/**
 * The event queue: a heap in which every entry has four children, kept in typed arrays. The kernel pushes
 * what shall happen as plain columns (an integer kind, two small integers, the cause, one reference) and
 * takes it back in the total order of a run: by time, then by sequence number.
 */
import type { Instant } from './time.js';

/** The root stands at index 3, so that four siblings begin at a multiple of 4 and share a cache line. */
const ROOT = 3;
const SMALLEST_CAPACITY = 64;

/**
 * 1 when entry `x` comes before entry `y`, else 0. Arithmetic on purpose: which of two entries is earlier
 * cannot be predicted, and a mispredicted branch costs more than both comparisons.
 */
function before(times: Float64Array, sequences: Float64Array, x: number, y: number): number {
  const timeOfX = times[x] as number;
  const timeOfY = times[y] as number;
  const isEarlier = Number(timeOfX < timeOfY);
  const isFirstOfEqual =
    Number(timeOfX === timeOfY) & Number((sequences[x] as number) < (sequences[y] as number));
  return isEarlier | isFirstOfEqual;
}

/** Pending events. The event last taken stands in the public fields until the next `pop`. */
export class EventQueue {
  at: Instant = 0;
  sequence = 0;
  kind = 0;
  a = 0;
  b = 0;
  cause = 0;
  reference: unknown = undefined;

  /** Entries of the heap, the vacant root included. */
  #count = 0;
  /**
   * After `pop` the root stays vacant until it is known whether a push follows, as it mostly does: that
   * event then takes the root's place, and one way down the heap serves for both.
   */
  #isRootVacant = false;
  #capacity = 0;

  // The heap. Behind its last entry times and sequences are Infinity, so that a group of siblings is
  // always whole; the slots there are the free ones.
  #times = new Float64Array(0);
  #sequences = new Float64Array(0);
  #slots = new Int32Array(0);

  // By slot. Causes and integers share a buffer, 24 bytes a slot, so that both come in one cache line: first
  // the cause, then kind, a, b and one unused.
  #causes = new Float64Array(0);
  #integers = new Int32Array(0);
  #references: unknown[] = [];

  constructor() {
    this.#grow(SMALLEST_CAPACITY);
  }

  get size(): number {
    return this.#isRootVacant ? this.#count - 1 : this.#count;
  }

  /** Adds an event. Its sequence number tells it from others of the same instant. */
  push(
    at: Instant,
    sequence: number,
    kind: number,
    a: number,
    b: number,
    cause: number,
    reference: unknown,
  ): void {
    if (this.#count === this.#capacity && !this.#isRootVacant) this.#grow(2 * this.#capacity);
    const slot = this.#slots[this.#isRootVacant ? ROOT : ROOT + this.#count] as number;
    const integers = this.#integers;
    this.#causes[3 * slot] = cause;
    integers[6 * slot + 2] = kind;
    integers[6 * slot + 3] = a;
    integers[6 * slot + 4] = b;
    this.#references[slot] = reference;
    if (this.#isRootVacant) {
      this.#isRootVacant = false;
      this.#settleDown(at, sequence, slot);
    } else {
      this.#count += 1;
      this.#settleUp(at, sequence, slot);
    }
  }

  /** The earliest instant, Infinity when the queue is empty. */
  peekAt(): Instant {
    if (this.#isRootVacant) this.#fillRoot();
    return this.#times[ROOT] as number;
  }

  /** Takes the earliest event into the public fields; false when there is none. */
  pop(): boolean {
    if (this.#isRootVacant) this.#fillRoot();
    if (this.#count === 0) {
      this.reference = undefined;
      return false;
    }
    const slot = this.#slots[ROOT] as number;
    const integers = this.#integers;
    this.at = this.#times[ROOT] as number;
    this.sequence = this.#sequences[ROOT] as number;
    this.cause = this.#causes[3 * slot] as number;
    this.kind = integers[6 * slot + 2] as number;
    this.a = integers[6 * slot + 3] as number;
    this.b = integers[6 * slot + 4] as number;
    this.reference = this.#references[slot];
    this.#references[slot] = undefined;
    this.#isRootVacant = true;
    return true;
  }

  /** Moves the last entry to where it belongs from the vacant root on. */
  #fillRoot(): void {
    this.#isRootVacant = false;
    this.#count -= 1;
    const last = ROOT + this.#count;
    const at = this.#times[last] as number;
    const sequence = this.#sequences[last] as number;
    const slot = this.#slots[last] as number;
    const freed = this.#slots[ROOT] as number;
    this.#times[last] = Infinity;
    this.#sequences[last] = Infinity;
    if (last > ROOT) this.#settleDown(at, sequence, slot);
    this.#slots[last] = freed;
  }

  /** Places an entry on the way from the root down along the earliest children. */
  #settleDown(at: Instant, sequence: number, slot: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#slots;
    const end = ROOT + this.#count;
    let hole = ROOT;
    let child = ROOT + 1;
    while (child < end) {
      const left = child + before(times, sequences, child + 1, child);
      const right = child + 2 + before(times, sequences, child + 3, child + 2);
      const earliest = left + Math.imul(right - left, before(times, sequences, right, left));
      const time = times[earliest] as number;
      if (at < time || (at === time && sequence < (sequences[earliest] as number))) break;
      times[hole] = time;
      sequences[hole] = sequences[earliest] as number;
      slots[hole] = slots[earliest] as number;
      hole = earliest;
      child = (hole - 2) << 2;
    }
    times[hole] = at;
    sequences[hole] = sequence;
    slots[hole] = slot;
  }

  /** Places an entry on the way from the end of the heap up to the root. */
  #settleUp(at: Instant, sequence: number, slot: number): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const slots = this.#slots;
    let hole = ROOT + this.#count - 1;
    while (hole > ROOT) {
      const parent = (hole >> 2) + 2;
      const time = times[parent] as number;
      if (time < at || (time === at && (sequences[parent] as number) < sequence)) break;
      times[hole] = time;
      sequences[hole] = sequences[parent] as number;
      slots[hole] = slots[parent] as number;
      hole = parent;
    }
    times[hole] = at;
    sequences[hole] = sequence;
    slots[hole] = slot;
  }

  #grow(capacity: number): void {
    // Room for the two unused groups before and behind: three entries each.
    const length = ROOT + capacity + 3;
    const times = new Float64Array(length).fill(Infinity);
    const sequences = new Float64Array(length).fill(Infinity);
    const slots = new Int32Array(length);
    const causes = new Float64Array(3 * capacity);
    times.set(this.#times.subarray(0, ROOT + this.#capacity));
    sequences.set(this.#sequences.subarray(0, ROOT + this.#capacity));
    slots.set(this.#slots.subarray(0, ROOT + this.#capacity));
    // As integers: a pair of integers read as a number may be NaN, whose bits are not kept.
    const integers = new Int32Array(causes.buffer);
    integers.set(this.#integers);
    for (let slot = this.#capacity; slot < capacity; slot += 1) {
      slots[ROOT + slot] = slot;
      this.#references.push(undefined);
    }
    this.#times = times;
    this.#sequences = sequences;
    this.#slots = slots;
    this.#integers = integers;
    this.#causes = causes;
    this.#capacity = capacity;
  }
}
