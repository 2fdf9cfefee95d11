/**
 * The definitions of causal consistency, causal convergence and sequential consistency, read
 * literally: tries every order there is. For histories of five operations or so.
 */
import { identityOf, type ObservedOperation, type Value } from '../../../src/history/history.js';

/** A strict partial order of 0 … n - 1: by element, what is before it. */
type PartialOrder = readonly ReadonlySet<number>[];

const known: PartialOrder[][] = [[[]]];

/** All strict partial orders of n elements: 1, 1, 3, 19, 219, 4231 … */
function partialOrders(n: number): readonly PartialOrder[] {
  return (known[n] ??= partialOrders(n - 1).flatMap((order) => withOneMore(order)));
}

/** The new element comes after a set of elements that is closed downwards, before one that is closed upwards. */
function withOneMore(order: PartialOrder): PartialOrder[] {
  const elements = order.map((_, element) => element);
  const isBefore = (a: number, b: number): boolean => order[b]?.has(a) ?? false;
  return subsets(elements).flatMap((below) => {
    const isClosed = below.every((b) =>
      elements.every((a) => !isBefore(a, b) || below.includes(a)),
    );
    if (!isClosed) return [];
    return subsets(elements).flatMap((above) => {
      const isRight =
        above.every((a) => elements.every((b) => !isBefore(a, b) || above.includes(b))) &&
        above.every((a) => below.every((b) => isBefore(b, a)));
      if (!isRight) return [];
      const added = order.map((before, element) =>
        above.includes(element) ? new Set([...before, order.length]) : before,
      );
      return [[...added, new Set(below)]];
    });
  });
}

function subsets(elements: readonly number[]): number[][] {
  const [first, ...rest] = elements;
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

/** All orders of some elements in which nothing comes before what must be before it. */
export function* linearExtensions(
  elements: readonly number[],
  isBefore: (a: number, b: number) => boolean,
): Generator<readonly number[]> {
  if (elements.length === 0) yield [];
  for (const first of elements) {
    const rest = elements.filter((element) => element !== first);
    if (rest.some((other) => isBefore(other, first))) continue;
    for (const order of linearExtensions(rest, isBefore)) yield [first, ...order];
  }
}

/** What a read of a key returns after these operations, one after the other. */
function valueAfter(operations: readonly ObservedOperation[], key: string): Value {
  let value: Value = null;
  for (const { key: other, action, input } of operations) {
    if (other !== key || action === 'read') continue;
    if (action === 'write') value = input;
    else value = [...(Array.isArray(value) ? (value as Value[]) : []), input];
  }
  return value;
}

function isRight(read: ObservedOperation, before: readonly ObservedOperation[]): boolean {
  const value = valueAfter(before, read.key);
  const isSet = before.some(({ key, action }) => key === read.key && action === 'add');
  const { output = null } = read;
  if (Array.isArray(output) && output.length === 0 && value === null) return true;
  return identityOf(isSet ? sorted(output) : output) === identityOf(isSet ? sorted(value) : value);
}

function sorted(value: Value): Value {
  return Array.isArray(value)
    ? (value as Value[]).toSorted((a, b) => Number(a) - Number(b))
    : value;
}

/** What counts: what happened, or may have. */
export function counted(operations: readonly ObservedOperation[]): ObservedOperation[] {
  return operations.filter(
    ({ outcome, action, output }) =>
      outcome !== 'fail' && (action !== 'read' || (outcome === 'ok' && output !== undefined)),
  );
}

/** Whether one operation is before another one in the order of their session. */
export function inSession(a: ObservedOperation, b: ObservedOperation): boolean {
  return a.session === b.session && a.index < b.index && a.outcome !== 'info';
}

/** Some causal order explains every read by some order of what is before it. */
export function isCausal(operations: readonly ObservedOperation[]): boolean {
  return someCausalOrder(operations, (all, co) =>
    all.every(
      (read, node) =>
        read.action !== 'read' ||
        some(
          linearExtensions([...(co[node] ?? [])], (a, b) => co[b]?.has(a) ?? false),
          (order) => isRight(read, picked(all, order)),
        ),
    ),
  );
}

/** The same, and all these orders are parts of one order of everything. */
export function isCausallyConvergent(operations: readonly ObservedOperation[]): boolean {
  return someCausalOrder(operations, (all, co) => {
    const everything = all.map((_, node) => node);
    return some(
      linearExtensions(everything, (a, b) => co[b]?.has(a) ?? false),
      (order) =>
        all.every(
          (read, node) =>
            read.action !== 'read' ||
            isRight(
              read,
              picked(
                all,
                order.filter((other) => co[node]?.has(other)),
              ),
            ),
        ),
    );
  });
}

/** One order of everything explains every read; what nobody knows may be left out. */
export function isSequential(operations: readonly ObservedOperation[]): boolean {
  const all = counted(operations);
  const unknown = all.flatMap(({ outcome }, node) => (outcome === 'info' ? [node] : []));
  return subsets(unknown).some((left) => {
    const chosen = all.flatMap((_, node) => (left.includes(node) ? [] : [node]));
    const isBefore = (a: number, b: number): boolean =>
      inSession(all[a] as ObservedOperation, all[b] as ObservedOperation);
    return some(linearExtensions(chosen, isBefore), (order) => explains(picked(all, order)));
  });
}

/** Whether operations, one after the other, are answered rightly. */
export function explains(order: readonly ObservedOperation[]): boolean {
  return order.every(
    (operation, place) => operation.action !== 'read' || isRight(operation, order.slice(0, place)),
  );
}

function someCausalOrder(
  operations: readonly ObservedOperation[],
  isFitting: (all: readonly ObservedOperation[], co: PartialOrder) => boolean,
): boolean {
  const all = counted(operations);
  return partialOrders(all.length).some((co) => {
    const respectsSessions = all.every((b, node) =>
      all.every((a, other) => !inSession(a, b) || co[node]?.has(other)),
    );
    return respectsSessions && isFitting(all, co);
  });
}

function picked(all: readonly ObservedOperation[], nodes: readonly number[]): ObservedOperation[] {
  return nodes.map((node) => all[node] as ObservedOperation);
}

function some<Item>(items: Iterable<Item>, passes: (item: Item) => boolean): boolean {
  for (const item of items) if (passes(item)) return true;
  return false;
}
