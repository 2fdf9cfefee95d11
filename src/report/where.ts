/** Where an event of a trace happened: on a node, to a session of clients, or by the nemesis. */
import type { Milestone } from '../history/chronicle.js';
import { groupedBy } from '../kernel/grouped.js';
import type { TraceEvent, TraceInput } from '../kernel/trace.js';

/** Neither a node nor a client group can have this name. */
const nemesis = '$nemesis';

/** The node or the client that an input came to; null for a fault, which comes to nobody in particular. */
export function receiverOf(input: TraceInput): string | null {
  switch (input.kind) {
    case 'start':
    case 'message':
    case 'request':
    case 'timer':
    case 'flushed':
    case 'command':
    case 'ignored':
      return input.node;
    case 'reply':
    case 'client':
      return input.client;
    case 'fault':
      return null;
  }
}

/**
 * The name of whoever an event happened to. Where a client group begins an operation it is the session that
 * does so; null when it finds that there is nothing to begin.
 */
export function whereOf({ input, effects }: TraceEvent): string | null {
  if (input.kind !== 'client') return receiverOf(input) ?? nemesis;
  const begun = effects.find(({ kind }) => kind === 'invoke');
  if (begun?.kind === 'invoke') return begun.client;
  return input.step === 'begin' ? null : input.client;
}

/** What was announced in each event, by the number of the event. */
export function milestonesByEvent(
  milestones: readonly Milestone[],
): ReadonlyMap<number, readonly Milestone[]> {
  return groupedBy(milestones, ({ number }) => number);
}
