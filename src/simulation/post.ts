/** The post office: hands what nodes and clients send to the network, and delivers what the network lets arrive. */
import type { Kernel } from '../kernel/kernel.js';
import type { Instant } from '../kernel/time.js';
import type { Envelope } from './envelope.js';
import { eventKind } from './events.js';
import type { Held } from './network/filter.js';
import type { Fate, Network } from './network/network.js';
import type { Recorder } from './recorder.js';

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
  #sent = 0;

  constructor(kernel: Kernel, network: Network, recorder: Recorder, recipients: Recipients) {
    this.#kernel = kernel;
    this.#network = network;
    this.#recorder = recorder;
    this.#recipients = recipients;
    kernel.handle(eventKind.arrival, (_to, _unused, envelope) => {
      this.#land(envelope as Envelope);
    });
    kernel.handle(eventKind.reply, (_to, _unused, envelope) => {
      this.#land(envelope as Envelope);
    });
  }

  /** The number for the next envelope. */
  nextId(): number {
    this.#sent += 1;
    return this.#sent;
  }

  send(envelope: Envelope): void {
    const fate = this.#network.transmit(envelope.from, envelope.to, envelope, this.#kernel.now);
    for (const at of fate.arrivesAt) this.#schedule(envelope, at);
    if (this.#recorder.tracing) this.#trace(envelope, fate);
  }

  /** Sends on what a filter held, now that the filter is gone. */
  release(held: readonly Held[]): void {
    for (const { message } of held) {
      // Sent anew: what cut the link before must not catch it again.
      this.send({ ...(message as Envelope), sentIn: this.#kernel.event });
    }
  }

  #schedule(envelope: Envelope, at: Instant): void {
    const kind = envelope.kind === 'reply' ? eventKind.reply : eventKind.arrival;
    this.#kernel.schedule(at, kind, envelope.to, envelope.session, envelope);
  }

  #land(envelope: Envelope): void {
    const landing = this.#network.land(envelope.from, envelope.to, envelope);
    if (landing === 'arrives') {
      if (envelope.kind === 'reply') this.#recipients.client(envelope.session, envelope);
      else this.#recipients.node(envelope.to, envelope);
    } else if (this.#recorder.tracing) {
      this.#recorder.begin({
        kind: 'ignored',
        node: this.#recipients.nameOf(envelope, 'to'),
        what: `${envelope.messageKind} #${String(envelope.id)}`,
        why: `${landing} on its way`,
      });
    }
  }

  #trace(envelope: Envelope, fate: Fate): void {
    const { disposition } = fate;
    const to = this.#recipients.nameOf(envelope, 'to');
    if (envelope.kind === 'message') {
      const { id: message, body } = envelope;
      const from = this.#recipients.nameOf(envelope, 'from');
      const { arrivesAt } = fate;
      this.#recorder.effect({ kind: 'send', message, from, to, body, arrivesAt, disposition });
    } else if (envelope.kind === 'request') {
      const { operation } = envelope;
      this.#recorder.effect({ kind: 'ask', to, operation, disposition });
    } else {
      const { operation, body } = envelope;
      this.#recorder.effect({ kind: 'answer', to, operation, body, disposition });
    }
  }
}
