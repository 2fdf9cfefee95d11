/**
 * Filters: what faults do to messages. Every filter of a link is asked about every message; a drop beats a
 * hold, a hold beats the rest, and delays, losses and duplications add up (docs/decisions/008).
 */
import type { Duration } from '../../kernel/time.js';

/** What a filter does to the messages that it matches. */
export type Disposition =
  | { readonly kind: 'drop' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'delay'; readonly by: () => Duration }
  | Losing
  | { readonly kind: 'duplicate'; readonly share: number; readonly chance: () => number }
  | { readonly kind: 'narrow'; readonly bytesPerSecond: number };

interface Losing {
  readonly kind: 'lose';
  readonly share: number;
  readonly chance: () => number;
}

export interface Filter {
  /** The fault it belongs to. */
  readonly fault: string;
  readonly disposition: Disposition;
  /** Only messages of this kind; null: all. */
  readonly messageKind: string | null;
  /** Only the messages from the `first` to the `last` that match, counted by attempts to send; null: all. */
  readonly counted: { readonly first: number; readonly last: number } | null;
  /** What becomes of messages that were on their way when the filter came. */
  readonly inFlight: 'drop' | 'hold' | 'deliver';
  /** The event in which it was installed. */
  readonly since: number;
  /** How many messages it has matched so far. */
  seen: number;
  /** Messages it keeps until it is removed. */
  readonly held: Held[];
}

/** A message that waits for its filter to go: where it was sent, or where it would have arrived. */
export interface Held {
  readonly message: Carried;
  readonly waits: 'to leave' | 'to arrive';
}

/** What the network needs to know of a message. The simulation hangs its own content on it. */
export interface Carried {
  /** 1, 2, 3 … in the order of sending. */
  readonly id: number;
  /** Indices of endpoints. */
  readonly from: number;
  readonly to: number;
  readonly messageKind: string;
  readonly channel: string;
  readonly bytes: number;
  /** The event in which it was sent, or sent on after it was held. */
  readonly sentIn: number;
}

/** What all filters together decide about one message. */
export interface Decision {
  /** The filter that drops or holds it. */
  stoppedBy: Filter | null;
  delay: Duration;
  /** Each may lose each attempt to get it through. */
  readonly losing: Losing[];
  isDuplicated: boolean;
  bytesPerSecond: number;
}

/**
 * Asks all filters about a message that is about to leave. One that was held before is no new attempt to
 * send, so filters that count attempts are not asked about it.
 */
export function decide(
  filters: readonly Filter[],
  messageKind: string,
  attempt: 'new' | 'held before',
): Decision {
  const decision: Decision = {
    stoppedBy: null,
    delay: 0,
    losing: [],
    isDuplicated: false,
    bytesPerSecond: Infinity,
  };
  for (const filter of filters) {
    const isAsked = filter.counted === null || attempt === 'new';
    if (isAsked && matches(filter, messageKind)) apply(filter, decision);
  }
  return decision;
}

function matches(filter: Filter, messageKind: string): boolean {
  if (filter.messageKind !== null && filter.messageKind !== messageKind) return false;
  filter.seen += 1;
  if (filter.counted === null) return true;
  return filter.seen >= filter.counted.first && filter.seen <= filter.counted.last;
}

function apply(filter: Filter, decision: Decision): void {
  const { disposition } = filter;
  switch (disposition.kind) {
    case 'drop':
      if (decision.stoppedBy?.disposition.kind !== 'drop') decision.stoppedBy = filter;
      return;
    case 'hold':
      decision.stoppedBy ??= filter;
      return;
    case 'delay':
      decision.delay += disposition.by();
      return;
    case 'lose':
      decision.losing.push(disposition);
      return;
    case 'duplicate':
      if (disposition.chance() < disposition.share) decision.isDuplicated = true;
      return;
    case 'narrow':
      decision.bytesPerSecond = Math.min(decision.bytesPerSecond, disposition.bytesPerSecond);
      return;
  }
}

/** How many of them lose an attempt. Each takes its chance, so none disturbs another's stream. */
export function losses(losing: readonly Losing[]): number {
  return losing.filter(({ chance, share }) => chance() < share).length;
}
