/**
 * Inputs on their way to a node's rules: one after the other, in the order in which they came. Each waits
 * while the node is busy with those before it, and while the node is paused.
 */
import type { Duration, Instant } from '../../kernel/time.js';
import { eventKind } from '../events.js';
import type { Host, HostInput } from './host.js';

export class Inbox {
  /** The longest that an input has waited so far; settling waits for such ones. */
  longestWait: Duration = 0;
  readonly #host: Host;
  /** How many inputs have their turn coming, as pending events. */
  #queued = 0;
  /** When the node will have finished what it has taken up. */
  #busyUntil: Instant = 0;
  #isPaused = false;
  /** What had its turn during the pause. */
  #overdue: HostInput[] = [];
  /** What came during the pause. */
  #waiting: HostInput[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  /** Takes an input in. Answers what it has to wait for; null when its turn is now. */
  enter(input: HostInput): 'paused' | 'busy' | null {
    if (this.#isPaused) {
      this.#waiting.push(input);
      return 'paused';
    }
    const takes = this.#serviceTime(input);
    if (takes === 0 && this.#queued === 0) return null;
    this.#queue(input, takes);
    return 'busy';
  }

  /** The node has finished an input. Answers whether its turn is now; during a pause it is not. */
  finish(input: HostInput): boolean {
    if (this.#isPaused) this.#overdue.push(input);
    else this.#queued -= 1;
    return !this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** What came first has its turn first. What came during the pause is work still to do. */
  resume(): void {
    this.#isPaused = false;
    const { now } = this.#host.world.kernel;
    for (const input of this.#overdue.splice(0)) this.#schedule(input, now);
    for (const input of this.#waiting.splice(0)) this.#queue(input, this.#serviceTime(input));
  }

  /** The node has crashed: nothing of it is left. Pending events belong to the incarnation before. */
  clear(): void {
    this.#queued = 0;
    this.#busyUntil = 0;
    this.#isPaused = false;
    this.#overdue = [];
    this.#waiting = [];
  }

  #queue(input: HostInput, takes: Duration): void {
    const { now } = this.#host.world.kernel;
    this.#busyUntil = Math.max(now, this.#busyUntil) + takes;
    this.longestWait = Math.max(this.longestWait, this.#busyUntil - now);
    this.#queued += 1;
    this.#schedule(input, this.#busyUntil);
  }

  #schedule(input: HostInput, at: Instant): void {
    const { world, index, incarnation } = this.#host;
    world.kernel.schedule(at, eventKind.service, index, incarnation, input);
  }

  #serviceTime(input: HostInput): Duration {
    const { service } = this.#host;
    switch (input.kind) {
      case 'message':
        return service.timeFor(input.messageKind);
      case 'request':
        return service.timeFor('request');
      case 'timer':
      case 'flushed':
      case 'command':
      case 'reply':
        return 0;
    }
  }
}
