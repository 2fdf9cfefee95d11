/**
 * Siblings: the versions of a key of which none knew of another. Merging keeps what is maximal in the union. That is
 * commutative, associative and idempotent for every order in which `knows` is transitive.
 */
import { mergeSorted } from './sorted.js';
import { compareVersions, type Drop, type MergedVersions, type Version } from './version.js';

/** Whether the writer of `later` knew of `earlier`, as the versions tell. False for a version and itself. */
export type Knows = (later: Version, earlier: Version) => boolean;

/** @param knownIn whether any of these versions knows one of them, without asking every pair: siblings can be many */
export function mergeSiblings(
  a: readonly Version[],
  b: readonly Version[],
  knows: Knows,
  knownIn: (all: readonly Version[]) => (one: Version) => boolean,
): MergedVersions {
  const all = union(a, b);
  const isKnown = knownIn(all);
  const versions = all.filter((one) => !isKnown(one));
  if (versions.length === all.length) return { versions, drops: [] };
  return { versions, drops: dropsOf(all, versions, knows) };
}

/** Each write of `all` of which no version is kept, with a winner that knew of it. */
function dropsOf(all: readonly Version[], kept: readonly Version[], knows: Knows): Drop[] {
  const drops: Drop[] = [];
  const settled = new Set(kept.map(({ write }) => write));
  for (const dropped of all) {
    if (settled.has(dropped.write)) continue;
    settled.add(dropped.write);
    const isWinner = (one: Version): boolean => knows(one, dropped);
    const { write: winner } = all.find(isWinner) as Version;
    drops.push({ write: dropped.write, winner, how: 'superseded' });
  }
  return drops;
}

/** Both lists as one, in order; a version that is in both once. */
export function union(a: readonly Version[], b: readonly Version[]): Version[] {
  return mergeSorted(a, b, compareVersions, (one) => one);
}
