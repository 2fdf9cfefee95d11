/**
 * What a state includes: the writes whose versions it holds, and those whose place was taken by what it
 * holds. Session guarantees and inversions are promises that a later state includes what an earlier one
 * held.
 *
 * A `write` takes the place of all that it was made on top of, directly or through others, and of what
 * conflict resolution dropped for it; so does whatever was made on top of it. An append takes the place of
 * nothing. Two cases lie beyond the version order:
 *
 * - A write that was dropped for one that had completed before it was invoked is not older than that one:
 *   it was clobbered.
 * - A write that is not there in the end, lost or clobbered or never acknowledged, has no successors. Any
 *   `write` to its key that was first stored later takes its place, whether it knew of it or not.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { WriteId } from '../history/operation.js';
import { provenanceEntry, rowsOfKind } from '../history/provenance.js';
import { ancestry, type Ancestry } from './ancestry.js';
import { hasCompletedBefore, isGone, type Fate } from './fates.js';
import { firstIndex } from './first-index.js';
import type { VersionOrder } from './version-order.js';

/** What a key held, as a read returns it: versions, oldest first. */
export type State = readonly WriteId[];

export interface Inclusion {
  /** Whether the first `count` versions of a state, by default all, include a write to the same key. */
  readonly includes: (state: State, write: WriteId, count?: number) => boolean;
  /**
   * Whether whatever includes all of a state includes the write, too: then nobody who remembers the
   * state need remember the write.
   */
  readonly impliedBy: (state: State, write: WriteId) => boolean;
  /** A place in an order in which nothing stands before what it was made on top of. */
  readonly place: (write: WriteId) => number;
}

/**
 * Answers in constant time for keys that are never appended to; for the others in the number of their
 * `write`s between the two.
 */
export function inclusion(
  chronicle: Pick<Chronicle, 'operations'>,
  order: VersionOrder,
  { descends, place }: Ancestry,
  fates: ReadonlyMap<WriteId, Fate>,
): Inclusion {
  const replacingWrites = replacingBelow(chronicle, { descends, place });
  const gone = new Set<WriteId>();
  for (const [write, fate] of fates) if (isGone(fate)) gone.add(write);
  const succeeds = (one: WriteId, write: WriteId): boolean =>
    one !== write && (descends(one, write) || (gone.has(write) && place(one) > place(write)));
  const takesPlace = (version: WriteId, write: WriteId): boolean =>
    order.replaces(version)
      ? succeeds(version, write)
      : replacingWrites(version, write).some((one) => succeeds(one, write));
  const indexIn = indexer();
  const includes = (state: State, write: WriteId, count = state.length): boolean => {
    const at = indexIn(state, write);
    if (at >= 0 && at < count) return true;
    for (let index = 0; index < count; index += 1) {
      if (takesPlace(state[index] ?? 0, write)) return true;
    }
    return false;
  };
  return {
    includes,
    impliedBy(state, write) {
      // What took the place of something gone need not stand on what that had taken the place of.
      if (!includes(state, write)) return false;
      return gone.size === 0 || gone.has(write) || !state.some((version) => gone.has(version));
    },
    place,
  };
}

const few = 4;

/** Looks for writes in states. Whoever asks does so many times of one state, so it keeps an index of it. */
function indexer(): (state: State, write: WriteId) => number {
  let indexed: State = [];
  let places: ReadonlyMap<WriteId, number> = new Map();
  return (state, write) => {
    if (state.length <= few) return state.indexOf(write);
    if (state !== indexed) {
      indexed = state;
      places = new Map(state.map((one, place) => [one, place] as const).reverse());
    }
    return places.get(write) ?? -1;
  };
}

/** Who stands on whom: on what it knew of, and on what was dropped for it. O(writes + ledger entries). */
export function versionAncestry(chronicle: Chronicle, order: VersionOrder): Ancestry {
  return ancestry(order.ranked, olderWrites(chronicle, order));
}

/** By write: what it knew of, and what was dropped for it. */
function olderWrites(
  { writes, provenance }: Chronicle,
  order: VersionOrder,
): (write: WriteId) => readonly WriteId[] {
  const rows = rowsOfKind(provenance, 'discarded');
  if (rows.length === 0) return (write) => order.predecessors(write);
  const older = writes.map((_, write) => new Set(order.predecessors(write)));
  for (const row of rows) {
    const { write, other } = provenanceEntry(provenance, row);
    const [loser, winner] = [writes[write], writes[other]];
    if (loser === undefined || winner?.key !== loser.key) continue;
    if (write !== other && !hasCompletedBefore(winner, loser)) older[other]?.add(write);
  }
  const lists = older.map((one) => [...one]);
  return (write) => lists[write] ?? [];
}

/**
 * Answers which `write`s an append stands on, as far down as `write`. Only keys that are both written and
 * appended to have any.
 */
function replacingBelow(
  { operations }: Pick<Chronicle, 'operations'>,
  { descends, place }: Pick<Ancestry, 'descends' | 'place'>,
): (append: WriteId, write: WriteId) => readonly WriteId[] {
  const appends = operations.filter(({ kind }) => kind === 'append');
  if (appends.length === 0) return () => [];
  const keys = new Map(appends.map(({ write, key }) => [write, key] as const));
  const replacing = new Map<string, WriteId[]>(appends.map(({ key }) => [key, []]));
  for (const { kind, key, write } of operations) {
    if (kind === 'write') replacing.get(key)?.push(write);
  }
  for (const writes of replacing.values()) writes.sort((a, b) => place(a) - place(b));
  return (append, write) => {
    const candidates = replacing.get(keys.get(append) ?? '') ?? [];
    const from = firstIndex(candidates, (one) => place(one) >= place(write));
    const to = firstIndex(candidates, (one) => place(one) > place(append));
    return candidates.slice(from, to).filter((one) => descends(append, one));
  };
}
