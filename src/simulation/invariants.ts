/** The family's invariants, asked over the states of all nodes that are up. The first violation of each is kept. */
import { pairs } from '../kernel/pairs.js';
import type { InvariantViolation } from './run.js';
import type { World } from './world.js';

export class Invariants {
  readonly violations: InvariantViolation[] = [];
  readonly #world: World;
  readonly #broken = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  check(): void {
    const { family, kernel, hosts } = this.#world;
    const states = new Map(hosts.filter((host) => host.isUp).map((host) => [host.id, host.state]));
    for (const [invariant, holds] of pairs(family.invariants)) {
      if (this.#broken.has(invariant)) continue;
      const message = holds(states);
      if (message === null) continue;
      this.#broken.add(invariant);
      this.violations.push({ invariant, at: kernel.now, event: kernel.event, message });
    }
  }
}
