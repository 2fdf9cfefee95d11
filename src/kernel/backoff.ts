/** Waiting longer after each failure. */
import type { Duration } from './time.js';

/** The whole time spent waiting over some failures, when each wait is twice the one before, up to a longest one. */
export function waitedOver(failures: number, first: Duration, longest: Duration): Duration {
  let [whole, wait] = [0, first];
  for (let failure = 0; failure < failures; failure += 1) {
    whole += Math.min(wait, longest);
    wait *= 2;
  }
  return whole;
}
