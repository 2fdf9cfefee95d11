/**
 * Vector clocks (Fidge 1988, Mattern 1989) for the events of a trace. Every host, be it a node, a session of
 * clients or the nemesis, counts its own events; what a host receives carries the clock of the event it came
 * from. One event happened before another if and only if its clock is smaller.
 *
 * An event is caused across hosts by a message, request or reply, and by what the nemesis does: it boots
 * nodes, hands them commands, crashes them, and begins when something on a node tells it to. What was
 * ignored was not received. That a client group begins its operations one after the other is chance,
 * not cause.
 */
import type { TraceEvent } from '../../kernel/trace.js';

/** By the index of the host; nothing where the host has not been heard of. */
type Clock = readonly (number | undefined)[];

interface Host {
  readonly index: number;
  readonly clock: (number | undefined)[];
}

export class VectorClocks {
  /** In the order of their first event. */
  readonly hosts: string[] = [];
  readonly #hosts = new Map<string, Host>();
  /** The clocks that messages carry, by message; and those of events that others refer to as their cause. */
  readonly #sent = new Map<number, Clock>();
  readonly #causes = new Map<number, Clock | null>();

  constructor(trace: readonly TraceEvent[]) {
    for (const event of trace) if (isCausedAcross(event)) this.#causes.set(event.cause, null);
  }

  /** Counts an event of a trace on its host; answers the clock then. Events come in the order of the trace. */
  count(event: TraceEvent, where: string): Clock {
    const clock = this.#tick(where, this.#received(event));
    const messages = messagesSentIn(event);
    if (messages.length > 0 || this.#causes.has(event.number)) {
      const kept = [...clock];
      for (const message of messages) this.#sent.set(message, kept);
      if (this.#causes.has(event.number)) this.#causes.set(event.number, kept);
    }
    return clock;
  }

  /** Counts what an event on one host did to another. */
  countFrom(cause: Clock, where: string): Clock {
    return this.#tick(where, cause);
  }

  #received(event: TraceEvent): Clock | null {
    if (isCausedAcross(event)) return this.#causes.get(event.cause) ?? null;
    return 'message' in event.input ? (this.#sent.get(event.input.message) ?? null) : null;
  }

  #tick(where: string, received: Clock | null): Clock {
    const { index, clock } = this.#host(where);
    for (const [other, count = 0] of (received ?? []).entries()) {
      if (count > (clock[other] ?? 0)) clock[other] = count;
    }
    clock[index] = (clock[index] ?? 0) + 1;
    return clock;
  }

  #host(where: string): Host {
    const known = this.#hosts.get(where);
    if (known !== undefined) return known;
    const host = { index: this.hosts.length, clock: [] };
    this.#hosts.set(where, host);
    this.hosts.push(where);
    return host;
  }
}

function isCausedAcross({ input }: TraceEvent): boolean {
  return input.kind === 'start' || input.kind === 'command' || input.kind === 'fault';
}

/** What a filter held and now lets go was sent before. */
function messagesSentIn({ input, effects }: TraceEvent): readonly number[] {
  if (input.kind === 'fault') return [];
  return effects.flatMap((effect) =>
    effect.kind === 'send' || effect.kind === 'ask' || effect.kind === 'answer'
      ? [effect.message]
      : [],
  );
}
