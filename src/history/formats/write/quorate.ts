/**
 * Writes a history in the format of our own, JSON lines (docs/history-format.md): a header, an object an
 * event, and a last line that says how many operations there are. Nothing is lost: read again, it is the
 * same history.
 *
 * Where the places of a history are its times, the header says so; otherwise the order of lines counts.
 */
import type { History, ObservedOperation } from '../../history.js';
import { completion, eventsInOrder, invocation, type HistoryEvent } from './events.js';
import { linesOf } from './lines.js';
import type { HistorySource, HistoryWriter } from '../format.js';

export const writeQuorate: HistoryWriter = (history, source = {}) => {
  const reason = twiceTheSame(history) ?? twoAtOnce(history);
  if (reason !== null) return { kind: 'refused', reason };
  return { kind: 'lines', lines: linesOf(records(history, source), inOneLine) };
};

function inOneLine(record: object): string {
  return `${JSON.stringify(record)}\n`;
}

function* records(history: History, { seed, scenario }: HistorySource): Generator<object> {
  const { operations, model } = history;
  yield {
    format: 'quorate-history',
    version: 1,
    ...(model === null ? {} : { model }),
    ...(seed === undefined ? {} : { seed }),
    ...(scenario === undefined ? {} : { scenario }),
    clock: operations.every(isPlacedByTime) ? 'microseconds' : 'order',
  };
  for (const event of oneAtATime(operations)) yield recordOf(event);
  yield { type: 'end', operations: operations.length };
}

/** Names that are undefined are left out of the line. */
function recordOf({ type, operation, at }: HistoryEvent): object {
  const { name: id, session, key, action, input, output, revision } = operation;
  const common = { id, type };
  const when = at === null ? {} : { at };
  if (type !== 'invoke') {
    return { ...common, output, ...when, ...(revision === null ? {} : { revision }) };
  }
  const asked = input === null ? {} : { input };
  return { ...common, session, ...(key === '' ? {} : { key }), action, ...asked, ...when };
}

/**
 * The events in order, so that a session always completes one operation before it begins the next, even
 * at the same instant.
 */
function* oneAtATime(operations: readonly ObservedOperation[]): Generator<HistoryEvent> {
  const open = new Map<string, ObservedOperation>();
  const early = new Set<ObservedOperation>();
  for (const event of eventsInOrder(operations)) {
    const { type, operation } = event;
    const { session } = operation;
    if (type === 'invoke') {
      const before = open.get(session);
      if (before !== undefined) {
        early.add(before);
        yield completion(before);
      }
      open.set(session, operation);
      yield invocation(operation);
    } else if (!early.delete(operation)) {
      open.delete(session);
      yield event;
    }
  }
  for (const operation of open.values()) if (saysMore(operation)) yield completion(operation);
}

/** What is known of an operation besides that it was never completed. */
function saysMore({ output, revision }: ObservedOperation): boolean {
  return output !== undefined || revision !== null;
}

function isPlacedByTime({ start, end, invokedAt, completedAt }: ObservedOperation): boolean {
  return start === invokedAt && (end === Infinity || end === completedAt);
}

function twiceTheSame({ operations }: History): string | null {
  const names = new Set<string>();
  for (const { name } of operations) {
    if (names.has(name)) return `two operations have the same name, "${name}"`;
    names.add(name);
  }
  return null;
}

/** A session is a sequence. */
function twoAtOnce({ operations }: History): string | null {
  const last = new Map<string, ObservedOperation>();
  for (const operation of operations) {
    const before = last.get(operation.session);
    if (before !== undefined && overlap(before, operation)) {
      const names = `${before.name} and ${operation.name}`;
      return `session ${operation.session} has two operations under way at once, ${names}`;
    }
    last.set(operation.session, operation);
  }
  return null;
}

function overlap(before: ObservedOperation, { start, invokedAt }: ObservedOperation): boolean {
  if (before.end !== Infinity) return before.end > start;
  return before.completedAt !== null && invokedAt !== null && before.completedAt > invokedAt;
}
