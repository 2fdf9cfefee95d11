/** The client door: what a driver's rules see of the world. Every verb records an effect and answers nothing. */
import type { Client, NodeId, Request } from '../../databases/database.js';
import type { WriteId } from '../../history/operation.js';
import { Batch } from '../../kernel/batch.js';
import type { RandomSource, RandomStream } from '../../kernel/random.js';
import type { Instant } from '../../kernel/time.js';
import { noFields, type Fields } from '../milestones.js';

export type ClientEffect =
  | { readonly kind: 'ask'; readonly to: NodeId; readonly request: Request<unknown> }
  | { readonly kind: 'succeed'; readonly versions: readonly WriteId[] }
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'lose'; readonly reason: string }
  | { readonly kind: 'note'; readonly text: string; readonly fields: Fields };

/** What a session may know of the world around it. */
export interface Surroundings {
  readonly database: { readonly nodes: readonly NodeId[] };
  /** The zone of each node that has one. */
  readonly zones: ReadonlyMap<NodeId, string>;
  readonly random: RandomSource;
  readonly now: () => Instant;
  /** All nodes from near to far; asked once, by the first rule that wants to know. */
  readonly rank: () => readonly NodeId[];
}

export class ClientDoor implements Client<unknown, unknown> {
  readonly id: string;
  readonly zone: string | null;
  readonly nodes: readonly NodeId[];
  readonly options: unknown;
  readonly zoneOf: (node: NodeId) => string | null;
  readonly now: () => Instant;
  readonly #source: RandomSource;
  readonly #rank: () => readonly NodeId[];
  #nearest: readonly NodeId[] | null = null;
  #random: RandomStream | null = null;
  /** What the current rule has asked for so far. */
  readonly effects = new Batch<ClientEffect>();

  constructor(id: string, zone: string | null, surroundings: Surroundings) {
    const { database, zones, random, now, rank } = surroundings;
    this.id = id;
    this.zone = zone;
    this.nodes = database.nodes;
    this.options = database;
    this.zoneOf = (node) => zones.get(node) ?? null;
    this.now = now;
    this.#source = random;
    this.#rank = rank;
  }

  get nearest(): readonly NodeId[] {
    this.#nearest ??= this.#rank();
    return this.#nearest;
  }

  /** Made when first used: most drivers draw nothing. */
  get random(): RandomStream {
    this.#random ??= this.#source.stream(`driver/${this.id}`);
    return this.#random;
  }

  send(to: NodeId, request: Request<unknown>): void {
    this.effects.add({ kind: 'ask', to, request });
  }

  succeed(versions: readonly WriteId[]): void {
    this.effects.add({ kind: 'succeed', versions });
  }

  refuse(reason: string): void {
    this.effects.add({ kind: 'refuse', reason });
  }

  lose(reason: string): void {
    this.effects.add({ kind: 'lose', reason });
  }

  note(text: string, fields: Fields = noFields): void {
    this.effects.add({ kind: 'note', text, fields });
  }
}
