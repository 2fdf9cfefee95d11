/** Stretches of time that may lie over each other. */
import type { Duration, Instant } from '../kernel/time.js';

export interface Stretch {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * For how long there was any of the stretches: time that several share counts once.
 * @param stretches in the order in which they began
 */
export function timeCovered(stretches: readonly Stretch[]): Duration {
  let total = 0;
  let until = 0;
  for (const { from, to } of stretches) {
    total += Math.max(0, to - Math.max(until, from));
    until = Math.max(until, to);
  }
  return total;
}
