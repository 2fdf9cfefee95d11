/**
 * A few operations as lanes: a row an operation, its stretch of time as a bar. Time is not to scale: what
 * matters is who began before whom ended, so every beginning and end has a column of its own.
 */
import type { OperationRow } from './schema.js';
import { doing, momentsOf } from './words.js';

/**
 * The lanes of some operations, in the order given: the cells of letter, session, key (where there are
 * several), what it did, from when, its bar, until when. Every beginning or end takes `step` columns; with
 * none there are no bars.
 */
export function lanes(
  operations: readonly OperationRow[],
  step: number,
): readonly (readonly string[])[] {
  const places = [...new Set(operations.flatMap(({ start, end }) => [start, end ?? start]))].sort(
    (a, b) => a - b,
  );
  const columns = new Map(places.map((place, index) => [place, index * step]));
  const width = places.length * step;
  const moment = momentsOf(operations);
  const isAboutOneKey = new Set(operations.map(({ key }) => key)).size < 2;
  const counters = countersAmong(operations);
  return operations.map((operation) => {
    const { letter, session, key, start, end, invokedMs, completedMs } = operation;
    const from = columns.get(start) ?? 0;
    const to = end === null ? null : (columns.get(end) ?? 0);
    const until = end === null ? '?' : moment(completedMs, end);
    return [
      letter,
      session,
      ...(isAboutOneKey ? [] : [key]),
      doing(operation, counters.has(key)),
      moment(invokedMs, start),
      ...(step === 0 ? [] : [bar(from, to, width)]),
      until,
    ];
  });
}

/** The keys of which a read was answered with a number: what is added there is no element. */
function countersAmong(operations: readonly OperationRow[]): ReadonlySet<string> {
  const counting = operations.filter(
    ({ action, output }) => action === 'read' && typeof output === 'number',
  );
  return new Set(counting.map(({ key }) => key));
}

/** `├──┤`, `│` for an instant, `├──▶` for what nobody saw end. */
function bar(from: number, to: number | null, width: number): string {
  const shape =
    to === null
      ? `├${'─'.repeat(Math.max(0, width - from - 1))}▶`
      : to === from
        ? '│'
        : `├${'─'.repeat(to - from - 1)}┤`;
  return (' '.repeat(from) + shape).padEnd(width + 1);
}
