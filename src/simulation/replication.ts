/** Looks at the positions of all nodes at equal intervals, between events: nothing in the run can notice. */
import type { NodeId, NodeView } from '../databases/database.js';
import { pairs } from '../kernel/pairs.js';
import { MILLISECOND, type Duration, type Instant } from '../kernel/time.js';
import type { ReplicationSamples, Series } from './run.js';
import type { World } from './world.js';

/** How many samples there are in a run. */
const samples = 200;

type Growing = (number | null)[];

export class ReplicationSampler {
  readonly interval: Duration;
  readonly #at: Instant[] = [];
  readonly #newest: Growing = [];
  readonly #sent: ReadonlyMap<NodeId, Growing>;
  readonly #positions: ReadonlyMap<NodeId, Map<string, Growing>>;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.interval = Math.max(MILLISECOND, Math.floor(world.spec.duration / samples));
    this.#sent = new Map(world.hosts.map(({ id }) => [id, []]));
    this.#positions = new Map(world.hosts.map(({ id }) => [id, new Map()]));
  }

  sample(): void {
    const { hosts, kernel } = this.#world;
    const views = hosts.map((host) => host.view());
    const sent = primaryAmong(views)?.sent ?? {};
    const before = this.#at.length;
    let newest = -Infinity;
    for (const [index, { id }] of hosts.entries()) {
      const sentTo = sent[id] ?? null;
      this.#sent.get(id)?.push(sentTo);
      newest = Math.max(newest, sentTo ?? newest);
      const own = this.#positions.get(id);
      for (const [name, position] of pairs(views[index]?.positions ?? {})) {
        const series = own?.get(name) ?? [];
        own?.set(name, series);
        fill(series, before);
        series.push(position);
        newest = Math.max(newest, position);
      }
    }
    this.#newest.push(newest === -Infinity ? null : newest);
    this.#at.push(kernel.now);
  }

  get result(): ReplicationSamples {
    for (const own of this.#positions.values()) {
      for (const series of own.values()) fill(series, this.#at.length);
    }
    return {
      interval: this.interval,
      at: this.#at,
      newest: this.#newest,
      sent: this.#sent,
      positions: this.#positions,
      behind: behindIn(this.#positions, this.#at.length),
    };
  }
}

/** What nobody showed was unknown. */
function fill(series: Growing, length: number): void {
  while (series.length < length) series.push(null);
}

/** The primary of the highest epoch: an older one may not know yet that it was replaced. */
function primaryAmong(views: readonly (NodeView | null)[]): NodeView | null {
  return views.reduce<NodeView | null>((primary, view) => {
    const isNewer = view?.role === 'primary' && view.epoch > (primary?.epoch ?? -Infinity);
    return isNewer ? view : primary;
  }, null);
}

/** By node: how far its applied position was behind the furthest one. */
function behindIn(
  positions: ReadonlyMap<NodeId, ReadonlyMap<string, Series>>,
  length: number,
): ReplicationSamples['behind'] {
  const applied = new Map([...positions].map(([node, own]) => [node, own.get('applied') ?? []]));
  const furthest = Array.from({ length }, (_, index) =>
    [...applied.values()].reduce((most, series) => Math.max(most, series[index] ?? 0), 0),
  );
  return new Map(
    [...applied].map(([node, series]) => [
      node,
      furthest.map((most, index) => {
        const position = series[index] ?? null;
        return position === null ? null : most - position;
      }),
    ]),
  );
}
