/**
 * Seeing early that a read will never fit. In some models all but a few actions only build on a state: a text
 * grows by appends, and a get of "ab" can never fit after "b" unless a put comes between. So a configuration
 * is given up when one of the next reads cannot be led to from its state, and none of the overwriting operations
 * that could lead to it is left. Without it, two appends in the wrong order are found out only when the read
 * is due, once for every order of all that is concurrent with it.
 */
import type { Model } from '../../models/model.js';
import type { CertainOperations, UnknownOperations } from './part.js';
import { IMPOSSIBLE, type Transitions } from './transitions.js';

/** How many of the next reads are looked at from every configuration. */
const READS_FORESEEN = 8;

export class Foresight {
  readonly #transitions: Transitions;
  readonly #certain: CertainOperations;
  /** By operation, unknown ones behind the certain ones. */
  readonly #overwriting: readonly Overwriting[];
  /** By place among these, the first invocation from there on. */
  readonly #firstStarts: Float64Array;
  readonly #sources = new Map<number, Sources>();
  /** The certain read-only operations, by completion. Empty when the model foresees nothing. */
  readonly reads: readonly number[];
  /** By barrier, the place of the first of these that is not before it. */
  readonly #firstReads: Int32Array;

  constructor(
    model: Model,
    transitions: Transitions,
    certain: CertainOperations,
    unknown: UnknownOperations,
  ) {
    this.#transitions = transitions;
    this.#certain = certain;
    this.#firstReads = new Int32Array(certain.count);
    const reads: number[] = [];
    for (let operation = 0; operation < certain.count; operation += 1) {
      this.#firstReads[operation] = reads.length;
      const isRead = model.mayLead !== undefined && certain.readOnly[operation] === 1;
      if (isRead) reads.push(operation);
    }
    this.reads = reads;
    this.#overwriting =
      reads.length > 0 ? overwritingOperations(transitions, certain, unknown) : [];
    this.#firstStarts = Float64Array.from(this.#overwriting, ({ start }) => start);
    for (let place = this.#firstStarts.length - 2; place >= 0; place -= 1) {
      const later = this.#firstStarts[place + 1] as number;
      this.#firstStarts[place] = Math.min(this.#firstStarts[place] as number, later);
    }
  }

  /**
   * One of the next reads that can never fit, null when there is none.
   * @param isDone by operation, 1 when it is linearized; unknown operations stand behind the certain ones
   */
  hopelessRead(barrier: number, state: number, isDone: Uint8Array): number | null {
    let looked = 0;
    for (let at = this.#firstReads[barrier] as number; at < this.reads.length; at += 1) {
      const read = this.reads[at] as number;
      if (isDone[read] === 1) continue;
      const reading = this.#certain.classes[read] as number;
      if (!this.#transitions.mayLead(state, reading)) {
        const sources = this.#sourcesOf(read, barrier);
        if (sources.every((source) => isDone[source] === 1)) return read;
      }
      looked += 1;
      if (looked === READS_FORESEEN) return null;
    }
    return null;
  }

  /**
   * The overwriting operations that could lead to a read: their own result may lead to it, and they are not
   * invoked after its completion. Those before the barrier are linearized, and need not be among them.
   */
  #sourcesOf(read: number, barrier: number): readonly number[] {
    const known = this.#sources.get(read);
    if (known !== undefined && known.from <= barrier) return known.operations;
    const end = this.#certain.ends[read] as number;
    const reading = this.#certain.classes[read] as number;
    const operations: number[] = [];
    let place = this.#placeOf(barrier);
    for (; (this.#firstStarts[place] ?? Infinity) <= end; place += 1) {
      const { operation, start, result } = this.#overwriting[place] as Overwriting;
      if (start > end) continue;
      const mayLead = result === IMPOSSIBLE || this.#transitions.mayLead(result, reading);
      if (mayLead) operations.push(operation);
    }
    this.#sources.set(read, { from: barrier, operations });
    return operations;
  }

  /** Where the overwriting operations begin that are not before the barrier, by bisection. */
  #placeOf(barrier: number): number {
    let low = 0;
    let high = this.#overwriting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#overwriting[middle] as Overwriting).operation < barrier) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The operations that could lead to a read, without those before a barrier. */
interface Sources {
  readonly from: number;
  readonly operations: readonly number[];
}

interface Overwriting {
  readonly operation: number;
  readonly start: number;
  /**
   * The state that it leaves, whatever was before. IMPOSSIBLE when it is not known, as the operation was
   * not answered so at the beginning.
   */
  readonly result: number;
}

function overwritingOperations(
  transitions: Transitions,
  certain: CertainOperations,
  unknown: UnknownOperations,
): readonly Overwriting[] {
  const found: Overwriting[] = [];
  const add = (operation: number, start: number, operationClass: number): void => {
    if (!transitions.isOverwriting(operationClass)) return;
    found.push({ operation, start, result: transitions.step(0, operationClass) });
  };
  for (let operation = 0; operation < certain.count; operation += 1) {
    add(operation, certain.starts[operation] as number, certain.classes[operation] as number);
  }
  for (let operation = 0; operation < unknown.count; operation += 1) {
    const start = unknown.starts[operation] as number;
    add(certain.count + operation, start, unknown.classes[operation] as number);
  }
  return found;
}
