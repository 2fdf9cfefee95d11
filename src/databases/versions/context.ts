/**
 * What a session has seen of a key, by the versions that it read or wrote: for monotonic reads and read-your-writes (Terry
 * et al.: Session Guarantees for Weakly Consistent Replicated Data, PDIS 1994), and with vectors for what a write replaces.
 */
import type { WriteId } from '../../history/operation.js';
import type { Cell } from './cell.js';
import { mergeElements } from './collection.js';
import { vectorOf, type Scheme } from './register.js';
import { compareStamps, type Stamp } from './timestamp.js';
import { copyVector, covers, mergeVectors, type VersionVector } from './vector.js';

/** A flat record. With stamps: the stamp of the version, all 0 for none; with vectors: the vector. And the elements. */
export interface Context extends Stamp {
  readonly vector: VersionVector;
  /** In ascending order; with those that were removed. */
  readonly elements: readonly WriteId[];
}

/** Its fields in a message, for the declaration of the message. */
export const contextFields: readonly (keyof Context)[] = [
  ...(['time', 'counter', 'write', 'vector', 'elements'] as const),
];

/** What a session has seen that has seen nothing. */
export const emptyContext: Context = { time: 0, counter: 0, write: 0, vector: [], elements: [] };

/**
 * What a session has seen that read this cell. After a write a session has seen its own version alone, not what the
 * coordinator held beside it: the context of a cell with this version and no other. Under `version-vectors` even that
 * covers the siblings which the session has not read: for its next write it keeps the context of its last read.
 */
export function contextOf(scheme: Scheme, { versions, elements, removed }: Cell): Context {
  const gone = removed.map(({ write }) => write);
  const version = versions[0];
  const isStamped = scheme === 'wall-clock' || scheme === 'hybrid-clock';
  const { time, counter, write } = isStamped && version !== undefined ? version : emptyContext;
  const vector = vectorOf(scheme, versions);
  return { time, counter, write, vector, elements: [...mergeElements(elements, gone)] };
}

/** A fresh copy, for messages. */
export function copyContext({ time, counter, write, vector, elements }: Context): Context {
  return { time, counter, write, vector: copyVector(vector), elements: [...elements] };
}

/** What a session has seen that has seen both. */
export function mergeContexts(a: Context, b: Context): Context {
  if (isPlain(a) && isPlain(b)) return isAtLeast(a, b) ? a : b;
  const { time, counter, write } = isAtLeast(a, b) ? a : b;
  const vector = mergeVectors(a.vector, b.vector);
  return { time, counter, write, vector, elements: [...mergeElements(a.elements, b.elements)] };
}

/**
 * Whether whoever is shown `a` has seen everything in `b`: no older version, no element less. A replica that has purged
 * a tombstone shows less than it did before.
 */
export function coversContext(a: Context, b: Context): boolean {
  if (!isAtLeast(a, b) || !covers(a.vector, b.vector)) return false;
  const elements = new Set(a.elements);
  return b.elements.every((write) => elements.has(write));
}

/** It is a stamp alone. */
function isPlain({ vector, elements }: Context): boolean {
  return vector.length + elements.length === 0;
}

/** By stamps; nothing is the least, whatever clocks show. */
function isAtLeast(a: Stamp, b: Stamp): boolean {
  return b.write === 0 || (a.write !== 0 && compareStamps(a, b) >= 0);
}
