/**
 * The events of a history in the order of a file: invocations and completions. Formats in which the order
 * of lines is the order of time are written from it.
 *
 * Where an invocation and a completion fall together, the invocation comes first: the two operations stay
 * concurrent. A reader that takes positions for places then finds the same precedences.
 */
import type { Instant } from '../../../kernel/time.js';
import type { ObservedOperation } from '../../history.js';
import type { Outcome } from '../../operation.js';

export interface HistoryEvent {
  readonly type: 'invoke' | Outcome;
  readonly operation: ObservedOperation;
  /** When, where the history tells. */
  readonly at: Instant | null;
}

/**
 * All events of operations that are in the order of invocation. An operation of unknown outcome has a
 * completion when the history says when its client gave up; it stands where that instant falls.
 */
export function* eventsInOrder(operations: readonly ObservedOperation[]): Generator<HistoryEvent> {
  const unknown = givenUp(operations);
  let next = 0;
  let invoked = -1;
  for (const event of certainEvents(operations)) {
    for (; next < unknown.length; next += 1) {
      const { operation, at } = unknown[next] as GivenUp;
      if (event.at === null || at >= event.at || operation.index > invoked) break;
      yield { type: 'info', operation, at };
    }
    if (event.type === 'invoke') invoked = event.operation.index;
    yield event;
  }
  for (const { operation, at } of unknown.slice(next)) yield { type: 'info', operation, at };
}

export function invocation(operation: ObservedOperation): HistoryEvent {
  return { type: 'invoke', operation, at: operation.invokedAt };
}

export function completion(operation: ObservedOperation): HistoryEvent {
  return { type: operation.outcome, operation, at: operation.completedAt };
}

/** Invocations, and the completions that have a place of their own. */
function* certainEvents(operations: readonly ObservedOperation[]): Generator<HistoryEvent> {
  const ended = operations
    .filter(({ end }) => end !== Infinity)
    .sort((one, other) => one.end - other.end || one.index - other.index);
  let next = 0;
  for (const operation of operations) {
    for (; next < ended.length; next += 1) {
      const done = ended[next] as ObservedOperation;
      if (done.end >= operation.start) break;
      yield completion(done);
    }
    yield invocation(operation);
  }
  for (const done of ended.slice(next)) yield completion(done);
}

interface GivenUp {
  readonly operation: ObservedOperation;
  readonly at: Instant;
}

function givenUp(operations: readonly ObservedOperation[]): readonly GivenUp[] {
  return operations
    .flatMap((operation): GivenUp[] => {
      const { end, completedAt: at } = operation;
      return end === Infinity && at !== null ? [{ operation, at }] : [];
    })
    .sort((one, other) => one.at - other.at || one.operation.index - other.operation.index);
}
