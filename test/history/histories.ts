/**
 * Histories for tests of writing: some written by hand, some drawn. A drawn history is a few sessions with
 * operations one after the other; operations of different sessions may fall on the same instants.
 */
import { expect } from 'vitest';
import fc from 'fast-check';
import type { FormatName } from '../../src/history/formats/format.js';
import type { HistorySource } from '../../src/history/formats/format.js';
import { formatNamed } from '../../src/history/formats/registry.js';
import type { History, ObservedOperation, Value } from '../../src/history/history.js';
import type { Outcome } from '../../src/history/operation.js';

/** An operation of a history whose places are its times, in microseconds; without an end it is outstanding. */
export function operation(
  session: string,
  [action, key, input, output]: readonly [string, string, Value, (Value | undefined)?],
  from: number,
  to: number | null,
  outcome: Outcome = to === null ? 'info' : 'ok',
): Omit<ObservedOperation, 'index' | 'name'> {
  const end = outcome === 'info' || to === null ? Infinity : to;
  const times = { start: from, end, invokedAt: from, completedAt: to };
  return { session, action, key, input, output, outcome, revision: null, ...times };
}

/** These operations, in the order of invocation, with names by it. */
export function historyOf(
  ...operations: readonly Omit<ObservedOperation, 'index' | 'name'>[]
): History {
  const sorted = operations.toSorted((one, other) => one.start - other.start);
  return {
    operations: sorted.map((one, index) => ({ ...one, index, name: `o${index}` })),
    model: null,
  };
}

interface Step {
  readonly session: number;
  readonly key: string;
  readonly does: 'read' | 'write' | 'cas';
  readonly value: number;
  readonly wait: number;
  readonly takes: number;
  readonly outcome: Outcome;
}

const step: fc.Arbitrary<Step> = fc.record({
  session: fc.integer({ min: 1, max: 3 }),
  key: fc.constantFrom('x', 'y', '7'),
  does: fc.constantFrom('read', 'write', 'cas'),
  value: fc.integer({ min: -2, max: 4 }),
  wait: fc.integer({ min: 0, max: 2 }),
  takes: fc.integer({ min: 0, max: 3 }),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info'),
});

/** Histories of registers with cas, in virtual time. */
export const timedHistories: fc.Arbitrary<History> = fc
  .array(step, { maxLength: 14 })
  .map((steps) => {
    const free = new Map<number, number>();
    return historyOf(
      ...steps.map(({ session, key, does, value, wait, takes, outcome }) => {
        const from = (free.get(session) ?? 0) + wait;
        free.set(session, from + takes);
        const input = does === 'read' ? null : does === 'cas' ? [value, value + 1] : value;
        const held = value === 0 ? null : value;
        const answer = does === 'read' ? held : does === 'cas' ? value > 0 : undefined;
        const output = outcome === 'ok' ? answer : undefined;
        // Of some nobody says when they were given up.
        const to = outcome === 'info' && value === 0 ? null : from + takes;
        return operation(`s${session}`, [does, key, input, output], from, to, outcome);
      }),
    );
  });

/** The same, but places are positions in a file, and not every file tells times. */
export const orderedHistories: fc.Arbitrary<History> = fc
  .tuple(timedHistories, fc.boolean(), fc.array(fc.integer({ min: 1, max: 9 })))
  .map(([{ operations }, hasTimes, revisions]) => {
    const places = placesOf(operations);
    return {
      model: hasTimes ? 'cas-register' : null,
      operations: operations.map((one, index) => ({
        ...one,
        start: places.indexOf(`${index} begins`),
        end: one.end === Infinity ? Infinity : places.indexOf(`${index} ends`),
        invokedAt: hasTimes ? one.invokedAt : null,
        completedAt: hasTimes ? one.completedAt : null,
        revision: revisions[index] ?? null,
      })),
    };
  });

/** One of the orders that the times of a history allow: within a session, end before begin. */
function placesOf(operations: readonly ObservedOperation[]): readonly string[] {
  const places: string[] = [];
  const waiting = new Set<ObservedOperation>();
  const end = (one: ObservedOperation): void => {
    waiting.delete(one);
    places.push(`${one.index} ends`);
  };
  for (const operation of operations) {
    const due = [...waiting].sort((one, other) => one.end - other.end || one.index - other.index);
    for (const one of due) {
      if (one.end < operation.start || one.session === operation.session) end(one);
    }
    places.push(`${operation.index} begins`);
    if (operation.end !== Infinity) waiting.add(operation);
  }
  const rest = [...waiting].sort((one, other) => one.end - other.end || one.index - other.index);
  for (const one of rest) end(one);
  return places;
}

/** Which operations precede which, as pairs of indices. */
export function precedences({ operations }: History): readonly string[] {
  return operations.flatMap((before) =>
    operations
      .filter((after) => before.end < after.start)
      .map((after) => `${before.index} < ${after.index}`),
  );
}

/** Two sessions on one register: a write that is overlapped by a read, an unknown write, a cas answered no. */
export const register = historyOf(
  operation('a', ['write', '', 1], 10, 30),
  operation('b', ['read', '', null, null], 20, 30),
  operation('a', ['write', '', 2], 40, 90, 'info'),
  operation('b', ['cas', '', [1, 3], false], 50, 60),
  operation('a', ['read', '', null, 1], 100, 110),
  operation('b', ['read', '', null], 100, null),
);

/** The lines of a history in a format. */
export function written(format: FormatName, history: History, source?: HistorySource): string[] {
  const writing = formatNamed(format).write(history, source);
  if (writing.kind === 'refused') throw new Error(writing.reason);
  const lines = [...writing.lines];
  for (const line of lines) expect(line).toMatch(/^[^\n]+\n$/u);
  return lines.join('').trimEnd().split('\n');
}

/** Why a format refuses a history. */
export function reasonAgainst(format: FormatName, history: History): string {
  const writing = formatNamed(format).write(history);
  expect(writing.kind).toBe('refused');
  return writing.kind === 'refused' ? writing.reason : '';
}
