/**
 * Doors for tests of single rules: those that hosts and sessions use, on a clock that stands still until the
 * test moves it. What a rule wants from the world comes out of `effects.take()` as data.
 */
import type { CommonOptions, NodeClock, NodeId } from '../../src/databases/database.js';
import { randomSource, type RandomStream } from '../../src/kernel/random.js';
import type { Instant } from '../../src/kernel/time.js';
import { ClientDoor, type ClientEffect } from '../../src/simulation/clients/door.js';
import { NodeDoor } from '../../src/simulation/host/door.js';
import { deepFreeze } from '../../src/simulation/recorder.js';

/** Shows what the test has set. */
export class StandingClock implements NodeClock {
  now: Instant = 0;

  wall(): Instant {
    return this.now;
  }

  monotonic(): Instant {
    return this.now;
  }
}

/** Chance for rules that run twice: the same both times. */
export class RepeatingStream implements RandomStream {
  readonly #name: string;
  #steps = 0;
  #stream: RandomStream;

  constructor(name: string) {
    this.#name = name;
    this.#stream = randomSource('1').stream(name);
  }

  /** Other numbers from now on. */
  goOn(): void {
    this.#steps += 1;
    this.again();
  }

  /** The numbers since the last time that it went on. */
  again(): void {
    this.#stream = randomSource('1').stream(`${this.#name}/${String(this.#steps)}`);
  }

  fraction(): number {
    return this.#stream.fraction();
  }

  below(bound: number): number {
    return this.#stream.below(bound);
  }

  pick<T>(items: readonly T[]): T {
    return this.#stream.pick(items);
  }
}

/** The door of a node that runs with these options. */
export function doorOf<Options extends CommonOptions>(
  id: NodeId,
  options: Options,
  clock: NodeClock = new StandingClock(),
  zones: ReadonlyMap<NodeId, string> = new Map(),
): NodeDoor<Options> {
  return new NodeDoor(id, options, clock, new RepeatingStream(id), {
    distanceTo: (node) => options.nodes.indexOf(node),
    zoneOf: (node) => zones.get(node) ?? null,
  });
}

/** The door of a session of a database with these options. Nodes are as near as they stand in the list. */
export function clientDoorOf(
  options: CommonOptions,
  clock: StandingClock = new StandingClock(),
  zones: ReadonlyMap<string, string> = new Map(),
): ClientDoor {
  return new ClientDoor('app', zones.get('app') ?? null, {
    database: options,
    zones,
    random: randomSource('1'),
    now: () => clock.now,
    rank: () => options.nodes,
  });
}

/** What a session does, a line each: `ask n1`, `ok 3 4`, `refuse: …`, `lose: …`, or a note. Nothing of it may be changed. */
export function wordsOf(effects: readonly ClientEffect[]): readonly string[] {
  return effects.map((effect) => {
    deepFreeze(effect);
    switch (effect.kind) {
      case 'ask':
        return `ask ${effect.to}`;
      case 'succeed':
        return ['ok', ...effect.versions].join(' ');
      case 'refuse':
      case 'lose':
        return `${effect.kind}: ${effect.reason}`;
      case 'note':
        return effect.text;
    }
  });
}

/** The request that these effects send out last; undefined: none. */
export function askedIn(effects: readonly ClientEffect[]): unknown {
  return effects.findLast((effect) => effect.kind === 'ask')?.request;
}
