/** Looks at the positions of all nodes at equal intervals, between events: nothing in the run can notice. */
import type { NodeView } from '../databases/database.js';
import { MILLISECOND, type Duration, type Instant } from '../kernel/time.js';
import type { ReplicationSamples } from './run.js';
import type { World } from './world.js';

/** How many samples there are in a run. */
const samples = 200;

export class ReplicationSampler {
  readonly interval: Duration;
  readonly #at: Instant[] = [];
  readonly #behind: Map<string, (number | null)[]>;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.interval = Math.max(MILLISECOND, Math.floor(world.spec.duration / samples));
    this.#behind = new Map(world.hosts.map((host) => [host.id, []]));
  }

  sample(): void {
    const views = this.#world.hosts.map((host) => host.view());
    const applied = views.map((view) => (view === null ? null : appliedPosition(view)));
    const newest = Math.max(0, ...applied.map((position) => position ?? 0));
    this.#at.push(this.#world.kernel.now);
    this.#world.hosts.forEach((host, index) => {
      const position = applied[index] ?? null;
      this.#behind.get(host.id)?.push(position === null ? null : newest - position);
    });
  }

  get result(): ReplicationSamples {
    return { interval: this.interval, at: this.#at, behind: this.#behind };
  }
}

function appliedPosition(view: NodeView): number | null {
  return view.positions['applied'] ?? null;
}
