/** A node's own clock: true time seen through an offset and a drift, both of which faults may change. */
import type { Duration, Instant } from '../../kernel/time.js';
import type { NodeClock } from '../../databases/database.js';

export class Clock implements NodeClock {
  readonly #now: () => Instant;
  #offset: Duration;
  #drift: number;
  /** The local clock showed `#localBase` at the true instant `#trueBase`; since then it runs with `#drift`. */
  #trueBase: Instant = 0;
  #localBase = 0;

  constructor(now: () => Instant, offset: Duration, drift: number) {
    this.#now = now;
    this.#offset = offset;
    this.#drift = drift;
  }

  monotonic(): Instant {
    return Math.round(this.#exact());
  }

  wall(): Instant {
    return this.monotonic() + this.#offset;
  }

  get drift(): number {
    return this.#drift;
  }

  /** Sets the wall clock forwards or back. */
  jump(by: Duration): void {
    this.#offset += by;
  }

  /** Runs with another drift from now on. */
  setDrift(drift: number): void {
    this.#localBase = this.#exact();
    this.#trueBase = this.#now();
    this.#drift = drift;
  }

  /** How long in true time until the local clock has run for a duration. */
  trueDuration(local: Duration): Duration {
    return Math.round(local / (1 + this.#drift));
  }

  /** How long the local clock runs in a true duration. */
  localDuration(duration: Duration): Duration {
    return Math.round(duration * (1 + this.#drift));
  }

  #exact(): number {
    return this.#localBase + (this.#now() - this.#trueBase) * (1 + this.#drift);
  }
}
