/**
 * Timestamps: what a wall clock shows, and hybrid logical clocks (Kulkarni, Demirbas, Madappa, Avva, Leone: Logical
 * Physical Clocks, OPODIS 2014). Last-write-wins compares them; the write id breaks ties, so the order is total.
 */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';

/**
 * What a hybrid clock shows: the greatest wall clock heard of (l in the paper), and a counter of the events at it (c).
 * A wall clock alone has the counter 0.
 */
export interface HybridStamp {
  readonly time: Instant;
  readonly counter: number;
}

/** A hybrid clock that has seen nothing. */
export const neverTicked: HybridStamp = { time: 0, counter: 0 };

/** What a write is stamped with. */
export interface Stamp extends HybridStamp {
  readonly write: WriteId;
}

/** Figure 5, *send or local event*: the reading for an event of this node, whose wall clock shows `wall`. */
export function tick({ time, counter }: HybridStamp, wall: Instant): HybridStamp {
  return wall > time ? { time: wall, counter: 0 } : { time, counter: counter + 1 };
}

/** Figure 5, *receive event of message m*: the reading after hearing of the reading `heard` of another node. */
export function tickOnReceipt(own: HybridStamp, heard: HybridStamp, wall: Instant): HybridStamp {
  const time = Math.max(own.time, heard.time, wall);
  const ours = time === own.time ? own.counter : -1;
  const theirs = time === heard.time ? heard.counter : -1;
  return { time, counter: Math.max(ours, theirs) + 1 };
}

/** Below 0 when `a` is earlier. Readings of two nodes can be equal. */
export function compareTimes(a: HybridStamp, b: HybridStamp): number {
  return a.time - b.time || a.counter - b.counter;
}

/** Below 0 when `a` loses to `b`; 0 only for one and the same write. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return compareTimes(a, b) || a.write - b.write;
}
