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

  constructor(kernel: Kernel, node: number, clock: Clock) {
    this.#kernel = kernel;
    this.#node = node;
    this.#clock = clock;
  }

  /** Arms a timer, or arms it anew. Answers when it will fire. */
  arm(incarnation: number, duration: Duration, kind: string, about: string): Instant {
    const name = timerName(kind, about);
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
    const timer = this.#timers.get(timerName(kind, about));
    if (timer !== undefined) this.#kernel.cancel(timer);
    this.#forget(kind, about);
  }

  /** Timers about single things would pile up; those without a subject are kept for the next arming. */
  fired(timer: Timer): void {
    this.#forget(timer.kind, timer.about);
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) this.#kernel.cancel(timer);
    this.#timers.clear();
  }

  /** The clock runs differently from now on: what is left of each timer is counted anew. */
  setDrift(drift: number): void {
    const armed = [...this.#timers.values()].filter((timer) => timer.armed);
    const left = armed.map((timer) => this.#clock.localDuration(timer.deadline - this.#kernel.now));
    this.#clock.setDrift(drift);
    armed.forEach((timer, index) => {
      this.#kernel.arm(timer, this.#kernel.now + this.#clock.trueDuration(left[index] ?? 0));
    });
  }

  #forget(kind: string, about: string): void {
    if (about !== '') this.#timers.delete(timerName(kind, about));
  }
}

export function timerName(kind: string, about: string): string {
  return about === '' ? kind : `${kind} ${about}`;
}
