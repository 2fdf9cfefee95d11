/** Waiting longer after each failure: what links and clients do. */
import type { Duration } from './time.js';

/** The whole time spent waiting over `failures` failures, when the first wait is `first` and each later one is twice as long. */
export function exponential(first: Duration, failures: number): Duration {
  let [whole, wait] = [0, first];
  for (let failure = 0; failure < failures; failure += 1) {
    whole += wait;
    wait *= 2;
  }
  return whole;
}
