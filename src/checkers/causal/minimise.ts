/**
 * Makes a contradiction as small as it goes: takes away one operation after the other, as long as the
 * rest contradicts itself. A write goes with the reads that returned it; an element goes out of the
 * lists and sets that held it. Both leave a right history right, so the rest still proves the point.
 */
import { identityOf, isList, type ObservedOperation, type Value } from '../../history/history.js';
import type { Violation } from '../consistency/result.js';

/** A contradiction of more operations is left as it is. */
const mostOperations = 1000;

/**
 * What contradicts itself among some operations, or null; `unknown` when that was too much to find out.
 * Names operations by their indexes.
 */
export type Contradiction = (
  operations: readonly ObservedOperation[],
) => Violation | null | 'unknown';

/** The violations of a history, each made as small as it goes. */
export function minimised(
  violations: readonly Violation[],
  operations: readonly ObservedOperation[],
  contradictionIn: Contradiction,
): readonly Violation[] {
  if (violations.length === 0) return violations;
  const byIndex = new Map(operations.map((operation) => [operation.index, operation]));
  const operationOf = (index: number): ObservedOperation => byIndex.get(index) as ObservedOperation;
  return violations.map((violation) => minimise(violation, operationOf, contradictionIn));
}

/**
 * The same contradiction or a smaller one. When it is minimal, no operation can be taken away as above
 * without leaving nothing wrong. Takes away many at once first (Zeller's delta debugging).
 */
function minimise(
  violation: Violation,
  operationOf: (index: number) => ObservedOperation,
  contradictionIn: Contradiction,
): Violation {
  if (violation.minimal || violation.operations.length > mostOperations) return violation;
  let least = restrictedTo(violation, operationOf);
  let size = Math.max(1, least.length >> 2);
  let isChanged = true;
  let isKnown = true;
  while (size > 1 || isChanged) {
    if (!isChanged) size >>= 1;
    isChanged = false;
    isKnown = true;
    for (let place = 0; place < least.length;) {
      const rest = least.slice(place, place + size).reduce(without, least);
      const smaller = contradictionIn(rest);
      if (smaller === null || smaller === 'unknown') {
        if (smaller !== null) isKnown = false;
        place += size;
      } else {
        isChanged = true;
        least = restrictedTo(smaller, (index) => among(rest, index));
      }
    }
  }
  const proof = contradictionIn(least);
  return proof === null || proof === 'unknown' ? violation : { ...proof, minimal: isKnown };
}

function among(operations: readonly ObservedOperation[], index: number): ObservedOperation {
  return operations.find((operation) => operation.index === index) as ObservedOperation;
}

/** The operations of a violation, their lists and sets reduced to elements that are added there. */
export function restrictedTo(
  { operations }: Violation,
  operationOf: (index: number) => ObservedOperation,
): readonly ObservedOperation[] {
  const own = operations.map(operationOf);
  const added = new Set<string>();
  const keys = new Set<string>();
  for (const { action, key, input } of own) {
    if (action !== 'append' && action !== 'add') continue;
    keys.add(key);
    added.add(elementName(key, input));
  }
  return own.map((operation) =>
    isList(operation.output) && keys.has(operation.key)
      ? withElements(operation, (element) => added.has(elementName(operation.key, element)))
      : operation,
  );
}

/** The rest of a history when an operation, and what cannot be without it, are taken away. */
export function without(
  operations: readonly ObservedOperation[],
  { index }: ObservedOperation,
): readonly ObservedOperation[] {
  const removed = operations.find((operation) => operation.index === index);
  const rest = operations.filter((operation) => operation !== removed);
  if (removed === undefined || removed.action === 'read') return rest;
  const value = identityOf(removed.input);
  const isReader = ({ action, key, output }: ObservedOperation): boolean =>
    action === 'read' &&
    key === removed.key &&
    output !== undefined &&
    identityOf(output) === value;
  if (removed.action === 'write') return rest.filter((operation) => !isReader(operation));
  return rest.map((operation) =>
    operation.key === removed.key && isList(operation.output)
      ? withElements(operation, (element) => identityOf(element) !== value)
      : operation,
  );
}

function withElements(
  operation: ObservedOperation,
  isIn: (element: Value) => boolean,
): ObservedOperation {
  const { output } = operation;
  return isList(output) ? { ...operation, output: output.filter(isIn) } : operation;
}

function elementName(key: string, element: Value): string {
  return JSON.stringify([key, identityOf(element)]);
}
