/**
 * The objects of an observed history, one a key, as the checkers of this folder look at them: who
 * wanted to write which value, and which values each read showed.
 */
import {
  byKey,
  identityOf,
  isList,
  type History,
  type ObservedOperation,
  type Value,
} from '../../history/history.js';
import { inOrderOfKeys } from '../../kernel/pairs.js';
import type { Undecided } from '../consistency/result.js';

/**
 * A register (`write`, `cas`), or a collection that only grows: a list (`append`) or a set (`add`).
 */
export interface ObservedObject {
  readonly kind: 'register' | 'collection';
  readonly key: string;
  /** In the order of invocation. */
  readonly operations: readonly ObservedOperation[];
  /** By identity: the values that somebody wanted to write, or the elements that somebody added. */
  readonly values: ReadonlyMap<string, WrittenValue>;
  /** The reads whose answer is known, in the order of invocation. */
  readonly looks: readonly Look[];
}

/** All operations in the order of invocation. */
export interface WrittenValue {
  readonly value: Value;
  /** All that wanted to write it. */
  readonly writes: readonly ObservedOperation[];
  /** Those that did not fail. */
  readonly attempts: readonly ObservedOperation[];
  /** Those that were acknowledged. */
  readonly acknowledged: readonly ObservedOperation[];
  /**
   * When the last of `writes` ended; Infinity when one is unknown or failed, and may take effect at
   * any time.
   */
  readonly end: number;
}

export interface Look {
  readonly read: ObservedOperation;
  /**
   * The values that it showed. Of a register none before the first write, and several where it
   * holds them side by side (siblings): a list that nobody wrote is taken for that.
   */
  readonly shown: readonly Value[];
  /** Their identities, place by place. */
  readonly identities: readonly string[];
}

export interface ObservedObjects {
  /** Sorted by key. */
  readonly objects: readonly ObservedObject[];
  /** The keys that are something else. */
  readonly undecided: readonly Undecided[];
}

/**
 * The objects of a history. O(n) in operations and what they carry, but for the sorting of keys.
 */
export function observedObjects({ operations }: History): ObservedObjects {
  const objects: ObservedObject[] = [];
  const undecided: Undecided[] = [];
  for (const [key, ofKey] of inOrderOfKeys(byKey(operations))) {
    const kind = kindOf(ofKey);
    if (kind === 'register' || kind === 'collection') objects.push(objectOf(kind, key, ofKey));
    else undecided.push({ part: key, reason: kind.reason });
  }
  return { objects, undecided };
}

const registerActions = ['read', 'write', 'cas'];
const collectionActions = ['read', 'append', 'add'];

function kindOf(
  operations: readonly ObservedOperation[],
): ObservedObject['kind'] | { readonly reason: string } {
  const actions = [...new Set(operations.map(({ action }) => action))].sort();
  if (actions.every((action) => registerActions.includes(action))) {
    const isOdd = operations.some(({ action, input }) => action === 'cas' && !isPair(input));
    return isOdd ? { reason: 'a cas takes two values' } : 'register';
  }
  if (!actions.every((action) => collectionActions.includes(action))) {
    return {
      reason: `neither a register nor a list or set that only grows: ${actions.join(', ')}`,
    };
  }
  const isOdd = operations.some(({ action, output }) => action === 'read' && !isList(output ?? []));
  return isOdd ? { reason: 'its reads do not answer lists' } : 'collection';
}

function isPair(value: Value): value is readonly [Value, Value] {
  return isList(value) && value.length === 2;
}

function objectOf(
  kind: ObservedObject['kind'],
  key: string,
  operations: readonly ObservedOperation[],
): ObservedObject {
  const values = writtenValues(operations);
  const looks = operations.flatMap((read): Look[] => {
    if (read.action !== 'read' || read.outcome !== 'ok' || read.output === undefined) return [];
    const shown = shownBy(kind, read.output, values);
    return [{ read, shown, identities: shown.map(identityOf) }];
  });
  return { kind, key, operations, values, looks };
}

function shownBy(
  kind: ObservedObject['kind'],
  output: Value,
  values: ObservedObject['values'],
): readonly Value[] {
  if (kind === 'register' && values.has(identityOf(output))) return [output];
  if (output === null) return [];
  return isList(output) ? output : [output];
}

function writtenValues(operations: readonly ObservedOperation[]): ObservedObject['values'] {
  const values = new Map<string, { readonly value: Value; readonly writes: ObservedOperation[] }>();
  for (const operation of operations) {
    const value = valueWritten(operation);
    if (value === undefined) continue;
    const identity = identityOf(value);
    const others = values.get(identity);
    if (others === undefined) values.set(identity, { value, writes: [operation] });
    else others.writes.push(operation);
  }
  return new Map(
    [...values].map(([identity, { value, writes }]) => [identity, written(value, writes)]),
  );
}

function written(value: Value, writes: readonly ObservedOperation[]): WrittenValue {
  const attempts = writes.filter(({ outcome }) => outcome !== 'fail');
  return {
    value,
    writes,
    attempts,
    acknowledged: attempts.filter(isAcknowledged),
    end:
      attempts.length < writes.length
        ? Infinity
        : writes.reduce((latest, { end }) => Math.max(latest, end), -Infinity),
  };
}

/**
 * What an operation wanted to write; undefined when it wanted nothing. A cas that was answered no
 * wrote nothing.
 */
function valueWritten({ action, input, output }: ObservedOperation): Value | undefined {
  if (action === 'read') return undefined;
  if (action !== 'cas') return input;
  return output === false || !isPair(input) ? undefined : input[1];
}

/** Of a cas it takes the answer to know that it wrote. */
function isAcknowledged({ action, outcome, output }: ObservedOperation): boolean {
  return outcome === 'ok' && (action !== 'cas' || output === true);
}

/** The value that a cas expected. */
export function expectedBy({ input }: ObservedOperation): Value {
  return isPair(input) ? input[0] : null;
}
