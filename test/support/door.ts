/**
 * Doors for tests of single rules: those that hosts and sessions use, on a clock that stands still until the
 * test moves it. What a rule wants from the world comes out of `effects.take()` as data.
 */
import type { CommonOptions, NodeClock, NodeId } from '../../src/databases/database.js';
import { randomSource } from '../../src/kernel/random.js';
import type { Instant } from '../../src/kernel/time.js';
import { ClientDoor } from '../../src/simulation/clients/door.js';
import { NodeDoor } from '../../src/simulation/host/door.js';

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

/** The door of a node that runs with these options. */
export function doorOf<Options extends CommonOptions>(
  id: NodeId,
  options: Options,
  clock: NodeClock = new StandingClock(),
): NodeDoor<Options> {
  const random = randomSource('1').stream(id);
  return new NodeDoor(id, options, clock, random, (node) => options.nodes.indexOf(node));
}

/** The door of a session of a database with these options. Nodes are as near as they stand in the list. */
export function clientDoorOf(
  options: CommonOptions,
  clock: StandingClock = new StandingClock(),
): ClientDoor {
  return new ClientDoor('app', null, {
    database: options,
    zones: new Map(),
    random: randomSource('1'),
    now: () => clock.now,
    rank: () => options.nodes,
  });
}
