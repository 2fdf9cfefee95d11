/**
 * Two values of a register that must each stand before the other (zones.ts), told as a chain of facts over
 * the operations that set the ends of their zones: two writes and at most four reads.
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Because } from '../consistency/result.js';
import { contradiction, type Contradiction } from './contradiction.js';

/** What is known of one value. */
export interface ValueOperations {
  /** Null for the value at the beginning. */
  readonly write: ObservedOperation | null;
  /** The write and its reads. */
  readonly operations: readonly ObservedOperation[];
}

export function conflictOfValues(one: ValueOperations, other: ValueOperations): Contradiction {
  const ways = [mustPrecede(one, other), mustPrecede(other, one)];
  const operations = ways.flatMap((way) => way.operations);
  const writes = [one.write, other.write].filter((write) => write !== null);
  const reads = new Set(operations.filter(({ action }) => action === 'read'));
  const readsFrom = [...reads].map((read) =>
    origin(read, one.operations.includes(read) ? one : other),
  );
  return contradiction(
    isForward(one) && isForward(other) ? 'values overlap' : 'value inside value',
    [...writes, ...operations],
    [...readsFrom, ...ways.flatMap((way) => way.because)],
  );
}

function isForward(value: ValueOperations): boolean {
  return value.write === null || firstEnding(value).end < lastStarting(value).start;
}

/** Why one value stands before another: something of it was over before something of the other began. */
function mustPrecede(
  one: ValueOperations,
  other: ValueOperations,
): { readonly operations: readonly ObservedOperation[]; readonly because: readonly Because[] } {
  const valueOrder: Because = {
    rule: 'value order',
    before: one.write?.index ?? null,
    after: other.write?.index ?? null,
  };
  // Everything stands behind the beginning.
  if (one.write === null) return { operations: [], because: [valueOrder] };
  const before = firstEnding(one);
  const after = lastStarting(other);
  return {
    operations: [before, after],
    because: [{ rule: 'real time', before: before.index, after: after.index }, valueOrder],
  };
}

function firstEnding({ operations }: ValueOperations): ObservedOperation {
  return operations.reduce((first, operation) => (operation.end < first.end ? operation : first));
}

function lastStarting({ operations }: ValueOperations): ObservedOperation {
  return operations.reduce((last, operation) => (operation.start > last.start ? operation : last));
}

/** Where a read has its value from. */
function origin(read: ObservedOperation, { write }: ValueOperations): Because {
  return write === null
    ? { rule: 'reads the beginning', read: read.index }
    : { rule: 'reads from', write: write.index, read: read.index };
}
