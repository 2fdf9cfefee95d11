/**
 * The family's invariants, asked over the states of all nodes that are up and those at the check before.
 * The first violation of each is kept.
 */
import type { Invariant, NodeId } from '../databases/database.js';
import { pairs } from '../kernel/pairs.js';
import type { InvariantViolation } from './run.js';
import type { World } from './world.js';

type States = ReadonlyMap<NodeId, object>;

export class Invariants {
  readonly violations: InvariantViolation[] = [];
  readonly #world: World;
  readonly #invariants: readonly (readonly [string, Invariant<object>])[];
  readonly #broken = new Set<string>();
  /** What the previous check saw; null unless these were snapshots. */
  #previous: States | null = null;
  /** The incarnation of each host at the previous check. */
  #incarnations: readonly number[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#invariants = pairs<Invariant<object>>(world.family.invariants);
  }

  check(): void {
    const { kernel, recorder, hosts } = this.#world;
    const states: States = new Map(
      hosts.filter((host) => host.isUp).map((host) => [host.id, host.state]),
    );
    const before = this.#before();
    for (const [invariant, holds] of this.#invariants) {
      if (this.#broken.has(invariant)) continue;
      const message = holds(states, before);
      if (message === null) continue;
      this.#broken.add(invariant);
      this.violations.push({ invariant, at: kernel.now, event: kernel.event, message });
    }
    // Rules change plain states in place: what was seen would not stay as it was.
    this.#previous = recorder.recording ? states : null;
  }

  /** The states at the previous check, without nodes that have booted since. */
  #before(): States | null {
    const { hosts } = this.#world;
    const known = this.#incarnations;
    const booted = hosts.filter(({ incarnation }, index) => incarnation !== known[index]);
    if (booted.length === 0) return this.#previous;
    this.#incarnations = hosts.map(({ incarnation }) => incarnation);
    const names = new Set(booted.map(({ id }) => id));
    return this.#previous && new Map([...this.#previous].filter(([id]) => !names.has(id)));
  }
}
