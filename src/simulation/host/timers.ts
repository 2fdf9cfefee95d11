/** The named timers of one node. They run on its own clock and die with its incarnation. */
import type { Timer } from '../../databases/database.js';
import type { Kernel, KernelTimer } from '../../kernel/kernel.js';
import type { Duration, Instant } from '../../kernel/time.js';
import { eventKind } from '../events.js';
import type { Clock } from './clock.js';

export class Timers {
  readonly #kernel: Kernel;
  readonly #node: number;
  readonly #clock: Clock;
  readonly #timers = new Map<string, KernelTimer>();
  /** Timers that fired while their node was busy or paused. To arm or cancel them takes that back. */
  readonly #due = new Set<string>();
  /** The clock's own drift, then those that faults gave it. */
  readonly #drifts: { readonly drift: number }[];

  constructor(kernel: Kernel, node: number, clock: Clock) {
    this.#kernel = kernel;
    this.#node = node;
    this.#clock = clock;
    this.#drifts = [{ drift: clock.drift }];
  }

  /** Arms a timer, or arms it anew. Answers when it will fire. */
  arm(incarnation: number, duration: Duration, kind: string, about: string): Instant {
    const name = timerName(kind, about);
    this.#due.delete(name);
    let timer = this.#timers.get(name);
    if (timer?.b !== incarnation) {
      const reference: Timer = { kind, about };
      timer = this.#kernel.timer(eventKind.timer, this.#node, incarnation, reference);
      this.#timers.set(name, timer);
    }
    const at = this.#kernel.now + this.#clock.trueDuration(Math.max(0, duration));
    this.#kernel.arm(timer, at);
    return at;
  }

  cancel(kind: string, about: string): void {
    const name = timerName(kind, about);
    const timer = this.#timers.get(name);
    if (timer !== undefined) this.#kernel.cancel(timer);
    this.#due.delete(name);
    this.#forget(name, about);
  }

  /** A timer fired; it expires once its node has time for it. */
  fired({ kind, about }: Timer): void {
    const name = timerName(kind, about);
    this.#due.add(name);
    this.#forget(name, about);
  }

  /** Whether a timer that fired is still meant to expire. It does so once. */
  expires({ kind, about }: Timer): boolean {
    return this.#due.delete(timerName(kind, about));
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) this.#kernel.cancel(timer);
    this.#timers.clear();
    this.#due.clear();
  }

  /** The clock runs with this drift from now on. Answers what takes it back; the latest that lasts counts. */
  drift(drift: number): () => void {
    const one = { drift };
    this.#drifts.push(one);
    this.#setDrift();
    return () => {
      this.#drifts.splice(this.#drifts.indexOf(one), 1);
      this.#setDrift();
    };
  }

  /** What is left of each timer is counted anew. */
  #setDrift(): void {
    const armed = [...this.#timers.values()].filter((timer) => timer.armed);
    const left = armed.map((timer) => this.#clock.localDuration(timer.deadline - this.#kernel.now));
    this.#clock.setDrift(this.#drifts.at(-1)?.drift ?? 0);
    armed.forEach((timer, index) => {
      this.#kernel.arm(timer, this.#kernel.now + this.#clock.trueDuration(left[index] ?? 0));
    });
  }

  /** Timers about single things would pile up; those without a subject are kept for the next arming. */
  #forget(name: string, about: string): void {
    if (about !== '') this.#timers.delete(name);
  }
}

export function timerName(kind: string, about: string): string {
  return about === '' ? kind : `${kind} ${about}`;
}
