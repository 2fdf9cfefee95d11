/**
 * Version vectors (Parker et al.: Detection of Mutual Inconsistency in Distributed Systems, IEEE TSE 1983): for each
 * node, which of the updates it coordinated are known: all up to a counter, and, where some between are missing, single ones
 * beyond it (Malkhi, Terry: Concise Version Vectors in WinFS, DISC 2005, the other way round). A vector is a sorted list, so that
 * messages and states hold plain data that is read in one pass; functions answer fresh lists and change none.
 */
import type { NodeId } from '../database.js';

/** Sorted by node (by code unit), each node once. A node that is absent has no known update. */
export type VersionVector = readonly VectorEntry[];

/**
 * The updates 1 to `counter`, and those in `more`, which are ascending and above `counter + 1`. Plain version vectors never
 * have more; it takes dots that arrive one by one.
 */
export type VectorEntry = readonly [node: NodeId, counter: number, ...more: number[]];

/** What `a` is to `b`. */
export type CausalOrder = 'before' | 'after' | 'equal' | 'concurrent';

/** The greatest update of the node that is known; 0 when none is. */
export function counterOf(vector: VersionVector, node: NodeId): number {
  const entry = entryOf(vector, node);
  return entry === undefined ? 0 : (entry[entry.length - 1] as number);
}

/** Whether this one update of the node is known. */
export function coversDot(vector: VersionVector, node: NodeId, counter: number): boolean {
  const entry = entryOf(vector, node);
  return entry !== undefined && knows(entry, counter);
}

/** Whether `a` knows every update that `b` knows. */
export function covers(a: VersionVector, b: VersionVector): boolean {
  let index = 0;
  for (const entry of b) {
    while (index < a.length && (a[index] as VectorEntry)[0] < entry[0]) index += 1;
    const known = a[index];
    if (known?.[0] !== entry[0] || !coversEntry(known, entry)) return false;
  }
  return true;
}

export function compareVectors(a: VersionVector, b: VersionVector): CausalOrder {
  const isCovered = covers(b, a);
  if (covers(a, b)) return isCovered ? 'equal' : 'after';
  return isCovered ? 'before' : 'concurrent';
}

/** The least vector that covers both. */
export function mergeVectors(a: VersionVector, b: VersionVector): VersionVector {
  const merged: VectorEntry[] = [];
  let index = 0;
  for (const entry of a) {
    for (; index < b.length && (b[index] as VectorEntry)[0] < entry[0]; index += 1) {
      merged.push(copyEntry(b[index] as VectorEntry));
    }
    const other = b[index];
    if (other?.[0] === entry[0]) {
      merged.push(mergeEntries(entry, other));
      index += 1;
    } else {
      merged.push(copyEntry(entry));
    }
  }
  for (; index < b.length; index += 1) merged.push(copyEntry(b[index] as VectorEntry));
  return merged;
}

/** The least vector that covers all of them. */
export function mergeAll(vectors: readonly VersionVector[]): VersionVector {
  return vectors.reduce(mergeVectors, []);
}

/** The vector that knows also this one update, and no other one for it. */
export function withDot(vector: VersionVector, node: NodeId, counter: number): VersionVector {
  return mergeVectors(vector, [counter === 1 ? [node, 1] : [node, 0, counter]]);
}

/** The vector after one more update by the node. */
export function increment(vector: VersionVector, node: NodeId): VersionVector {
  return withDot(vector, node, counterOf(vector, node) + 1);
}

/** A fresh copy, for messages and records. */
export function copyVector(vector: VersionVector): VersionVector {
  return vector.map(copyEntry);
}

function copyEntry([node, counter, ...more]: VectorEntry): VectorEntry {
  return [node, counter, ...more];
}

function entryOf(vector: VersionVector, node: NodeId): VectorEntry | undefined {
  for (const entry of vector) if (entry[0] === node) return entry;
  return undefined;
}

function knows(entry: VectorEntry, counter: number): boolean {
  return counter <= entry[1] || (entry.length > 2 && entry.indexOf(counter, 2) > 0);
}

function coversEntry(a: VectorEntry, b: VectorEntry): boolean {
  // What is known one by one has a gap below it, so it does not reach down to a's counter.
  if (b[1] > a[1]) return false;
  for (let index = 2; index < b.length; index += 1) {
    if (!knows(a, b[index] as number)) return false;
  }
  return true;
}

function mergeEntries(a: VectorEntry, b: VectorEntry): VectorEntry {
  let counter = Math.max(a[1], b[1]);
  if (a.length === 2 && b.length === 2) return [a[0], counter];
  const [, , ...ours] = a;
  const [, , ...theirs] = b;
  const more: number[] = [];
  for (const dot of [...ours, ...theirs].sort((one, other) => one - other)) {
    if (dot === counter + 1) counter = dot;
    else if (dot > counter && dot !== more[more.length - 1]) more.push(dot);
  }
  return [a[0], counter, ...more];
}
