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
  | { readonly kind: 'lose'; readonly share: number; readonly chance: () => number }
  | { readonly kind: 'duplicate'; readonly share: number; readonly chance: () => number }
  | { readonly kind: 'narrow'; readonly bytesPerSecond: number };

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

/** A message that waits for its filter to go. */
export interface Held {
  readonly from: number;
  readonly to: number;
  readonly message: Carried;
}

/** What the network needs to know of a message. The simulation hangs its own content on it. */
export interface Carried {
  readonly messageKind: string;
  readonly channel: string;
  readonly bytes: number;
  /** The event in which it was sent. */
  readonly sentIn: number;
}

/** What all filters together decide about one message. */
export interface Decision {
  fate: 'pass' | 'drop' | 'hold';
  /** The filter that dropped or holds it. */
  by: Filter | null;
  delay: Duration;
  /** Filters that may lose each attempt to get it through. */
  readonly losing: Filter[];
  duplicated: Filter | null;
  bytesPerSecond: number;
}

/** Asks all filters about a message that is about to be sent. */
export function decide(filters: readonly Filter[], messageKind: string): Decision {
  const decision: Decision = {
    fate: 'pass',
    by: null,
    delay: 0,
    losing: [],
    duplicated: null,
    bytesPerSecond: Infinity,
  };
  for (const filter of filters) {
    if (matches(filter, messageKind)) apply(filter, decision);
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
      if (decision.fate !== 'drop') decision.by = filter;
      decision.fate = 'drop';
      return;
    case 'hold':
      if (decision.fate === 'pass') {
        decision.fate = 'hold';
        decision.by = filter;
      }
      return;
    case 'delay':
      decision.delay += disposition.by();
      return;
    case 'lose':
      decision.losing.push(filter);
      return;
    case 'duplicate':
      if (disposition.chance() < disposition.share) decision.duplicated = filter;
      return;
    case 'narrow':
      decision.bytesPerSecond = Math.min(decision.bytesPerSecond, disposition.bytesPerSecond);
      return;
  }
}

/** Whether a filter that loses messages loses this attempt. */
export function loses(filter: Filter): boolean {
  const { disposition } = filter;
  return disposition.kind === 'lose' && disposition.chance() < disposition.share;
}
