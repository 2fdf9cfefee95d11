/** On whose time line an event of a trace stands: a node, a session of clients, or the nemesis. */
import type { Milestone } from '../../history/chronicle.js';
import type { TraceEvent } from '../../kernel/trace.js';

/** Neither a node nor a client group can have this name. */
const nemesis = '$nemesis';

/**
 * The name of whoever an event happened to. Where a client group begins an operation it is the session that
 * does so; null when it finds that there is nothing to begin.
 */
export function whereOf({ input, effects }: TraceEvent): string | null {
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
      return input.client;
    case 'fault':
      return nemesis;
    case 'client': {
      const begun = effects.find(({ kind }) => kind === 'invoke');
      if (begun?.kind === 'invoke') return begun.client;
      return input.step === 'begin' ? null : input.client;
    }
  }
}

/** What was announced in each event, by the number of the event. */
export function milestonesByEvent(
  milestones: readonly Milestone[],
): ReadonlyMap<number, readonly Milestone[]> {
  const announced = new Map<number, Milestone[]>();
  for (const milestone of milestones) {
    const others = announced.get(milestone.number);
    if (others === undefined) announced.set(milestone.number, [milestone]);
    else others.push(milestone);
  }
  return announced;
}
