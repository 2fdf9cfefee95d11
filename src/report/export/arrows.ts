/**
 * What an event of a trace means for a picture of messages: which arrived, which will not. A message is
 * drawn when it arrives, so that nobody seems to know what is still on its way; a lost one where it got
 * lost.
 */
import type { Instant } from '../../kernel/time.js';
import type { TraceEffect, TraceEvent } from '../../kernel/trace.js';
import { bodyText } from '../trace-text.js';
import { whereOf } from '../where.js';

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly isReply: boolean;
  readonly isLost: boolean;
  /** What the message said. */
  readonly text: string;
  /** When it was sent; null when that was before the trace began. */
  readonly sentAt: Instant | null;
  /** What became of it, when it did not simply arrive: `dropped by partition-1`. */
  readonly fate: string | null;
}

/** A message that is known to be on its way. */
interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly operation: number | null;
  readonly isReply: boolean;
  readonly text: string;
  readonly sentAt: Instant;
  /** When it, and perhaps its copy, will arrive. */
  readonly due: Instant[];
  fate: string | null;
}

type Sending = Extract<TraceEffect, { kind: 'send' | 'ask' | 'answer' }>;

export class Arrows {
  readonly #envelopes = new Map<number, Envelope>();
  /** Messages that have arrived: what comes again of them has only waited for its node. */
  readonly #arrived = new Set<number>();
  readonly #asked: (operation: number) => string;

  /** `asked` says what an operation asks for. */
  constructor(asked: (operation: number) => string) {
    this.#asked = asked;
  }

  /** The arrows that end in an event. Events come in the order of the trace. */
  of(event: TraceEvent): readonly Arrow[] {
    const arrows = [this.#arrival(event) ?? this.#ignored(event)];
    for (const effect of event.effects) {
      if (effect.kind === 'send' || effect.kind === 'ask' || effect.kind === 'answer') {
        arrows.push(this.#sent(event, effect));
      }
    }
    return arrows.filter((arrow) => arrow !== null);
  }

  /** Messages that have neither arrived nor been lost so far, as pairs of who sent and who waits. */
  underWay(): readonly Pick<Arrow, 'from' | 'to'>[] {
    return [...this.#envelopes.values()].filter(({ due }) => due.length > 0);
  }

  #arrival({ at, input }: TraceEvent): Arrow | null {
    if (input.kind !== 'message' && input.kind !== 'request' && input.kind !== 'reply') return null;
    const { message } = input;
    const envelope = this.#envelopes.get(message);
    if (envelope !== undefined) return this.#delivered(message, envelope, at);
    if (this.#arrived.has(message)) return null;
    this.#arrived.add(message);
    const plain = { isLost: false, sentAt: null, fate: null };
    if (input.kind === 'request') {
      const { client: from, node: to } = input;
      return { from, to, isReply: false, text: this.#asked(input.operation), ...plain };
    }
    const { from, body } = input;
    const isReply = input.kind === 'reply';
    return {
      from,
      to: isReply ? input.client : input.node,
      isReply,
      text: bodyText(body),
      ...plain,
    };
  }

  #delivered(message: number, envelope: Envelope, at: Instant): Arrow | null {
    if (!take(envelope, at)) return null;
    if (envelope.due.length === 0) {
      this.#envelopes.delete(message);
      this.#arrived.add(message);
    }
    return arrowOf(envelope, false);
  }

  /** Something arrived and nobody took it. */
  #ignored({ at, input }: TraceEvent): Arrow | null {
    if (input.kind !== 'ignored') return null;
    const { node, what, why } = input;
    const isMeant = (id: number, { to, operation, due }: Envelope): boolean =>
      to === node &&
      due.includes(at) &&
      (what.endsWith(` #${id}`) || what.endsWith(` ${operation}`));
    for (const [id, envelope] of this.#envelopes) {
      if (!isMeant(id, envelope)) continue;
      take(envelope, at);
      return arrowOf({ ...envelope, fate: why }, true);
    }
    return null;
  }

  #sent(event: TraceEvent, effect: Sending): Arrow | null {
    const { arrivesAt, disposition } = effect;
    const known = this.#envelopes.get(effect.message) ?? this.#posted(event, effect);
    if (known === null) return null;
    known.due.push(...arrivesAt);
    known.fate = disposition;
    return arrivesAt.length === 0 ? arrowOf(known, true) : null;
  }

  /** The envelope of a message that is sent now; null when a filter lets go of one from before the trace. */
  #posted(event: TraceEvent, effect: Sending): Envelope | null {
    const from = event.input.kind === 'fault' ? null : whereOf(event);
    if (from === null) return null;
    const { to } = effect;
    const envelope: Envelope = {
      from,
      to,
      operation: effect.kind === 'send' ? null : effect.operation,
      isReply: effect.kind === 'answer',
      text: effect.kind === 'ask' ? this.#asked(effect.operation) : bodyText(effect.body),
      sentAt: event.at,
      due: [],
      fate: null,
    };
    this.#envelopes.set(effect.message, envelope);
    return envelope;
  }
}

/** Takes one of the arrivals that were due; false when none was. */
function take({ due }: Envelope, at: Instant): boolean {
  const index = due.indexOf(at);
  if (index >= 0) due.splice(index, 1);
  return index >= 0;
}

function arrowOf({ from, to, isReply, text, sentAt, fate }: Envelope, isLost: boolean): Arrow {
  return { from, to, isReply, isLost, text, sentAt, fate };
}
