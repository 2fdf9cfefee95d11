/**
 * Small histories, written down in a short notation, and all histories of a few operations, enumerated.
 * The key is `x` throughout.
 */
import type { History, ObservedOperation, Value } from '../../../src/history/history.js';

/** An operation before it has its place in a history. */
export type Written = Omit<ObservedOperation, 'index' | 'name'>;

function operation(
  action: string,
  input: Value,
  output: Value | undefined,
  [start, end]: readonly [number, number],
): Written {
  const times = { start, end, invokedAt: start, completedAt: end };
  const base = { session: 's', key: 'x', outcome: 'ok', revision: null } as const;
  return { ...base, ...times, action, input, output };
}

export type Times = readonly [start: number, end: number];

export const write = (value: Value, times: Times): Written =>
  operation('write', value, undefined, times);
export const append = (value: Value, times: Times): Written =>
  operation('append', value, undefined, times);
export const add = (value: Value, times: Times): Written =>
  operation('add', value, undefined, times);
export const read = (output: Value, times: Times): Written =>
  operation('read', null, output, times);
export const cas = (from: Value, to: Value, output: boolean, times: Times): Written =>
  operation('cas', [from, to], output, times);
export const enqueue = (value: Value, times: Times): Written =>
  operation('enqueue', value, undefined, times);
export const dequeue = (output: Value, times: Times): Written =>
  operation('dequeue', null, output, times);

/** Nobody knows whether it happened, or what it returned. */
export function unknown(one: Written): Written {
  return { ...one, outcome: 'info', output: undefined, end: Infinity, completedAt: null };
}

export function failed(one: Written): Written {
  return { ...one, outcome: 'fail', output: undefined };
}

/** Puts operations in the order of invocation. */
export function historyOf(operations: readonly Written[]): History & {
  readonly operations: readonly ObservedOperation[];
} {
  const sorted = operations.toSorted((a, b) => a.start - b.start);
  return {
    operations: sorted.map((one, index) => ({ ...one, index, name: `#${index}` })),
    model: null,
  };
}

/**
 * All ways in which so many operations can overlap, in the order of invocation: each completes between two
 * invocations, or after the last one. Which of those between the same two completes first says nothing
 * about what precedes what. count! of them.
 */
export function overlaps(count: number): readonly (readonly Times[])[] {
  let ways: readonly (readonly Times[])[] = [[]];
  for (let start = 0; start < count; start += 1) {
    const ends = Array.from({ length: count - start }, (_, later) => start + later + 0.5);
    ways = ways.flatMap((times) => ends.map((end): readonly Times[] => [...times, [start, end]]));
  }
  return ways;
}

/** All lists of this length from the choices, whose beginnings all fit. */
export function selections<T>(
  choices: readonly T[],
  length: number,
  fits: (chosen: readonly T[]) => boolean,
): readonly (readonly T[])[] {
  let selected: readonly (readonly T[])[] = [[]];
  for (let place = 0; place < length; place += 1) {
    selected = selected
      .flatMap((chosen) => choices.map((choice) => [...chosen, choice]))
      .filter(fits);
  }
  return selected;
}
