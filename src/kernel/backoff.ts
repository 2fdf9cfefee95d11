/** Waiting longer after each failure: for connections that send again, and for clients that try again. */
import type { Duration } from './time.js';

/** The wait after one more failure: `factor` times the one before, up to the longest one. Not rounded. */
export function nextWait(wait: Duration, factor: number, longest: Duration): Duration {
  return Math.min(wait * factor, longest);
}

/** The whole time spent waiting over some failures, when each wait is twice the one before, up to a longest one. */
export function waitedOver(failures: number, first: Duration, longest: Duration): Duration {
  let [whole, wait] = [0, Math.min(first, longest)];
  for (let failure = 0; failure < failures; failure += 1) {
    whole += wait;
    wait = nextWait(wait, 2, longest);
  }
  return whole;
}
