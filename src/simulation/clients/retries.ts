/**
 * When a session tries again: its group's retry policy at work on one operation after the other. The session
 * asks after each attempt that came to nothing, and waits as long as it is told.
 */
import { nextWait } from '../../kernel/backoff.js';
import type { RandomStream } from '../../kernel/random.js';
import { HOUR, type Duration } from '../../kernel/time.js';
import type { RetryBudget } from './retry-budget.js';
import type { RetrySpec } from './schema.js';

/** Growing waits end somewhere, so that an instant plus any of them is still exact. */
const longestOfAll: Duration = 10_000 * HOUR;

/** How long to wait before the next attempt, or why there is none. */
export type NextRetry =
  | { readonly kind: 'after'; readonly wait: Duration }
  | { readonly kind: 'none left' }
  | { readonly kind: 'budget spent' };

const noneLeft: NextRetry = { kind: 'none left' };

export class Retries {
  /** Whether what nobody answered, or nobody knows of, is tried again. */
  readonly unanswered: boolean;
  readonly #spec: RetrySpec | undefined;
  readonly #budget: RetryBudget | null;
  readonly #longest: Duration;
  readonly #openStream: () => RandomStream;
  #stream: RandomStream | null = null;
  #left = 0;
  /** Before the next retry, without jitter. */
  #wait: Duration = 0;

  /** Without a spec nothing is tried again. The stream is opened when the first jitter is drawn. */
  constructor(
    spec: RetrySpec | undefined,
    budget: RetryBudget | null,
    openStream: () => RandomStream,
  ) {
    this.unanswered = spec?.unanswered ?? false;
    this.#spec = spec;
    this.#budget = budget;
    this.#longest = spec?.longest ?? longestOfAll;
    this.#openStream = openStream;
  }

  /** An operation begins: it has all its retries before it. */
  begin(): void {
    this.#left = this.#spec?.times ?? 0;
    this.#wait = this.#spec?.backoff ?? 0;
    this.#budget?.earn();
  }

  /** One attempt came to nothing. An operation whose group has spent its budget has no retry left. */
  next(): NextRetry {
    if (this.#spec === undefined || this.#left === 0) return noneLeft;
    if (this.#budget?.spend() === false) {
      this.#left = 0;
      return { kind: 'budget spent' };
    }
    this.#left -= 1;
    const wait = Math.round(this.#wait);
    this.#wait = nextWait(this.#wait, this.#spec.factor, this.#longest);
    return { kind: 'after', wait: this.#jittered(wait, this.#spec.jitter) };
  }

  /**
   * `full`: anything from no wait to the whole one. `equal`: at least half of it. Both ends are included.
   * Brooker, Exponential Backoff and Jitter, 2015.
   */
  #jittered(wait: Duration, jitter: RetrySpec['jitter']): Duration {
    if (jitter === 'none') return wait;
    this.#stream ??= this.#openStream();
    const most = jitter === 'full' ? wait : Math.floor(wait / 2);
    return wait - this.#stream.below(most + 1);
  }
}
