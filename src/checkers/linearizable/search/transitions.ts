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
  readonly #numbers: Layer<Layer<Layer<number>>> = new Map();
  /** Lists and objects by identity; the first one stands for all that are equal to it. */
  readonly #compounds = new Map<string, Value>();
  readonly asked: Asked[] = [];

  classOf(operation: Asked): number {
    const ofAction = below(this.#numbers, operation.action);
    const ofInput = below(ofAction, this.#distinct(operation.input));
    const output = this.#distinct(operation.output);
    const known = ofInput.get(output);
    if (known !== undefined) return known;
    ofInput.set(output, this.asked.length);
    return this.asked.push(operation) - 1;
  }

  /** What a map can tell values apart by. Long texts are not copied for it. */
  #distinct(value: Value | undefined): Value | undefined {
    if (typeof value !== 'object' || value === null) return value;
    const identity = identityOf(value);
    const known = this.#compounds.get(identity);
    if (known === undefined) this.#compounds.set(identity, value);
    return known ?? value;
  }
}

type Layer<Below> = Map<Value | undefined, Below>;

function below<Below>(above: Layer<Layer<Below>>, value: Value | undefined): Layer<Below> {
  const known = above.get(value);
  if (known !== undefined) return known;
  const layer: Layer<Below> = new Map();
  above.set(value, layer);
  return layer;
}

export class Transitions {
  readonly #model: Model;
  readonly #classes: Classes;
  readonly #asked: readonly Asked[];
  readonly #numbers = new Map<string | number, number>();
  readonly #states: unknown[] = [];

  // The memory: open addressing, three integers a place: state, class, next state.
  #places = new Int32Array(3 * 64).fill(-1);
  #filled = 0;

  /** How much is remembered, in configurations of the search, roughly. */
  weight = 0;

  /** The initial state is number 0. */
  constructor(model: Model, classes: Classes, initial: unknown) {
    this.#model = model;
    this.#classes = classes;
    this.#asked = classes.asked;
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

  /** How many answers of the model are kept. */
  get size(): number {
    return this.#filled;
  }

  get stateCount(): number {
    return this.#states.length;
  }

  /** Whether, of all states met so far, an operation fits this one only. */
  fitsOnly(operation: Asked, state: unknown): boolean {
    return this.#states.every(
      (other) => other === state || this.#model.step(other, operation) === undefined,
    );
  }

  /** By operation, the states for which the model was asked about it and in which it fits. */
  statesThatFit(operations: readonly Asked[]): readonly (readonly unknown[])[] {
    const classes = operations.map((operation) => this.#classes.classOf(operation));
    const fitting = new Map(classes.map((operationClass) => [operationClass, [] as unknown[]]));
    const places = this.#places;
    for (let at = 0; at < places.length; at += 3) {
      // Where a place is free there is no next state, either.
      if (places[at + 2] === IMPOSSIBLE) continue;
      fitting.get(places[at + 1] as number)?.push(this.#states[places[at] as number]);
    }
    return classes.map((operationClass) => fitting.get(operationClass) ?? []);
  }

  /** The state with this number, for people. */
  describe(state: number): string {
    return this.#model.describe(this.#states[state]);
  }

  /** A model that calls an operation read-only although it changes the state: no verdict could be trusted. */
  notReadOnly(operationClass: number, before: number, after: number): RangeError {
    const { action } = this.#asked[operationClass] as Asked;
    const change = `makes ${this.describe(after)} of ${this.describe(before)}`;
    return new RangeError(
      `the model ${this.#model.name} says by readOnly or leavesState that ${action} leaves the state ` +
        `as it is, but its step ${change}: correct one of them`,
    );
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
