/**
 * What a client group may spend on retries: a token bucket that all its sessions share, so that retries do not
 * multiply the load of a database that is in trouble. Counts in billionths of a retry, which add up exactly.
 */

const RETRY = 1_000_000_000;

/** How many retries the bucket holds, and holds at the beginning: until then the group has been well. */
const capacity = 10;

export class RetryBudget {
  readonly #earnings: number;
  #balance = capacity * RETRY;

  /** `share`: retries for each operation that begins, above 0 and at most 1. */
  constructor(share: number) {
    this.#earnings = Math.round(share * RETRY);
  }

  /** An operation begins. */
  earn(): void {
    this.#balance = Math.min(this.#balance + this.#earnings, capacity * RETRY);
  }

  /** Takes one retry out of the bucket; false when there is not a whole one in it. */
  spend(): boolean {
    if (this.#balance < RETRY) return false;
    this.#balance -= RETRY;
    return true;
  }
}
