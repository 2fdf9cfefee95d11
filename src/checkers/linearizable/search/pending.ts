/**
 * What a search may linearize next: the certain operations that were invoked before the barrier completes and are
 * not linearized (see part.ts). Two linked lists, so that an operation is taken out and put back in its place at
 * once (Knuth's dancing links), in the reverse order of taking out.
 */
import type { CertainOperations } from './part.js';

export class Pending {
  readonly #certain: CertainOperations;
  /** The head of the list of those that may change the state, by completion: who is due early is tried early. */
  readonly changing: number;
  /** The head of the list of those that only look at it, by invocation: new ones come to the end. */
  readonly reading: number;
  // The lists are circular. The heads are numbered behind the operations.
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** How many operations were invoked before the barrier completes. */
  invoked = 0;

  constructor(certain: CertainOperations) {
    this.#certain = certain;
    this.changing = certain.count;
    this.reading = certain.count + 1;
    this.#next = Int32Array.from({ length: certain.count + 2 }, (_, node) => node);
    this.#previous = this.#next.slice();
  }

  /** What follows an operation or the head of a list; the head when there is no more. */
  next(node: number): number {
    return this.#next[node] as number;
  }

  /** Lists the operations that were invoked before the barrier completes. */
  invoke(barrier: number): void {
    const { count, byStart, starts, ends } = this.#certain;
    const end = ends[barrier] as number;
    for (; this.invoked < count; this.invoked += 1) {
      const operation = byStart[this.invoked] as number;
      if ((starts[operation] as number) > end) return;
      const previous = this.#placeOf(operation);
      this.#previous[operation] = previous;
      this.#next[operation] = this.#next[previous] as number;
      this.putBack(operation);
    }
  }

  /** Undoes `invoke`, when all that was taken out since has been put back. */
  retract(invoked: number): void {
    for (; this.invoked > invoked; this.invoked -= 1) {
      this.take(this.#certain.byStart[this.invoked - 1] as number);
    }
  }

  take(operation: number): void {
    const next = this.#next[operation] as number;
    const previous = this.#previous[operation] as number;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  putBack(operation: number): void {
    this.#next[this.#previous[operation] as number] = operation;
    this.#previous[this.#next[operation] as number] = operation;
  }

  /** The operation, or the head, that this one comes behind. */
  #placeOf(operation: number): number {
    if (this.#certain.readOnly[operation] === 1) return this.#previous[this.reading] as number;
    let previous = this.#previous[this.changing] as number;
    while (previous !== this.changing && previous > operation) {
      previous = this.#previous[previous] as number;
    }
    return previous;
  }
}
