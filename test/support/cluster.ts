/**
 * A cluster on the table, for tests that tell a whole exchange: nodes with their doors and disks, and
 * nothing that happens by itself. Messages, flushes and timers wait until the test lets them happen.
 */
import type {
  AnyFamily,
  ClientHandle,
  CommonOptions,
  NodeId,
  Reply,
  Request,
  Tagged,
} from '../../src/databases/database.js';
import { Disk, type Flush } from '../../src/simulation/disk/disk.js';
import type { NodeDoor } from '../../src/simulation/host/door.js';
import type { Effect } from '../../src/simulation/host/effect.js';
import { deepFreeze } from '../../src/simulation/recorder.js';
import { doorOf, StandingClock } from './door.js';

/** A message on its way. */
export interface Letter {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Tagged;
}

/** Which letters: those with these properties. */
export interface Which {
  readonly from?: NodeId;
  readonly to?: NodeId;
  readonly kind?: string;
}

interface Place {
  readonly door: NodeDoor<CommonOptions>;
  readonly disk: Disk;
  state: unknown;
  isUp: boolean;
  flushes: Flush[];
  readonly timers: Set<string>;
}

export class TableCluster<State> {
  /** What has been said to clients, oldest first. */
  readonly replies: { readonly client: ClientHandle; readonly reply: Reply }[] = [];
  /** `n2 promoted`: what the nodes have narrated, oldest first. */
  readonly notes: string[] = [];
  readonly #family: AnyFamily;
  readonly #clock = new StandingClock();
  readonly #places: ReadonlyMap<NodeId, Place>;
  #letters: Letter[] = [];
  #requests = 0;

  constructor(family: AnyFamily, input: Readonly<Record<string, unknown>>) {
    const options = family.declaration.database.parse({
      kind: family.declaration.kind,
      ...input,
    }) as unknown as CommonOptions;
    this.#family = family;
    this.#places = new Map(
      options.nodes.map((id): [NodeId, Place] => {
        const door = doorOf(id, options, this.#clock);
        const disk = new Disk();
        return [id, { door, disk, state: null, isUp: false, flushes: [], timers: new Set() }];
      }),
    );
    for (const id of options.nodes) this.boot(id);
  }

  state(id: NodeId): State {
    return this.#place(id).state as State;
  }

  /** The states of all nodes that are up, as invariants want them. */
  states(): ReadonlyMap<NodeId, State> {
    const up = [...this.#places].filter(([, { isUp }]) => isUp);
    return new Map(up.map(([id, { state }]) => [id, state as State]));
  }

  /** All letters on their way, oldest first. */
  letters(which: Which = {}): readonly Letter[] {
    return this.#letters.filter((letter) => isMeant(letter, which));
  }

  boot(id: NodeId): void {
    const place = this.#place(id);
    place.isUp = true;
    place.state = this.#family.start(place.disk.recover(), place.door);
    this.#perform(id);
  }

  crash(id: NodeId, disk: 'kept' | 'wiped' = 'kept'): void {
    const place = this.#place(id);
    place.isUp = false;
    place.disk.crash();
    if (disk === 'wiped') place.disk.wipe();
    place.flushes = [];
    place.timers.clear();
  }

  /** A client's operation reaches a node. Answers the write id and the client's handle: they are the same. */
  request(
    id: NodeId,
    { kind = 'write', key = 'k', ...rest }: Partial<Request<unknown>> = {},
  ): number {
    this.#requests += 1;
    const number = this.#requests;
    const request = { operation: number, kind, key, write: number, attempt: 1, options: {} };
    this.#step(id, (place) => {
      this.#family.request(place.state, { ...request, ...rest }, number, place.door);
    });
    return number;
  }

  command(id: NodeId, kind: string): void {
    this.#step(id, ({ state, door }) => {
      this.#family.command(state, { kind }, door);
    });
  }

  /** The timer fires. It must be armed. */
  expire(id: NodeId, kind: string): void {
    if (!this.#place(id).timers.delete(kind)) throw new Error(`${id} has no timer ${kind}`);
    // Two questions are never asked at the same instant.
    this.#clock.now += 1;
    this.#step(id, ({ state, door }) => {
      this.#family.expire(state, { kind, about: '' }, door);
    });
  }

  hasTimer(id: NodeId, kind: string): boolean {
    return this.#place(id).timers.has(kind);
  }

  /** All flushes that a node has asked for so far are through. */
  flush(id: NodeId): void {
    for (const flush of this.#place(id).flushes.splice(0)) {
      this.#place(id).disk.flushed(flush);
      this.#step(id, ({ state, door }) => {
        this.#family.flushed(state, flush.mark, door);
      });
    }
  }

  /** The letters that are on their way now arrive, oldest first. What they cause stays on its way. */
  deliver(which: Which = {}): readonly Letter[] {
    const letters = this.drop(which);
    for (const { from, to, message } of letters) this.arrive(from, to, message);
    return letters;
  }

  /** Takes letters out of the post. At least one must be there. */
  drop(which: Which = {}): readonly Letter[] {
    const taken = this.letters(which);
    if (taken.length === 0) throw new Error(`no such letter: ${JSON.stringify(which)}`);
    this.#letters = this.#letters.filter((letter) => !taken.includes(letter));
    return taken;
  }

  /** A message arrives, on its way or not: late, again, out of order. */
  arrive(from: NodeId, to: NodeId, message: Tagged): void {
    if (!this.#place(to).isUp) return;
    this.#step(to, ({ state, door }) => {
      this.#family.receive(state, message, from, door);
    });
  }

  /** Letters arrive and flushes get through until nothing is left but timers. Letters to `cutOff` nodes are lost. */
  settle(...cutOff: readonly NodeId[]): void {
    const isLost = ({ from, to }: Letter): boolean => cutOff.includes(from) || cutOff.includes(to);
    for (let round = 0; round < 1000; round += 1) {
      this.#letters = this.#letters.filter((letter) => !isLost(letter));
      const flushing = [...this.#places].filter(([, { flushes }]) => flushes.length > 0);
      if (this.#letters.length === 0 && flushing.length === 0) return;
      if (this.#letters.length > 0) this.deliver();
      for (const [id] of flushing) this.flush(id);
    }
    throw new Error('it never settles');
  }

  #place(id: NodeId): Place {
    const place = this.#places.get(id);
    if (place === undefined) throw new Error(`no node ${id}`);
    return place;
  }

  #step(id: NodeId, act: (place: Place) => void): void {
    const place = this.#place(id);
    if (!place.isUp) throw new Error(`${id} is down`);
    act(place);
    this.#perform(id);
    for (const [name, holds] of Object.entries(this.#family.invariants)) {
      const problem = holds(this.states());
      if (problem !== null) throw new Error(`broken invariant "${name}": ${problem}`);
    }
  }

  #perform(id: NodeId): void {
    for (const effect of this.#place(id).door.effects.take()) {
      deepFreeze(effect);
      this.#carryOut(id, effect);
    }
  }

  #carryOut(id: NodeId, effect: Effect): void {
    const { disk, flushes, timers } = this.#place(id);
    switch (effect.kind) {
      case 'send':
        this.#letters.push({ from: id, to: effect.to, message: effect.message });
        return;
      case 'reply':
        this.replies.push({ client: effect.client, reply: effect.reply });
        return;
      case 'arm':
        timers.add(effect.timer);
        return;
      case 'cancel':
        timers.delete(effect.timer);
        return;
      case 'append':
      case 'truncate':
      case 'snapshot':
        disk.write(effect);
        return;
      case 'flush':
        flushes.push(disk.flush(effect.mark, 0, false, 0).flush);
        return;
      case 'note':
        this.notes.push(`${id} ${effect.text}`);
        return;
      case 'stored':
      case 'rolled-back':
      case 'discarded':
      case 'merged':
        return;
    }
  }
}

function isMeant({ from, to, message }: Letter, which: Which): boolean {
  return (
    (which.from ?? from) === from &&
    (which.to ?? to) === to &&
    (which.kind ?? message.kind) === message.kind
  );
}
