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
  readonly #overwriting: readonly Overwriting[];
  readonly #sources = new Map<number, readonly number[]>();
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
        if (this.#sourcesOf(read).every((source) => isDone[source] === 1)) return read;
      }
      looked += 1;
      if (looked === READS_FORESEEN) return null;
    }
    return null;
  }

  /**
   * The overwriting operations that could lead to a read: their own result leads to it, and they are not
   * invoked after its completion.
   */
  #sourcesOf(read: number): readonly number[] {
    const known = this.#sources.get(read);
    if (known !== undefined) return known;
    const end = this.#certain.ends[read] as number;
    const reading = this.#certain.classes[read] as number;
    const sources = this.#overwriting
      .filter(({ start, result }) => start <= end && this.#transitions.mayLead(result, reading))
      .map(({ operation }) => operation);
    this.#sources.set(read, sources);
    return sources;
  }
}

interface Overwriting {
  readonly operation: number;
  readonly start: number;
  /** The state that it leaves, whatever was before. */
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
    const result = transitions.step(0, operationClass);
    if (result !== IMPOSSIBLE) found.push({ operation, start, result });
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
