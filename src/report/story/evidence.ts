/**
 * What the trace and the ledger know of one write: its copies, when each became durable, and the
 * messages that carried it with what became of them. One pass over the trace.
 */
import { copiesIn, type Copy } from '../../history/copies.js';
import type { EventNumber, WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { TraceEffect, TraceEvent, TraceInput } from '../../kernel/trace.js';
import type { Run } from '../../simulation/run.js';

/** The writes that the body of a message carries. */
export type Carries = (body: unknown) => readonly WriteId[];

interface Moment {
  readonly event: EventNumber;
  readonly at: Instant;
}

/** One sending of one message. */
export interface Transmission {
  readonly message: number;
  /** The kind of its body. */
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly sentAt: Instant;
  readonly sentIn: EventNumber;
  readonly arrivesAt: readonly Instant[];
  readonly disposition: string | null;
  readonly arrival: Moment | null;
  readonly ignored: (Moment & { readonly why: string }) | null;
}

type MessageInput = Extract<TraceInput, { kind: 'message' }>;

/** A copy and its way to the disk. */
export interface TracedCopy extends Copy {
  /**
   * The message that brought it; null for a client's request and whatever the trace does not show.
   */
  readonly broughtBy: MessageInput | null;
  /** When the first flush that covers it was to be through; null when none was asked for. */
  readonly flushDueAt: Instant | null;
  readonly durable: Moment | null;
}

export interface Evidence {
  readonly copies: readonly TracedCopy[];
  /** The messages that carried the write, in the order of sending. */
  readonly transmissions: readonly Transmission[];
}

/** Gathers what is known of a write. */
export function evidenceOf(run: Run, write: WriteId, carries: Carries): Evidence {
  const trace = run.trace ?? [];
  const copies = copiesIn(run.chronicle.provenance)(write).map((copy): TracedCopy => {
    const input = eventOf(trace, copy.storedIn)?.input;
    const broughtBy = input?.kind === 'message' ? input : null;
    return { ...copy, broughtBy, ...flushOf(trace, copy) };
  });
  const bringers = new Set(copies.map(({ broughtBy }) => broughtBy?.message));
  const isCarrier = ({ message, body }: SendEffect): boolean =>
    bringers.has(message) || carries(body).includes(write);
  return { copies, transmissions: transmissionsOf(trace, isCarrier) };
}

/** The event with this number, when the trace holds it. Numbers in a trace have no gaps. */
export function eventOf(trace: readonly TraceEvent[], number: EventNumber): TraceEvent | undefined {
  const event = trace[number - (trace[0]?.number ?? 0)];
  return event?.number === number ? event : trace.find((other) => other.number === number);
}

type SendEffect = Extract<TraceEffect, { kind: 'send' }>;
type OpenTransmission = { -readonly [Key in keyof Transmission]: Transmission[Key] };

function transmissionsOf(
  trace: readonly TraceEvent[],
  isCarrier: (effect: SendEffect) => boolean,
): readonly Transmission[] {
  const found = new Map<number, OpenTransmission>();
  for (const { number: event, at, input, effects } of trace) {
    if (input.kind === 'message') {
      const transmission = found.get(input.message);
      if (transmission !== undefined) transmission.arrival ??= { event, at };
    } else if (input.kind === 'ignored') {
      const transmission = found.get(numberIn(input.what));
      if (transmission !== undefined) transmission.ignored ??= { event, at, why: input.why };
    }
    for (const effect of effects) {
      if (effect.kind !== 'send' || found.has(effect.message) || !isCarrier(effect)) continue;
      const { message, from, to, body, arrivesAt, disposition } = effect;
      const sent = { message, kind: kindOf(body), from, to, sentAt: at, sentIn: event };
      found.set(message, { ...sent, arrivesAt, disposition, arrival: null, ignored: null });
    }
  }
  return [...found.values()];
}

/** A message as stories name it: `append #812`. */
export function messageName({ body, message }: MessageInput): string {
  return `${kindOf(body)} #${message}`;
}

function kindOf(body: unknown): string {
  const isTagged = typeof body === 'object' && body !== null && 'kind' in body;
  return isTagged ? String(body.kind) : 'message';
}

/** The message number in `append #812`; 0 without one. */
function numberIn(what: string): number {
  return Number(/#(\d+)/u.exec(what)?.[1] ?? 0);
}

/** The first flush that the node asked for since it stored the copy, and when it was through. */
function flushOf(
  trace: readonly TraceEvent[],
  { node, storedIn, left }: Copy,
): Pick<TracedCopy, 'flushDueAt' | 'durable'> {
  let asked: Extract<TraceEffect, { kind: 'flush' }> | undefined;
  for (const { number: event, at, input, effects } of trace) {
    if (left !== null && event > left.event) break;
    if (event < storedIn || !('node' in input) || input.node !== node) continue;
    if (asked === undefined) asked = effects.find((effect) => effect.kind === 'flush');
    else if (input.kind === 'flushed' && input.mark === asked.mark) {
      return { flushDueAt: asked.at, durable: { event, at } };
    }
  }
  return { flushDueAt: asked?.at ?? null, durable: null };
}
