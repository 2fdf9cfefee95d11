/** Times as the JSON of reports tells them. */
import { inMilliseconds, type Duration, type Instant } from '../kernel/time.js';

/** Milliseconds; null of what did not happen. */
export function milliseconds(time: Duration | Instant | null): number | null {
  return time === null ? null : inMilliseconds(time);
}
