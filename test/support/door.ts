/**
 * Node doors for tests of single rules: the door that hosts use, on a clock that stands still until the
 * test moves it. What a rule wants from the world comes out of `take()` as data.
 */
import type { CommonOptions, NodeClock, NodeId } from '../../src/databases/database.js';
import { randomSource } from '../../src/kernel/random.js';
import type { Instant } from '../../src/kernel/time.js';
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
  return new NodeDoor(id, options, clock, randomSource('1').stream(id));
}
