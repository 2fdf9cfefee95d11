/**
 * The search for a linearization of one part: depth first over configurations, as Wing & Gong (1993), with
 * Lowe's (2017) list of what is not linearized yet and his cache of configurations visited. A configuration is
 * the set of operations linearized and the state they lead to. Five reductions, none of which loses an order
 * that exists:
 *
 * - A read-only operation is linearized as soon as it fits. In any order that goes on from here, it can be
 *   moved to here: the state is as it wants it, and nobody misses it later.
 * - Of unknown operations of one class, the earliest comes first: exchanging two in an order leaves an order.
 * - A configuration that used more unknown operations than another one, with the rest the same, is dropped
 *   (visited.ts).
 * - An unknown operation must matter to the very next one. If that leads to the same state without it, the
 *   configuration without it, which is searched too, goes on in the same way.
 * - A configuration from which one of the next reads can never fit is given up (foresight.ts).
 *
 * It stops after any number of steps and goes on from there. A step tries one operation or takes one back.
 */
import type { Verdict } from '../../verdict.js';
import type { Part } from './part.js';
import { Pending } from './pending.js';
import { IMPOSSIBLE } from './transitions.js';
import { Visited } from './visited.js';

const NONE = -1;

// A frame of the stack: a configuration (in the end the words of its bits) and what is to be tried next.
const BARRIER = 0;
const STATE = 1;
const PATH_LENGTH = 2;
const BEFORE = 3;
const CURSOR = 4;
const BITS = 5;

export class DepthFirst {
  readonly part: Part;
  verdict: Verdict = 'unknown';
  steps = 0;
  readonly visited: Visited;
  /** The last barrier that was reached: no order contains it and all the certain operations before it. */
  deepest = 0;

  /** The last completion of a read that was foreseen not to fit. */
  #foreseen = -Infinity;

  /** What may come next. */
  readonly #pending: Pending;

  // The configuration at hand. Barrier, state and bits identify it; `before` is the state before the unknown
  // operation that came last, if nothing followed it.
  #barrier = 0;
  #state = 0;
  #before = NONE;
  readonly #bits: Int32Array;
  /** By group of unknown operations, how many of it are linearized. */
  readonly #used: Int32Array;
  readonly #firstUnknownWord: number;
  /** What is linearized: certain operations by number, unknown ones behind them. */
  readonly #path: Int32Array;
  /** By place in the path, how many operations were invoked before. */
  readonly #invokedBefore: Int32Array;
  #pathLength = 0;
  /** 1 for what is in the path. */
  readonly #isDone: Uint8Array;

  /** The last read-only operation that did not fit since the state changed; NONE when all were looked at. */
  #settling: number;
  readonly #frameWidth: number;
  #frames: Int32Array;
  #depth = -1;

  constructor(part: Part) {
    this.part = part;
    const { certain, unknown } = part;
    this.#firstUnknownWord = (certain.bitCount + 31) >>> 5;
    const unknownWords = (unknown.count + 31) >>> 5;
    this.visited = new Visited(this.#firstUnknownWord, unknownWords);
    this.#bits = new Int32Array(this.#firstUnknownWord + unknownWords);
    this.#used = new Int32Array(unknown.groupClasses.length);
    this.#path = new Int32Array(certain.count + unknown.count);
    this.#invokedBefore = new Int32Array(this.#path.length);
    this.#isDone = new Uint8Array(this.#path.length);
    this.#frameWidth = BITS + this.#bits.length;
    this.#frames = new Int32Array(64 * this.#frameWidth);

    this.#pending = new Pending(certain);
    this.#settling = this.#pending.reading;
    if (certain.count === 0) this.verdict = 'valid';
    else this.#pending.invoke(this.#barrier);
  }

  /** The order found: indexes in the history. */
  get order(): readonly number[] {
    const { certain, unknown } = this.part;
    const path = [...this.#path.subarray(0, this.#pathLength)];
    return path.map((taken) =>
      taken < certain.count
        ? (certain.indexes[taken] as number)
        : (unknown.indexes[taken - certain.count] as number),
    );
  }

  /** When invalid: what was invoked later has no part in it. */
  get stuckAt(): number {
    return Math.max(this.#foreseen, this.part.certain.ends[this.deepest] as number);
  }

  /** How much is remembered, in configurations. */
  get weight(): number {
    return this.visited.weight + this.part.transitions.weight;
  }

  /** Goes on until there is a verdict, for at most so many steps. */
  advance(allowance: number): void {
    const limit = this.steps + allowance;
    while (this.steps < limit && this.verdict === 'unknown') {
      this.steps += 1;
      if (this.#settling === NONE) this.#branch();
      else this.#settle();
    }
  }

  /** Looks at one read-only operation; behind the last one the configuration stands. */
  #settle(): void {
    const operation = this.#pending.next(this.#settling);
    if (operation === this.#pending.reading) {
      this.#settling = NONE;
      this.#arrive();
      return;
    }
    const { transitions, certain } = this.part;
    const next = transitions.step(this.#state, certain.classes[operation] as number);
    if (next === IMPOSSIBLE) {
      this.#settling = operation;
    } else if (next !== this.#state) {
      throw transitions.notReadOnly(certain.classes[operation] as number, this.#state, next);
    } else {
      this.#before = NONE;
      this.#linearize(operation);
    }
  }

  #arrive(): void {
    if (this.#isHopeless() || !this.visited.add(this.#barrier, this.#state, this.#bits)) {
      if (this.#depth < 0) this.verdict = 'invalid';
      else this.#restore();
      return;
    }
    this.deepest = Math.max(this.deepest, this.#barrier);
    this.#depth += 1;
    const base = this.#depth * this.#frameWidth;
    if (base === this.#frames.length) this.#growFrames();
    this.#frames[base + BARRIER] = this.#barrier;
    this.#frames[base + STATE] = this.#state;
    this.#frames[base + PATH_LENGTH] = this.#pathLength;
    this.#frames[base + BEFORE] = this.#before;
    this.#frames[base + CURSOR] = this.#pending.changing;
    this.#frames.set(this.#bits, base + BITS);
  }

  #isHopeless(): boolean {
    const { foresight, certain } = this.part;
    const read = foresight.hopelessRead(this.#barrier, this.#state, this.#isDone);
    if (read === null) return false;
    this.#foreseen = Math.max(this.#foreseen, certain.ends[read] as number);
    return true;
  }

  /**
   * Tries one operation, or leaves the configuration when none is left. The cursor is the last certain
   * operation tried, and after them the group of unknown ones to try next: -1, -2, -3 …
   */
  #branch(): void {
    const at = this.#depth * this.#frameWidth + CURSOR;
    const cursor = this.#frames[at] as number;
    if (cursor >= 0) {
      const operation = this.#pending.next(cursor);
      const isEnd = operation === this.#pending.changing;
      this.#frames[at] = isEnd ? -1 : operation;
      if (!isEnd) this.#tryCertain(operation);
    } else if (-cursor <= this.#used.length) {
      this.#frames[at] = cursor - 1;
      this.#tryUnknown(-cursor - 1);
    } else {
      this.#depth -= 1;
      if (this.#depth < 0) this.verdict = 'invalid';
      else this.#restore();
    }
  }

  #tryCertain(operation: number): void {
    const next = this.#step(this.part.certain.classes[operation] as number);
    if (next === IMPOSSIBLE) return;
    this.#state = next;
    this.#before = NONE;
    this.#settling = this.#pending.reading;
    this.#linearize(operation);
  }

  #tryUnknown(group: number): void {
    const { certain, unknown } = this.part;
    const operation = (unknown.groupBegins[group] as number) + (this.#used[group] as number);
    if (operation === unknown.groupBegins[group + 1]) return;
    if ((unknown.starts[operation] as number) > (certain.ends[this.#barrier] as number)) return;
    const next = this.#step(unknown.groupClasses[group] as number);
    if (next === IMPOSSIBLE || next === this.#state) return;
    this.#before = this.#state;
    this.#state = next;
    this.#settling = this.#pending.reading;
    this.#append(certain.count + operation);
    this.#used[group] = (this.#used[group] as number) + 1;
    this.#toggle(32 * this.#firstUnknownWord + operation);
  }

  /** The state after an operation, IMPOSSIBLE also when the unknown operation before it does not matter. */
  #step(operationClass: number): number {
    const { transitions } = this.part;
    const next = transitions.step(this.#state, operationClass);
    if (this.#before === NONE || next === IMPOSSIBLE) return next;
    return transitions.step(this.#before, operationClass) === next ? IMPOSSIBLE : next;
  }

  #linearize(operation: number): void {
    this.#append(operation);
    this.#pending.take(operation);
    if (operation === this.#barrier) this.#moveBarrier();
    else this.#toggle(this.part.certain.bits[operation] as number);
  }

  #append(operation: number): void {
    this.#path[this.#pathLength] = operation;
    this.#isDone[operation] = 1;
    this.#invokedBefore[this.#pathLength] = this.#pending.invoked;
    this.#pathLength += 1;
  }

  /** To the next operation that is not linearized. */
  #moveBarrier(): void {
    const { count, bits } = this.part.certain;
    for (this.#barrier += 1; this.#barrier < count; this.#barrier += 1) {
      const bit = bits[this.#barrier] as number;
      if (((this.#bits[bit >>> 5] as number) & (1 << (bit & 31))) === 0) {
        this.#pending.invoke(this.#barrier);
        return;
      }
      this.#toggle(bit);
    }
    this.verdict = 'valid';
  }

  #toggle(bit: number): void {
    this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] as number) ^ (1 << (bit & 31));
  }

  /** Back to the configuration of the topmost frame. */
  #restore(): void {
    const base = this.#depth * this.#frameWidth;
    const pathLength = this.#frames[base + PATH_LENGTH] as number;
    while (this.#pathLength > pathLength) this.#takeBack();
    this.#barrier = this.#frames[base + BARRIER] as number;
    this.#state = this.#frames[base + STATE] as number;
    this.#before = this.#frames[base + BEFORE] as number;
    this.#bits.set(this.#frames.subarray(base + BITS, base + this.#frameWidth));
  }

  #takeBack(): void {
    this.#pathLength -= 1;
    const taken = this.#path[this.#pathLength] as number;
    this.#isDone[taken] = 0;
    const { count } = this.part.certain;
    this.#pending.retract(this.#invokedBefore[this.#pathLength] as number);
    if (taken < count) {
      this.#pending.putBack(taken);
      return;
    }
    const group = this.part.unknown.groups[taken - count] as number;
    this.#used[group] = (this.#used[group] as number) - 1;
  }

  #growFrames(): void {
    const old = this.#frames;
    this.#frames = new Int32Array(2 * old.length);
    this.#frames.set(old);
  }
}
