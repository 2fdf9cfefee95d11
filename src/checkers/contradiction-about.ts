/**
 * The few operations of a history that show why certain values of a key cannot all have been right: the
 * smallest contradiction with linearizability among the operations of two values. What the values of a
 * key went through between them is left out, which leaves a right history right.
 */
import type { History, ObservedOperation, Value } from '../history/history.js';
import { isList } from '../history/history.js';
import type { Violation } from './consistency/result.js';
import { linearizable } from './linearizable/linearizable.js';
import { list } from './models/list.js';
import { register } from './models/register.js';

/** More candidates are not tried: by then a reader has lost patience. */
const mostCandidates = 200;

/**
 * A contradiction between the operations of one value of a key and those of another: the first one
 * found, in the order of `others`. Null stands for the value before any write. Null without any.
 */
export function contradictionAbout(
  { operations }: History,
  key: string,
  about: Value,
  others: readonly Value[],
): Violation | null {
  const own = operations.filter((operation) => operation.key === key);
  const isGrowing = own.some(({ action }) => action === 'append');
  const among = isGrowing ? elementsAmong : valuesAmong;
  const model = isGrowing ? list : register;
  for (const other of others.slice(0, mostCandidates)) {
    if (other === about) continue;
    const chosen = { operations: among(own, new Set([about, other])), model: null };
    const { violations } = linearizable(chosen, { model: () => model, budget: { steps: 100_000 } });
    const [first] = violations;
    if (first !== undefined) return first;
  }
  return null;
}

/** The writes of these values, and the reads that returned them. A cas that happened wrote its new value. */
function valuesAmong(
  all: readonly ObservedOperation[],
  values: ReadonlySet<Value>,
): readonly ObservedOperation[] {
  const operations = all.map((operation): ObservedOperation => {
    const { action, input, output } = operation;
    if (action !== 'cas' || output === false || !isList(input)) return operation;
    return { ...operation, action: 'write', input: input[1] ?? null, output: undefined };
  });
  return operations.filter(({ action, input, output }) =>
    action === 'read' ? output !== undefined && values.has(output) : values.has(input),
  );
}

/**
 * The appends of these elements, and all reads as if there were no other elements. Writes begin a list anew:
 * without them elements would be missing that they rightly took away, so all writes stay.
 */
function elementsAmong(
  operations: readonly ObservedOperation[],
  chosen: ReadonlySet<Value>,
): readonly ObservedOperation[] {
  const writes = operations.filter(({ action }) => action === 'write');
  const elements = new Set([...chosen, ...writes.map(({ input }) => input)]);
  return operations.flatMap((operation): readonly ObservedOperation[] => {
    const { action, input, output } = operation;
    if (action !== 'read') return elements.has(input) ? [operation] : [];
    if (!isList(output)) return [];
    return [{ ...operation, output: output.filter((element) => elements.has(element)) }];
  });
}
