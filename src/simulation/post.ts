/** The post office: hands what nodes and clients send to the network, and delivers what the network lets arrive. */
import type { Kernel } from '../kernel/kernel.js';
import type { Envelope } from './envelope.js';
import { eventKind } from './events.js';
import type { Held } from './network/filter.js';
import type { Fate, Network } from './network/network.js';
import type { Recorder } from './recorder.js';
import type { MessageCounts } from './run.js';

/** Who opens envelopes. */
export interface Recipients {
  node(index: number, envelope: Envelope): void;
  client(session: number, envelope: Envelope): void;
  /** The name of an endpoint or session, for the trace. */
  nameOf(envelope: Envelope, end: 'from' | 'to'): string;
}

export class Post {
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #recorder: Recorder;
  readonly #recipients: Recipients;
  readonly #counts = { message: 0, request: 0, reply: 0 };
  #sent = 0;

  constructor(kernel: Kernel, network: Network, recorder: Recorder, recipients: Recipients) {
    this.#kernel = kernel;
    this.#network = network;
    this.#recorder = recorder;
    this.#recipients = recipients;
    for (const kind of [eventKind.arrival, eventKind.reply]) {
      kernel.handle(kind, (_to, _session, envelope) => {
        this.#land(envelope as Envelope);
      });
    }
  }

  /** The number for the next envelope. */
  nextId(): number {
    this.#sent += 1;
    return this.#sent;
  }

  /** How many were handed to the network so far. */
  get counts(): MessageCounts {
    const { message, request, reply } = this.#counts;
    return { betweenNodes: message, requests: request, replies: reply };
  }

  send(envelope: Envelope): void {
    this.#counts[envelope.kind] += 1;
    this.#dispatch(envelope, this.#network.transmit(envelope, this.#kernel.now));
  }

  /** Sends on what a filter held, now that the filter is gone. */
  release(held: readonly Held[]): void {
    const { now, event } = this.#kernel;
    for (const one of held) {
      const envelope = one.message as Envelope;
      // What leaves only now was not on its way when other faults came; what waited to arrive was.
      const sentIn = one.waits === 'to leave' ? event : envelope.sentIn;
      this.#dispatch({ ...envelope, sentIn }, this.#network.resume(one, now));
    }
  }

  #dispatch(envelope: Envelope, fate: Fate): void {
    const kind = envelope.kind === 'reply' ? eventKind.reply : eventKind.arrival;
    const { arrivesAt, againAt } = fate;
    const { to, session } = envelope;
    if (arrivesAt !== null) this.#kernel.schedule(arrivesAt, kind, to, session, envelope);
    // Clients speak over connections, which know a copy from what they have delivered.
    const isCopied = againAt !== null && envelope.kind === 'message';
    if (isCopied) this.#kernel.schedule(againAt, kind, to, session, envelope);
    if (this.#recorder.tracing) this.#trace(envelope, fate);
  }

  #land(envelope: Envelope): void {
    const why = this.#network.land(envelope);
    if (why === null) {
      if (envelope.kind === 'reply') this.#recipients.client(envelope.session, envelope);
      else this.#recipients.node(envelope.to, envelope);
    } else if (this.#recorder.tracing) {
      this.#recorder.begin({
        kind: 'ignored',
        node: this.#recipients.nameOf(envelope, 'to'),
        what: `${envelope.messageKind} #${String(envelope.id)}`,
        why,
      });
    }
  }

  #trace(envelope: Envelope, fate: Fate): void {
    const { kind, id: message, operation, body } = envelope;
    const { disposition } = fate;
    const to = this.#recipients.nameOf(envelope, 'to');
    const againAt = kind === 'message' ? fate.againAt : null;
    const arrivesAt = [fate.arrivesAt, againAt].filter((at) => at !== null);
    if (kind === 'message') {
      const from = this.#recipients.nameOf(envelope, 'from');
      this.#recorder.effect({ kind: 'send', message, from, to, body, arrivesAt, disposition });
    } else if (kind === 'request') {
      this.#recorder.effect({ kind: 'ask', message, to, operation, arrivesAt, disposition });
    } else {
      const answered = { message, to, operation, body, arrivesAt, disposition };
      this.#recorder.effect({ kind: 'answer', ...answered });
    }
  }
}
