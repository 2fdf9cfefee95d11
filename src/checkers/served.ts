/**
 * What reads served. A delete has no value, so no read names it: a read of nothing may have served the
 * beginning or any delete. Here the deletes are put back that an answer agrees with, read off the version
 * order; all other checkers then treat them as writes whose value was returned.
 *
 * An answer agrees with a delete when nothing stands in it that the delete took away: what it was made on
 * top of, directly or through others, and what conflict resolution dropped for it. What stands in it must be
 * made on top of the delete, or some node held both side by side (siblings). Of several such deletes those
 * count that no other one was made on top of, so a reader who was told nothing always gets the benefit of
 * the doubt. A delete that had not been stored anywhere when the read completed cannot have been served, nor
 * one that surely had no effect.
 */
import type { Chronicle } from '../history/chronicle.js';
import { copiesIn, type Copies, type Copy } from '../history/copies.js';
import type { EventNumber, Operation, WriteId } from '../history/operation.js';
import { groupedBy } from '../kernel/grouped.js';
import type { Ancestry } from './ancestry.js';
import { firstIndex } from './first-index.js';
import { versionAncestry } from './version-ancestry.js';
import type { VersionOrder } from './version-order.js';

/**
 * The versions that a read returned, behind the deletes that it may have served besides. `before` is the
 * event of its completion. The very list that came in where there are none.
 */
export type Served = (
  key: string,
  versions: readonly WriteId[],
  before: EventNumber,
) => readonly WriteId[];

/** How the deletes of a key stand to each other once one more of them is stored. */
interface Stage {
  readonly since: EventNumber;
  /** Those that no other one was made on top of. */
  readonly newest: readonly WriteId[];
}

/** Without deletes there is nothing to do. Else as much a read as deletes that it missed. */
export function servedStates(
  chronicle: Pick<Chronicle, 'writes' | 'provenance'>,
  order: Omit<VersionOrder, 'served'>,
): Served {
  const copies = remembering(copiesIn(chronicle.provenance));
  const deletes = deletesWithEffect(chronicle, order, copies);
  if (deletes.length === 0) return (_key, versions) => versions;
  const { descends } = versionAncestry(chronicle, order);
  const line = deleteLine(descends);
  const stages = new Map(
    [...groupedBy(deletes, ({ key }) => key)].map(([key, ofKey]) => [
      key,
      ofKey.map(({ write }): Stage => ({
        since: order.firstStoredIn(write),
        newest: line.add(key, write),
      })),
    ]),
  );
  return (key, versions, before) => {
    const ofKey = stages.get(key) ?? [];
    const stage = ofKey[firstIndex(ofKey, ({ since }) => since >= before) - 1];
    if (stage === undefined) return versions;
    const agrees = (one: WriteId): boolean =>
      versions.every(
        (version) =>
          descends(version, one) ||
          (!descends(one, version) && wereSiblings(copies(one), copies(version), before)),
      );
    const isReplaced = (one: WriteId): boolean =>
      versions.some((version) => order.replaces(version) && descends(version, one));
    const served = line.newestAmong(stage.newest, agrees).filter((one) => !isReplaced(one));
    return served.length === 0 ? versions : [...served, ...versions];
  };
}

/** Asks for the copies of each write once. */
function remembering(copiesOf: Copies): Copies {
  const known = new Map<WriteId, readonly Copy[]>();
  return (write) => {
    const copies = known.get(write) ?? copiesOf(write);
    known.set(write, copies);
    return copies;
  };
}

/**
 * Those that some node stored, in the order of first storing. What ended `fail` had no effect, unless a node
 * holds it for all that.
 */
function deletesWithEffect(
  { writes }: Pick<Chronicle, 'writes'>,
  { ranked }: Pick<VersionOrder, 'ranked'>,
  copies: Copies,
): readonly Operation[] {
  return ranked.flatMap((write): Operation[] => {
    const operation = writes[write];
    if (operation?.kind !== 'delete') return [];
    const own = copies(write);
    const counts = operation.outcome !== 'fail' || own.some(({ left }) => left === null);
    return own.length > 0 && counts ? [operation] : [];
  });
}

/** Whether a node held one write and another at the same time, before an event. */
function wereSiblings(
  copies: readonly Copy[],
  others: readonly Copy[],
  before: EventNumber,
): boolean {
  return copies.some((one) =>
    others.some((other) => {
      const since = Math.max(one.storedIn, other.storedIn);
      const until = Math.min(one.left?.event ?? Infinity, other.left?.event ?? Infinity);
      return one.node === other.node && since < Math.min(until, before);
    }),
  );
}

interface DeleteLine {
  /** Adds the next delete of a key; answers those that no other one was made on top of. */
  add(key: string, write: WriteId): readonly WriteId[];
  /** The newest that pass, among some deletes and all below them. */
  newestAmong(from: readonly WriteId[], passes: (write: WriteId) => boolean): readonly WriteId[];
}

/** The deletes of each key, each with those right below it. */
function deleteLine(descends: Ancestry['descends']): DeleteLine {
  const below = new Map<WriteId, readonly WriteId[]>();
  const newest = new Map<string, readonly WriteId[]>();
  const isAbove = (one: WriteId, other: WriteId): boolean =>
    descends(one, other) && !descends(other, one);
  const newestAmong: DeleteLine['newestAmong'] = (from, passes) => {
    const chosen: WriteId[] = [];
    const seen = new Set(from);
    for (const write of seen) {
      if (passes(write)) chosen.push(write);
      else for (const one of below.get(write) ?? []) seen.add(one);
    }
    if (chosen.length < 2) return chosen;
    return chosen.filter((one) => !chosen.some((other) => isAbove(other, one)));
  };
  return {
    newestAmong,
    add(key, write) {
      const before = newest.get(key) ?? [];
      below.set(
        write,
        newestAmong(before, (one) => isAbove(write, one)),
      );
      const after = [...before.filter((one) => !isAbove(write, one)), write];
      newest.set(key, after);
      return after;
    },
  };
}
