/**
 * What is certain about the order of the writes to a register, when nobody tells it. If the history
 * carries the database's own revisions of all of them: all. Else real time: a write that was over, or
 * read, before another one was invoked is the older one; of others the order is not known.
 *
 * Either way a write has an interval, and one is older than another when its interval ends before the
 * other's begins.
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Causality } from '../causal/causality.js';
import { at, membersOf } from '../causal/groups.js';
import type { Because } from '../consistency/result.js';

export interface CertainOrder {
  /** By write: where its interval begins and ends. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** By write: the operation whose completion ends the interval, itself or a read of it. */
  readonly endedBy: Int32Array;
  /** By key: 1 when the order is that of revisions, and total. */
  readonly isTotal: Uint8Array;
}

/** The version from before any write: older than all. */
export const beginning = -1;

export function certainOrderOf(causality: Causality): CertainOrder {
  const { operations, isWrite, keyOf, readers } = causality;
  const from = new Float64Array(operations.length);
  const to = new Float64Array(operations.length);
  const endedBy = new Int32Array(operations.length);
  const isTotal = totalKeys(causality);
  for (let node = 0; node < operations.length; node++) {
    if (at(isWrite, node) === 0) continue;
    const { start, end, revision } = operations[node] as ObservedOperation;
    endedBy[node] = node;
    from[node] = start;
    to[node] = end;
    if (at(isTotal, at(keyOf, node)) === 1) {
      from[node] = to[node] = revision ?? 0;
      continue;
    }
    for (const reader of membersOf(readers, node)) {
      const { end: seen } = operations[reader] as ObservedOperation;
      if (seen >= (to[node] as number)) continue;
      to[node] = Math.max(seen, start);
      endedBy[node] = reader;
    }
  }
  return { from, to, endedBy, isTotal };
}

/** The keys of which every write that counts has a revision of its own. */
function totalKeys({ operations, keys, keyOf, isWrite }: Causality): Uint8Array {
  const revisions = keys.map(() => new Set<number>());
  const isTotal = new Uint8Array(keys.length).fill(1);
  for (const [node, { revision }] of operations.entries()) {
    const key = at(keyOf, node);
    if (at(isWrite, node) === 0) continue;
    if (revision === null || revisions[key]?.has(revision) === true) isTotal[key] = 0;
    else revisions[key]?.add(revision);
  }
  return isTotal;
}

/** Whether one version is surely older than another one. */
export function isOlder({ from, to }: CertainOrder, version: number, other: number): boolean {
  if (other === beginning) return false;
  return version === beginning || (to[version] as number) < (from[other] as number);
}

/** Why one write is older than another one; they are. */
export function olderBecause(
  { operations, keyOf }: Causality,
  { isTotal, endedBy }: CertainOrder,
  older: number,
  newer: number,
): readonly Because[] {
  const indexOf = (node: number): number => (operations[node] as ObservedOperation).index;
  const [before, after] = [indexOf(older), indexOf(newer)];
  if (at(isTotal, at(keyOf, older)) === 1) return [{ rule: 'version order', before, after }];
  const { end } = operations[older] as ObservedOperation;
  if (end < (operations[newer] as ObservedOperation).start) {
    return [{ rule: 'real time', before, after }];
  }
  const read = indexOf(at(endedBy, older));
  return [
    { rule: 'reads from', write: before, read },
    { rule: 'real time', before: read, after },
    { rule: 'conflict order', before, after },
  ];
}
