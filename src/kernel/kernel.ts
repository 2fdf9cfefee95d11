/**
 * The kernel: the virtual clock and the loop that takes events in their total order, by instant, then by
 * sequence number. It knows nothing of nodes and networks: an event is an integer kind, two small integers
 * and one reference, and whoever registered the kind is called.
 */
import { Digest } from './digest.js';
import { SimulatorError } from './errors.js';
import { EventQueue } from './queue.js';
import type { Instant } from './time.js';

/** Called with the two small integers and the reference of an event. */
export type EventHandler = (a: number, b: number, reference: unknown) => void;

/**
 * A timer that can be armed anew and cancelled cheaply: at most one live entry of the queue stands for it.
 * An entry found too early goes back to the queue with the sequence number that arming gave it, so the
 * order of events is the same as if every arming had queued an entry of its own.
 */
export interface KernelTimer {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly reference: unknown;
  armed: boolean;
  deadline: Instant;
  sequence: number;
  cause: number;
  /** The instant of its live entry in the queue, Infinity when it has none. */
  queuedAt: Instant;
  /** Tells the live entry from forgotten ones. */
  ticket: number;
}

/** The queue's own kind for timer entries; events of the simulation begin at 1. */
const TIMER_ENTRY = 0;

/**
 * Why the loop came back. `limit`: there are more events than allowed; `stalled`: more than allowed at one
 * instant. After these two the run is over.
 */
export type LoopEnd = 'reached' | 'limit' | 'stalled';

export class Kernel {
  readonly digest = new Digest();
  /** The current instant. */
  now: Instant = 0;
  /** The number of the current event: 1, 2, 3 …; 0 before the first. */
  event = 0;
  /** The event that scheduled the current one. */
  cause = 0;

  readonly #queue = new EventQueue();
  readonly #handlers: (EventHandler | undefined)[] = [];
  readonly #maxEvents: number;
  readonly #maxEventsAtOnce: number;
  #sequence = 0;
  #atThisInstant = 0;

  constructor(maxEvents: number, maxEventsAtOnce = 1_000_000) {
    this.#maxEvents = maxEvents;
    this.#maxEventsAtOnce = maxEventsAtOnce;
  }

  /** Registers who handles a kind of event. */
  handle(kind: number, handler: EventHandler): void {
    this.#handlers[kind] = handler;
  }

  /** Queues an event; it happens because of the current one. */
  schedule(at: Instant, kind: number, a: number, b: number, reference: unknown): void {
    this.#refuseBadInstant(at);
    this.#queue.push(at, ++this.#sequence, kind, a, b, this.event, reference);
  }

  /** A timer that is not armed yet. */
  timer(kind: number, a: number, b: number, reference: unknown): KernelTimer {
    return {
      kind,
      a,
      b,
      reference,
      armed: false,
      deadline: 0,
      sequence: 0,
      cause: 0,
      queuedAt: Infinity,
      ticket: 0,
    };
  }

  /** Arms a timer, or arms it anew. */
  arm(timer: KernelTimer, at: Instant): void {
    this.#refuseBadInstant(at);
    timer.armed = true;
    timer.deadline = at;
    timer.sequence = ++this.#sequence;
    timer.cause = this.event;
    if (timer.queuedAt > at) this.#enqueue(timer);
  }

  /** Disarms a timer; its entry in the queue is passed over later. */
  cancel(timer: KernelTimer): void {
    timer.armed = false;
  }

  /** Takes all events up to and including an instant, then moves the clock there. */
  run(until: Instant): LoopEnd {
    const queue = this.#queue;
    while (queue.peekAt() <= until && queue.pop()) {
      const due = queue.kind === TIMER_ENTRY ? this.#due(queue.reference as KernelTimer) : queue;
      if (due === null) continue;
      if (this.event >= this.#maxEvents) return 'limit';
      if (queue.at > this.now) this.#moveClock(queue.at);
      else if (this.#atThisInstant >= this.#maxEventsAtOnce) return 'stalled';
      this.#dispatch(due.kind, due.a, due.b, due.reference);
    }
    if (until > this.now) this.#moveClock(until);
    return 'reached';
  }

  #moveClock(to: Instant): void {
    this.now = to;
    this.#atThisInstant = 0;
  }

  #refuseBadInstant(at: Instant): void {
    if (at >= this.now && Number.isInteger(at)) return;
    const [asked, now] = [String(at), String(this.now)];
    throw new SimulatorError(`${asked} is no whole microsecond from now (${now}) on`);
  }

  /** The timer, when the entry just taken stands for its last arming; null when nothing is due. */
  #due(timer: KernelTimer): KernelTimer | null {
    if (timer.ticket !== this.#queue.b) return null;
    timer.queuedAt = Infinity;
    if (!timer.armed) return null;
    if (timer.sequence !== this.#queue.sequence) {
      this.#enqueue(timer);
      return null;
    }
    timer.armed = false;
    return timer;
  }

  #enqueue(timer: KernelTimer): void {
    timer.ticket = (timer.ticket + 1) | 0;
    timer.queuedAt = timer.deadline;
    const { deadline, sequence, ticket, cause } = timer;
    this.#queue.push(deadline, sequence, TIMER_ENTRY, 0, ticket, cause, timer);
  }

  #dispatch(kind: number, a: number, b: number, reference: unknown): void {
    const { cause } = this.#queue;
    this.#atThisInstant += 1;
    this.event += 1;
    this.cause = cause;
    this.digest.number(this.now);
    this.digest.number(kind);
    this.digest.number(a);
    this.digest.number(cause);
    const handler = this.#handlers[kind];
    if (handler === undefined)
      throw new SimulatorError(`no handler for events of kind ${String(kind)}`);
    handler(a, b, reference);
  }
}
