/** What each fault does when it begins, and how it is taken back: one entry an action. */
import type { RandomStream } from '../../kernel/random.js';
import type { World } from '../world.js';
import { bandwidth, duplicate, isolate, lag, loss, message, partition } from './link-faults.js';
import { clock, command, crash, pause, restart, slow, slowDisk } from './node-faults.js';
import { actionOf, type FaultAction, type FaultOf, type FaultSpec } from './schema.js';
import type { Targets } from './targets.js';

/** What a fault needs of the world when it begins. */
export interface Occasion {
  readonly world: World;
  readonly targets: Targets;
  readonly id: string;
  readonly random: RandomStream;
}

/** A fault that is about to begin: its targets are known. */
export interface Deed {
  /** In words: `crash n1`. */
  readonly summary: string;
  /** The nodes that it touches. */
  readonly nodes: readonly number[];
  /** Does it. Answers what takes it back; null when it is over at once. */
  readonly begin: () => (() => void) | null;
}

type Plan<Action extends FaultAction> = (fault: FaultOf<Action>, occasion: Occasion) => Deed;

const plans: { readonly [Action in FaultAction]: Plan<Action> } = {
  partition,
  isolate,
  crash,
  restart,
  pause,
  slow,
  slowDisk,
  lag,
  loss,
  duplicate,
  bandwidth,
  clock,
  command,
  message,
};

/** Finds out whom a fault concerns now, and what it is going to do. */
export function planFault(fault: FaultSpec, occasion: Occasion): Deed {
  return plans[actionOf(fault)](fault as never, occasion);
}
