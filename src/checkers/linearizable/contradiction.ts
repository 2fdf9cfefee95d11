/**
 * What the methods without search answer about one key, and how a contradiction becomes a minimal one.
 */
import { identityOf, type ObservedOperation, type Value } from '../../history/history.js';
import type { Because } from '../consistency/result.js';

/** A few operations that no order can explain, and why. */
export interface Contradiction {
  readonly kind: string;
  /** In the order of invocation. */
  readonly operations: readonly ObservedOperation[];
  /** Whether none is left when any one of them is taken away. */
  readonly minimal: boolean;
  readonly because: readonly Because[];
}

export interface Counted {
  /** The unknown writes that nobody read: left out. */
  readonly unread: number;
  readonly steps: number;
}

export interface Valid extends Counted {
  readonly verdict: 'valid';
  /** A linearization, as operation indexes. */
  readonly order: readonly number[];
}

export interface Invalid extends Counted {
  readonly verdict: 'invalid';
  readonly contradiction: Contradiction;
}

export type Judgement = Valid | Invalid;

/** A contradiction of these operations, each named once. That it is minimal is up to the caller. */
export function contradiction(
  kind: string,
  operations: readonly ObservedOperation[],
  because: readonly Because[],
): Contradiction {
  const once = [...new Set(operations)].sort((a, b) => a.index - b.index);
  return { kind, operations: once, minimal: true, because };
}

/**
 * The same contradiction or a smaller one, of which nothing can be taken away. `contradictionIn` finds
 * what contradicts itself among fewer operations and passes over what their absence leaves without
 * meaning, such as reads of a missing write.
 */
export function minimal(
  found: Contradiction,
  contradictionIn: (operations: readonly ObservedOperation[]) => Contradiction | null,
): Contradiction {
  let least = found;
  for (const { index } of found.operations) {
    const rest = least.operations.filter((operation) => operation.index !== index);
    if (rest.length < least.operations.length) least = contradictionIn(rest) ?? least;
  }
  return least;
}

/** What a `Map` tells values apart by. Numbers stand for themselves, which is quick. */
export function identityInMap(value: Value): number | string {
  return typeof value === 'number' ? value : identityOf(value);
}

/** A read of what no judged operation wrote. */
export function nobodyWroteIt(read: ObservedOperation, value: Value): Contradiction {
  const because: Because = { rule: 'nobody wrote it', read: read.index, value };
  return contradiction('value that nobody wrote', [read], [because]);
}

/** A read that was over before the write of what it returned began. */
export function readBeforeWrite(write: ObservedOperation, read: ObservedOperation): Contradiction {
  return contradiction(
    'read before its write',
    [write, read],
    [
      { rule: 'reads from', write: write.index, read: read.index },
      { rule: 'real time', before: read.index, after: write.index },
    ],
  );
}

/** A register holds one value, and no read can return more. */
export function severalAtOnce(read: ObservedOperation, values: readonly Value[]): Contradiction {
  const text = `{0} returned ${values.length} values at once.`;
  const because: Because = { rule: 'fact', operations: [read.index], text };
  return contradiction('several values at once', [read], [because]);
}
