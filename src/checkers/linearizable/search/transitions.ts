/**
 * A model as numbers: states and operations are interned, and what one does to the other is asked of the
 * model once and kept. So the search compares and hashes small integers, whatever the model's states are.
 */
import { identityOf, type Value } from '../../../history/history.js';
import type { Asked, Model } from '../../models/model.js';

/** Stands for the next state where the model allows none. */
export const IMPOSSIBLE = -1;

/** Operations that ask and answer the same are of one class: no model can tell them apart. */
export class Classes {
  readonly #numbers = new Map<unknown, unknown>();
  readonly asked: Asked[] = [];

  classOf(operation: Asked): number {
    const { action, input, output } = operation;
    const ofInput = this.#below(this.#below(this.#numbers, action), ...distinct(input));
    const ofOutput = this.#below(ofInput, ...distinct(output));
    const known = ofOutput.get('class') as number | undefined;
    if (known !== undefined) return known;
    this.asked.push(operation);
    ofOutput.set('class', this.asked.length - 1);
    return this.asked.length - 1;
  }

  #below(map: Map<unknown, unknown>, ...path: unknown[]): Map<unknown, unknown> {
    return path.reduce<Map<unknown, unknown>>((above, name) => {
      const known = above.get(name) as Map<unknown, unknown> | undefined;
      if (known !== undefined) return known;
      const below = new Map<unknown, unknown>();
      above.set(name, below);
      return below;
    }, map);
  }
}

/** What a map can tell values apart by. Long texts are not copied for it. */
function distinct(value: Value | undefined): readonly unknown[] {
  return typeof value === 'object' && value !== null
    ? ['compound', identityOf(value)]
    : ['simple', value];
}

export class Transitions {
  readonly #model: Model;
  readonly #asked: readonly Asked[];
  readonly #numbers = new Map<string | number, number>();
  readonly #states: unknown[] = [];

  // The memory: open addressing, three integers a place: state, class, next state.
  #places = new Int32Array(3 * 64).fill(-1);
  #filled = 0;

  /** How much is remembered, in configurations of the search, roughly. */
  weight = 0;

  /** The initial state is number 0. */
  constructor(model: Model, asked: readonly Asked[], initial: unknown) {
    this.#model = model;
    this.#asked = asked;
    this.#intern(initial);
  }

  /** Whether operations that do not overwrite can make a read-only operation fit; true when in doubt. */
  mayLead(state: number, reading: number): boolean {
    const asked = this.#asked[reading] as Asked;
    return this.#model.mayLead?.(this.#states[state], asked) ?? true;
  }

  isOverwriting(operationClass: number): boolean {
    const { action } = this.#asked[operationClass] as Asked;
    return this.#model.overwriting?.includes(action) ?? false;
  }

  get stateCount(): number {
    return this.#states.length;
  }

  /** All states met so far in which an operation fits. */
  statesThatFit(operation: Asked): readonly unknown[] {
    return this.#states.filter((state) => this.#model.step(state, operation) !== undefined);
  }

  /** The state with this number, for people. */
  describe(state: number): string {
    return this.#model.describe(this.#states[state]);
  }

  step(state: number, operationClass: number): number {
    const places = this.#places;
    const mask = places.length / 3 - 1;
    let place = mixed(state, operationClass) & mask;
    for (;;) {
      const found = places[3 * place] as number;
      if (found === -1) break;
      if (found === state && places[3 * place + 1] === operationClass) {
        return places[3 * place + 2] as number;
      }
      place = (place + 1) & mask;
    }
    return this.#ask(state, operationClass);
  }

  #ask(state: number, operationClass: number): number {
    const after = this.#model.step(this.#states[state], this.#asked[operationClass] as Asked);
    const next = after === undefined ? IMPOSSIBLE : this.#intern(after);
    // At most half full, so that a free place is never far.
    if (6 * this.#filled >= this.#places.length) this.#grow();
    this.#remember(state, operationClass, next);
    this.#filled += 1;
    this.weight += 1;
    return next;
  }

  #intern(state: unknown): number {
    const identity = this.#model.identity(state);
    const known = this.#numbers.get(identity);
    if (known !== undefined) return known;
    const number = this.#states.push(state) - 1;
    this.#numbers.set(identity, number);
    this.weight += 1 + (typeof identity === 'string' ? identity.length >>> 5 : 0);
    return number;
  }

  #remember(state: number, operationClass: number, next: number): void {
    const places = this.#places;
    const mask = places.length / 3 - 1;
    let place = mixed(state, operationClass) & mask;
    while (places[3 * place] !== -1) place = (place + 1) & mask;
    places[3 * place] = state;
    places[3 * place + 1] = operationClass;
    places[3 * place + 2] = next;
  }

  #grow(): void {
    const old = this.#places;
    this.#places = new Int32Array(2 * old.length).fill(-1);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] === -1) continue;
      this.#remember(old[at] as number, old[at + 1] as number, old[at + 2] as number);
    }
  }
}

function mixed(state: number, operationClass: number): number {
  const product = Math.imul(Math.imul(state, 0x9e3779b1) ^ operationClass, 0x85ebca6b);
  return product ^ (product >>> 15);
}
