/**
 * A cluster on the table, for tests that tell a whole exchange: nodes with their doors and disks, and
 * nothing that happens by itself. Messages, flushes and timers wait until the test lets them happen. Every
 * step runs in both modes, and the invariants are checked after it.
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
import type { Duration } from '../../src/kernel/time.js';
import { Disk, type Flush } from '../../src/simulation/disk/disk.js';
import type { NodeDoor } from '../../src/simulation/host/door.js';
import type { Effect } from '../../src/simulation/host/effect.js';
import { cloneState, deepFreeze } from '../../src/simulation/recorder.js';
import { inBothModes } from './both-modes.js';
import { doorOf, StandingClock } from './door.js';
import { isMeant, type Letter, type Which } from './letters.js';

interface Place {
  readonly door: NodeDoor<CommonOptions>;
  readonly disk: Disk;
  state: object;
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
  /** The states at the last step, as invariants want them; a node that has booted since is not there. */
  #before: Map<NodeId, State> | null = null;
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
        return [id, { door, disk, state: {}, isUp: false, flushes: [], timers: new Set() }];
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
    this.#before?.delete(id);
    place.state = this.#family.start(place.disk.recover(), place.door) as object;
    this.#perform(id, place.door.effects.take());
  }

  crash(id: NodeId, disk: 'kept' | 'wiped' = 'kept'): void {
    const place = this.#place(id);
    place.isUp = false;
    place.disk.crash();
    if (disk === 'wiped') place.disk.wipe();
    place.flushes = [];
    place.timers.clear();
  }

  /**
   * A client's operation reaches a node. Answers the write id and the client's handle: they are the same. Options that
   * are not given are the defaults of the family.
   */
  request(
    id: NodeId,
    { kind = 'write', key = 'k', options, ...rest }: Partial<Request<object>> = {},
  ): number {
    this.#requests += 1;
    const number = this.#requests;
    const plain = { condition: null, basis: [], attempt: 1 } as const;
    const request = { operation: number, kind, key, write: number, ...plain, ...rest };
    const defaults = this.#family.declaration.operation.parse({});
    this.#step(id, (state, door) => {
      this.#family.request(
        state,
        { ...request, options: { ...defaults, ...options } },
        number,
        door,
      );
    });
    return number;
  }

  command(id: NodeId, kind: string, rest: Readonly<Record<string, unknown>> = {}): void {
    this.#step(id, (state, door) => {
      this.#family.command(state, { kind, ...rest }, door);
    });
  }

  /** Time goes by, and no timer fires. */
  wait(duration: Duration): void {
    this.#clock.now += duration;
  }

  /** The timer fires. It must be armed. */
  expire(id: NodeId, kind: string, about = ''): void {
    const { timers } = this.#place(id);
    if (!timers.delete(nameOf(kind, about))) throw new Error(`${id} has no timer ${kind}`);
    // Two questions are never asked at the same instant.
    this.wait(1);
    this.#step(id, (state, door) => {
      this.#family.expire(state, { kind, about }, door);
    });
  }

  hasTimer(id: NodeId, kind: string, about = ''): boolean {
    return this.#place(id).timers.has(nameOf(kind, about));
  }

  /** All flushes that a node has asked for so far are through. */
  flush(id: NodeId): void {
    for (const flush of this.#place(id).flushes.splice(0)) {
      this.#place(id).disk.flushed(flush);
      this.#step(id, (state, door) => {
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
    this.#step(to, (state, door) => {
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

  #step(id: NodeId, act: (state: object, door: Place['door']) => void): void {
    const { isUp, state, door } = this.#place(id);
    if (!isUp) throw new Error(`${id} is down`);
    const effects = inBothModes(state, door, (draft) => {
      act(draft, door);
    });
    this.#perform(id, effects);
    const states = this.states();
    for (const [name, holds] of Object.entries(this.#family.invariants)) {
      const problem = holds(states, this.#before);
      if (problem !== null) throw new Error(`broken invariant "${name}": ${problem}`);
    }
    this.#before = new Map([...states].map(([node, held]) => [node, cloneState(held)]));
  }

  #perform(id: NodeId, effects: readonly Effect[]): void {
    for (const effect of effects) {
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
        timers.add(nameOf(effect.timer, effect.about));
        return;
      case 'cancel':
        timers.delete(nameOf(effect.timer, effect.about));
        return;
      case 'append':
      case 'truncate':
      case 'discard':
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

function nameOf(timer: string, about: string): string {
  return about === '' ? timer : `${timer} ${about}`;
}
