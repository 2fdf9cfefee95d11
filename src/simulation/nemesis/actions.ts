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

/** A fault that has begun. */
export interface Applied {
  /** In words: `crash n1`. */
  readonly summary: string;
  /** The nodes that it touches. */
  readonly nodes: readonly number[];
  /** Targets that matched nothing. */
  readonly missed: readonly string[];
  /** Takes it back; null when there is nothing to take back. */
  readonly end: (() => void) | null;
}

type Begin<Action extends FaultAction> = (fault: FaultOf<Action>, occasion: Occasion) => Applied;

const begin: { readonly [Action in FaultAction]: Begin<Action> } = {
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

/** Begins a fault. */
export function applyFault(fault: FaultSpec, occasion: Occasion): Applied {
  const action = begin[actionOf(fault)];
  return action(fault as never, occasion);
}
