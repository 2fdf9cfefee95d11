/**
 * Dotted version vectors (Preguiça, Baquero, Almeida, Fonte, Gonçalves: Dotted Version Vectors: Logical Clocks for
 * Optimistic Replication, arXiv 1011.5808, 2010; Efficient Causality Tracking in Distributed Storage Systems with Dotted
 * Version Vectors, PODC 2012). A version carries a dot, the one update that it is, and a vector, the updates that its
 * writer knew: apart from each other, so two clients that write through one node with one context become siblings of
 * each other and of nobody else.
 *
 * In the papers nodes exchange all that they hold of a key, and a context may say *all up to here*. Ours keeps gaps
 * (`vector.ts`), so versions may also travel one by one, and no context covers what its client has not read.
 */
import type { NodeId } from '../database.js';
import { mergeSiblings } from './siblings.js';
import {
  counterOf,
  coversDot,
  mergeAll,
  mergeVectors,
  withDot,
  type VersionVector,
} from './vector.js';
import type { MergedVersions, Version } from './version.js';

/** The dot and the vector of a version. */
export type DottedClock = Pick<Version, 'node' | 'counter' | 'vector'>;

/** *sync*: what is left of two nodes' versions of a key: all but those that another one knew. */
export function sync(a: readonly Version[], b: readonly Version[]): MergedVersions {
  const knows = (later: Version, earlier: Version) => isCovered(earlier, later.vector);
  return mergeSiblings(a, b, knows, (all) => {
    const known = mergeAll(all.map(({ vector }) => vector));
    return (version) => isCovered(version, known);
  });
}

/** *join*: the context of all these versions, for the client that reads them. */
export function join(versions: readonly DottedClock[]): VersionVector {
  let context: VersionVector = [];
  for (const { node, counter, vector } of versions) {
    context = withDot(mergeVectors(context, vector), node, counter);
  }
  return context;
}

/** *discard*: the versions that a context does not cover. */
export function discard<Clock extends DottedClock>(
  versions: readonly Clock[],
  context: VersionVector,
): Clock[] {
  return versions.filter((version) => !isCovered(version, context));
}

/**
 * *update*: the clock of a write that `node`, which holds `versions`, coordinates for a client that had read `context`.
 * Its dot is the next one of the node for this key, and not below `least`: for a node that may have forgotten what it
 * held, since no dot may be given twice. What `least` leaves out stays a gap for ever, so it should count by key.
 */
export function update(
  versions: readonly DottedClock[],
  context: VersionVector,
  node: NodeId,
  least: number,
): DottedClock {
  const known = Math.max(counterOf(join(versions), node), counterOf(context, node));
  return { node, counter: Math.max(known + 1, least), vector: context };
}

function isCovered({ node, counter }: DottedClock, context: VersionVector): boolean {
  return coversDot(context, node, counter);
}
