/**
 * Keeps the trace when somebody asked for it, and runs rules in recorded mode: each step inside Immer, so
 * that every state is an immutable snapshot. Without a window it does nothing (docs/decisions/005).
 */
import { Immer, enableMapSet, enablePatches, isDraft, type Patch } from 'immer';
import { SimulatorError } from '../kernel/errors.js';
import type { Kernel } from '../kernel/kernel.js';
import type { TraceEffect, TraceEvent, TraceInput } from '../kernel/trace.js';

enableMapSet();
enablePatches();
const immer = new Immer({ autoFreeze: false });

type Open = { -readonly [Key in keyof TraceEvent]: TraceEvent[Key] } & { effects: TraceEffect[] };

export class Recorder {
  /** Events are kept now. */
  tracing = false;
  /** Rules run inside Immer now. */
  recording = false;
  /** Effects are deep-frozen. */
  readonly freezing: boolean;
  readonly events: TraceEvent[] = [];
  readonly #kernel: Kernel;
  #open: Open | null = null;

  constructor(kernel: Kernel, freezing: boolean) {
    this.#kernel = kernel;
    this.freezing = freezing;
  }

  /** Opens the current event's record. */
  begin(input: TraceInput): void {
    const { event: number, now: at, cause } = this.#kernel;
    if (this.#open?.number === number) return;
    this.#open = { number, at, cause, input, effects: [] };
    this.events.push(this.#open);
  }

  /** Adds to the record of the current event. */
  effect(effect: TraceEffect): void {
    if (this.#open?.number === this.#kernel.event) this.#open.effects.push(effect);
  }

  /** Runs a rule on a state in recorded mode; answers the next state and leaves the last one as it was. */
  produce<State extends object>(state: State, rule: (draft: State) => void): State {
    const [next, patches, inversePatches] = immer.produceWithPatches(
      state,
      rule as (draft: unknown) => void,
    );
    this.#keep(next, patches, inversePatches);
    return next;
  }

  /** A node's state appeared without a rule: it booted. */
  booted(state: unknown): void {
    if (this.recording) this.#keep(state, [], []);
  }

  #keep(state: unknown, patches: readonly Patch[], inversePatches: readonly Patch[]): void {
    if (this.#open?.number !== this.#kernel.event) return;
    Object.assign(this.#open, { state, patches, inversePatches });
  }
}

/** Freezes plain data all the way down. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  refuseDraft(value);
  Object.freeze(value);
  for (const part of parts(value)) deepFreeze(part);
}

/** An effect that shares a reference with the state would change, or be revoked, under its reader's hands. */
export function refuseDrafts(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  refuseDraft(value);
  for (const part of parts(value)) refuseDrafts(part);
}

function refuseDraft(value: object): void {
  if (isDraft(value)) {
    throw new SimulatorError(
      'an effect holds a piece of the state itself: build messages, records and replies afresh',
    );
  }
}

/** A copy of a state that can be changed in place. States are trees of plain objects, arrays, Maps and Sets. */
export function cloneState<Value>(value: Value): Value {
  return clone(value) as Value;
}

function clone(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(clone);
  if (value instanceof Map) return new Map([...value].map(([key, held]) => [key, clone(held)]));
  if (value instanceof Set) return new Set(value);
  // eslint-disable-next-line no-restricted-properties -- copies own keys in their order
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, clone(held)]));
}

function parts(value: object): unknown[] {
  if (value instanceof Map) return [...value.keys(), ...(value.values() as Iterable<unknown>)];
  if (value instanceof Set) return [...value];
  // eslint-disable-next-line no-restricted-properties -- looks at every part; the order has no influence
  return Object.values(value);
}
