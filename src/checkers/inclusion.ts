/**
 * What a state includes: the writes whose versions it holds, and those whose place was taken by what it
 * holds. Session guarantees and inversions are promises that a later state includes what an earlier one
 * held.
 *
 * A `write` takes the place of all that it was made on top of, directly or through others, and of what
 * conflict resolution dropped for it, and a delete does as well; so does whatever was made on top of it. An append takes the place of
 * nothing. Two cases lie beyond the version order:
 *
 * - A write that was dropped for one that had completed before it was invoked is not older than that one:
 *   it was clobbered.
 * - A write that is not there in the end, lost or clobbered or never acknowledged, has no successors. Any
 *   `write` to its key that was first stored later takes its place, whether it knew of it or not.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { WriteId } from '../history/operation.js';
import type { Ancestry } from './ancestry.js';
import { servedBy, type AnsweredRead } from './answered-reads.js';
import { isGone, type Fate } from './fates.js';
import { firstIndex } from './first-index.js';
import type { VersionOrder } from './version-order.js';

/** What a key held: versions, oldest first, and the deletes to which it holds no more than these (served.ts). */
export type State = readonly WriteId[];

export interface Inclusion {
  /** Whether the first `count` versions of a state, by default all, include a write to the same key. */
  readonly includes: (state: State, write: WriteId, count?: number) => boolean;
  /**
   * Whether whatever includes all of a state includes the write, too: then nobody who remembers the
   * state need remember the write.
   */
  readonly impliedBy: (state: State, write: WriteId) => boolean;
  /** The state that a read served: what it returned, and the deletes that it may have served besides. */
  readonly served: (read: AnsweredRead) => State;
  /** A place in an order in which nothing stands before what it was made on top of. */
  readonly place: (write: WriteId) => number;
}

/**
 * Answers in constant time for keys that are never appended to; for the others in the number of their
 * `write`s between the two.
 */
export function inclusion(
  chronicle: Pick<Chronicle, 'operations' | 'writes'>,
  order: VersionOrder,
  { descends, place }: Ancestry,
  fates: ReadonlyMap<WriteId, Fate>,
): Inclusion {
  const { replacingWrites, canBeReplaced } = replacements(chronicle, { descends, place });
  const gone = new Set<WriteId>();
  for (const [write, fate] of fates) if (isGone(fate)) gone.add(write);
  const succeeds = (one: WriteId, write: WriteId): boolean =>
    one !== write && (descends(one, write) || (gone.has(write) && place(one) > place(write)));
  const takesPlace = (version: WriteId, write: WriteId): boolean =>
    order.replaces(version)
      ? succeeds(version, write)
      : replacingWrites(version, write).some((one) => succeeds(one, write));
  const placeIn = finder(chronicle.writes.length);
  const includes = (state: State, write: WriteId, count = state.length): boolean => {
    const at = placeIn(state, write);
    if (at >= 0 && at < count) return true;
    if (!canBeReplaced(write)) return false;
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
    served: (read) => servedBy(read, order),
    place,
  };
}

/**
 * Answers where a write stands in a state, -1 where it does not. Lists grow at the end and are alike on all
 * nodes, so it is looked for first where it stood in the last state.
 */
function finder(size: number): (state: State, write: WriteId) => number {
  const lastPlaces = new Uint32Array(size);
  return (state, write) => {
    const last = lastPlaces[write] ?? 0;
    if (state[last] === write) return last;
    const place = state.indexOf(write);
    if (place >= 0) lastPlaces[write] = place;
    return place;
  };
}

interface Replacements {
  /** The `write`s that an append stands on, as far down as `write`. */
  readonly replacingWrites: (append: WriteId, write: WriteId) => readonly WriteId[];
  /** False for elements of keys that are only appended to. */
  readonly canBeReplaced: (write: WriteId) => boolean;
}

/** Looks for keys that are both written and appended to: no other append stands on `write`s. */
function replacements(
  { operations }: Pick<Chronicle, 'operations'>,
  { descends, place }: Pick<Ancestry, 'descends' | 'place'>,
): Replacements {
  const appends = operations.filter(({ kind }) => kind === 'append');
  if (appends.length === 0) return { replacingWrites: () => [], canBeReplaced: () => true };
  const replacing = new Map<string, WriteId[]>(appends.map(({ key }) => [key, []]));
  for (const { kind, key, write } of operations) {
    if (kind === 'write' || kind === 'delete') replacing.get(key)?.push(write);
  }
  for (const writes of replacing.values()) writes.sort((a, b) => place(a) - place(b));
  const candidates = new Map(appends.map(({ write, key }) => [write, replacing.get(key)] as const));
  return {
    replacingWrites(append, write) {
      const writes = candidates.get(append) ?? [];
      const from = firstIndex(writes, (one) => place(one) >= place(write));
      const to = firstIndex(writes, (one) => place(one) > place(append));
      return writes.slice(from, to).filter((one) => descends(append, one));
    },
    canBeReplaced: (write) => candidates.get(write)?.length !== 0,
  };
}
