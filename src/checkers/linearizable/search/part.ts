/**
 * One part of a history, made ready for the search: operations are numbered so that a configuration is
 * small, and what can never matter is left out.
 *
 * Certain operations are numbered by their completion. The *barrier* of a configuration is the first one that
 * is not linearized. The next operation must be invoked before the barrier completes, so behind the barrier
 * only operations that are concurrent with its completion can be linearized already. Each certain operation
 * has a bit for the time it may be one of these; afterwards another one takes the bit over.
 */
import type { ObservedOperation } from '../../../history/history.js';
import { isReadOnly, type Model } from '../../models/model.js';
import { Foresight } from './foresight.js';
import { Classes, Transitions } from './transitions.js';

export interface Part {
  readonly transitions: Transitions;
  readonly certain: CertainOperations;
  readonly unknown: UnknownOperations;
  readonly foresight: Foresight;
}

/** In the order of completion. */
export interface CertainOperations {
  readonly count: number;
  /** Indexes in the history. */
  readonly indexes: readonly number[];
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly classes: Int32Array;
  /** 1 for an operation that leaves every state as it is. */
  readonly readOnly: Uint8Array;
  /** All numbers, by invocation. */
  readonly byStart: Int32Array;
  /** The bit of each operation, and how many bits there are. */
  readonly bits: Int32Array;
  readonly bitCount: number;
}

/** In groups of one class, inside a group by invocation. */
export interface UnknownOperations {
  readonly count: number;
  readonly indexes: readonly number[];
  readonly starts: Float64Array;
  readonly classes: Int32Array;
  readonly groups: Int32Array;
  /** The class of each group, and where it begins; one more beginning for the end. */
  readonly groupClasses: Int32Array;
  readonly groupBegins: Int32Array;
}

/**
 * An operation counts as certain when it is ok; any other one may be left out of the order. It takes effect
 * as answered where its answer is known all the same.
 */
export function prepare(
  operations: readonly ObservedOperation[],
  model: Model,
  initial: unknown = model.initial(),
): Part {
  const ok: ObservedOperation[] = [];
  const others: ObservedOperation[] = [];
  for (const operation of operations) {
    if (operation.outcome === 'ok') ok.push(operation);
    else if (!isReadOnly(model, operation)) others.push(operation);
  }
  const classes = new Classes();
  const certain = certainOperations(ok, classes, model);
  const unknown = unknownOperations(worthTrying(ok, others, model), classes);
  const transitions = new Transitions(model, classes, initial);
  const foresight = new Foresight(model, transitions, certain, unknown);
  return { transitions, certain, unknown, foresight };
}

/** The unknown operations that somebody noticed, and that began before the last certain one completed. */
function worthTrying(
  ok: readonly ObservedOperation[],
  others: readonly ObservedOperation[],
  model: Model,
): readonly ObservedOperation[] {
  if (others.length === 0) return others;
  const last = ok.reduce((latest, { end }) => Math.max(latest, end), -Infinity);
  const early = others.filter(({ start }) => start <= last);
  return model.noticed === undefined ? early : early.filter(model.noticed([...ok, ...early]));
}

function certainOperations(
  ok: readonly ObservedOperation[],
  classes: Classes,
  model: Model,
): CertainOperations {
  const operations = [...ok].sort(
    (a, b) => a.end - b.end || a.start - b.start || a.index - b.index,
  );
  const count = operations.length;
  const starts = Float64Array.from(operations, ({ start }) => start);
  const ends = Float64Array.from(operations, ({ end }) => end);
  const byStart = Int32Array.from(operations, (_, number) => number).sort(
    (a, b) => (starts[a] as number) - (starts[b] as number) || a - b,
  );
  return {
    count,
    indexes: operations.map(({ index }) => index),
    starts,
    ends,
    classes: Int32Array.from(operations, (operation) => classes.classOf(operation)),
    readOnly: Uint8Array.from(operations, (operation) => Number(isReadOnly(model, operation))),
    byStart,
    ...assignBits(starts, ends, byStart),
  };
}

function assignBits(
  starts: Float64Array,
  ends: Float64Array,
  byStart: Int32Array,
): Pick<CertainOperations, 'bits' | 'bitCount'> {
  const bits = new Int32Array(starts.length);
  const free: number[] = [];
  let bitCount = 0;
  let invoked = 0;
  for (const [barrier, end] of ends.entries()) {
    for (; invoked < byStart.length; invoked += 1) {
      const operation = byStart[invoked] as number;
      if ((starts[operation] as number) > end) break;
      bits[operation] = free.pop() ?? bitCount++;
    }
    free.push(bits[barrier] as number);
  }
  return { bits, bitCount };
}

function unknownOperations(
  others: readonly ObservedOperation[],
  classes: Classes,
): UnknownOperations {
  const groups = new Map<number, ObservedOperation[]>();
  for (const operation of [...others].sort((a, b) => a.start - b.start || a.index - b.index)) {
    const group = groups.get(classes.classOf(operation));
    if (group === undefined) groups.set(classes.classOf(operation), [operation]);
    else group.push(operation);
  }
  const grouped = [...groups.values()].flat();
  const sizes = [...groups.values()].map((group) => group.length);
  const begins = [0];
  for (const size of sizes) begins.push((begins.at(-1) as number) + size);
  return {
    count: grouped.length,
    indexes: grouped.map(({ index }) => index),
    starts: Float64Array.from(grouped, ({ start }) => start),
    classes: Int32Array.from(grouped, (operation) => classes.classOf(operation)),
    groups: Int32Array.from(sizes.flatMap((size, group) => Array<number>(size).fill(group))),
    groupClasses: Int32Array.from(groups.keys()),
    groupBegins: Int32Array.from(begins),
  };
}
