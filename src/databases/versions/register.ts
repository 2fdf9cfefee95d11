/**
 * What a register holds under each scheme: with stamps one version, which wins by its stamp; with vectors all versions of
 * which none knew of another. Merging what two nodes hold, and adding a write on the node that coordinates it.
 */
import type { WriteId } from '../../history/operation.js';
import type { NodeId } from '../database.js';
import { discard, join, sync, update } from './dotted.js';
import { union } from './siblings.js';
import { compareStamps, type HybridStamp } from './timestamp.js';
import { compareVectors, type VersionVector } from './vector.js';
import { discardVectors, joinVectors, nextVector, syncVectors } from './vectored.js';
import { compareVersions, type Drop, type MergedVersions, type Version } from './version.js';

/** How versions of a register are told apart. The two with a clock differ in where stamps come from. */
export type Scheme = 'wall-clock' | 'hybrid-clock' | 'version-vectors' | 'dotted';

/** A write or a delete, as its coordinator takes it up. */
export interface Change {
  readonly write: WriteId;
  /** True for a delete. */
  readonly isTombstone: boolean;
  /** The coordinator. */
  readonly node: NodeId;
  /** What its clock reads; with a wall clock, and with vectors, the counter is 0. */
  readonly stamp: HybridStamp;
  /** With vectors: what the client had read; empty for a client that read nothing. */
  readonly context: VersionVector;
  /** With vectors: the new entry or dot is at least this. 1, or more on a node that may have forgotten the key. */
  readonly least: number;
  /** The elements of a collection that it replaces: those that the client, or the coordinator, had seen. Ascending. */
  readonly elements: readonly WriteId[];
}

export function mergeVersions(
  scheme: Scheme,
  a: readonly Version[],
  b: readonly Version[],
): MergedVersions {
  if (b.length === 0) return { versions: a, drops: [] };
  if (a.length === 0) return { versions: b, drops: [] };
  switch (scheme) {
    case 'wall-clock':
    case 'hybrid-clock':
      return laterOf(a, b);
    case 'version-vectors':
      return syncVectors(a, b);
    case 'dotted':
      return sync(a, b);
  }
}

/** What the coordinator holds after the change. With stamps a write that is stamped too early is itself dropped. */
export function changeVersions(
  scheme: Scheme,
  held: readonly Version[],
  change: Change,
): MergedVersions {
  const { write, isTombstone, node, stamp, context, least } = change;
  const { time, counter } = stamp;
  switch (scheme) {
    case 'wall-clock':
    case 'hybrid-clock': {
      const version: Version = { write, isTombstone, time, counter, node, vector: [] };
      const { versions, drops } = mergeVersions(scheme, held, [version]);
      return { versions, drops: drops.map((drop) => known(drop, write)) };
    }
    case 'version-vectors': {
      const vector = nextVector(held, context, node, least);
      // A write that stood there twice, under two vectors, stands there once now.
      const kept = discardVectors(held, context)
        .map((one) => ({ ...one, vector }))
        .filter((one, index, all) => index === 0 || !isSame(one, all[index - 1] as Version));
      return replaced(held, kept, { write, isTombstone, time, counter: 0, node, vector });
    }
    case 'dotted': {
      const clock = update(held, context, node, least);
      return replaced(held, discard(held, context), { write, isTombstone, time, ...clock });
    }
  }
}

/** With vectors: what a client knows that has read these versions. With stamps empty. */
export function vectorOf(scheme: Scheme, versions: readonly Version[]): VersionVector {
  if (scheme === 'dotted') return join(versions);
  return scheme === 'version-vectors' ? joinVectors(versions) : [];
}

/** With vectors: whether whoever knows all this knew of a version, and did without it. */
export function isKnown(scheme: Scheme, version: Version, known: VersionVector): boolean {
  if (scheme === 'dotted') return discard([version], known).length === 0;
  return compareVectors(known, version.vector) === 'after';
}

/** Last-write-wins. Stamps tell who wins, not who knew of whom. */
function laterOf(a: readonly Version[], b: readonly Version[]): MergedVersions {
  const [one, other] = [a[0] as Version, b[0] as Version];
  const isEarlier = (compareStamps(one, other) || compareVersions(one, other)) < 0;
  const versions = isEarlier ? b : a;
  if (one.write === other.write) return { versions, drops: [] };
  const [loser, winner] = isEarlier ? [one, other] : [other, one];
  return { versions, drops: [{ write: loser.write, winner: winner.write, how: 'discarded' }] };
}

/** Whoever took up the winner held what it replaces. */
function known({ write, winner, how }: Drop, accepted: WriteId): Drop {
  return { write, winner, how: winner === accepted ? 'superseded' : how };
}

function replaced(held: readonly Version[], kept: readonly Version[], added: Version) {
  const versions = union(kept, [added]);
  const writes = new Set(versions.map(({ write }) => write));
  const gone = new Set(held.map(({ write }) => write).filter((write) => !writes.has(write)));
  const drops = [...gone].map((write): Drop => {
    return { write, winner: added.write, how: 'superseded' };
  });
  return { versions, drops };
}

function isSame(a: Version, b: Version): boolean {
  return compareVersions(a, b) === 0;
}
