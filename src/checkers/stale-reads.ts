/**
 * Stale reads: ok reads that missed a write which was acknowledged before they were invoked. A read
 * misses such a write when it neither returned it nor anything that explains its absence
 * (version-order.ts), and the write knew, directly or through others, of something that the read
 * returned, or the read returned nothing. A completion at the very instant of the invocation counts
 * as concurrent. A write that is lost makes reads stale until it is gone; from then on no read could
 * return it, and it counts as lost instead. What a read served beside what it returned, deletes, counts
 * as returned (served.ts).
 *
 * Reads of one key that returned the same versions share one walk forwards from those versions,
 * which goes on where the last read left it. So the work is bounded by how far behind reads were,
 * and a replica that stands still for a long time costs no more than what it misses.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { EventNumber, Operation, WriteId } from '../history/operation.js';
import type { Duration, Instant } from '../kernel/time.js';
import { isAnsweredRead, servedBy } from './answered-reads.js';
import { forwardOrder, type ForwardOrder } from './forward-order.js';
import { explainedBy, type VersionOrder } from './version-order.js';

export interface StaleRead {
  readonly read: Operation;
  /** The missed write that is newest in the version order. */
  readonly newest: WriteId;
  /** How many acknowledged writes it missed. */
  readonly versionsBehind: number;
  /** From the completion of the missed write that completed first to the invocation of the read. */
  readonly age: Duration;
}

export interface Staleness {
  /** In the order of invocation. */
  readonly staleReads: readonly StaleRead[];
  /** Every write that some read missed, the final reads included. */
  readonly missed: ReadonlySet<WriteId>;
}

/** A look at one key: an ok read, or the read at the end, which could see everything. */
type Look = Operation | FinalLook;

interface FinalLook extends Pick<Operation, 'key' | 'versions' | 'invokedAt' | 'invokedIn'> {
  readonly kind: 'final';
}

/** Judges every ok read. `goneSince` tells of lost writes since when they are gone. */
export function staleness(
  chronicle: Chronicle,
  order: VersionOrder,
  goneSince: ReadonlyMap<WriteId, Instant>,
): Staleness {
  const staleReads: StaleRead[] = [];
  const missed = new Set<WriteId>();
  const onward = forwardOrder(chronicle, order);
  for (const { key, served, looks } of sameLooks(chronicle, order)) {
    const walk = startWalk(key, served, onward);
    for (const look of looks) {
      advance(walk, look.invokedIn, onward, chronicle.writes);
      const newlyMissed = walk.open.length === 0 ? [] : acknowledge(walk, look.invokedAt);
      for (const { write } of newlyMissed) missed.add(write);
      if (look.kind === 'final') continue;
      for (const operation of newlyMissed) {
        if (goneSince.has(operation.write)) walk.doomed.push(operation);
        else addTo(walk.lasting, operation, order);
      }
      if (walk.lasting.newest === null && walk.doomed.length === 0) continue;
      const isThere = ({ write }: Operation): boolean =>
        (goneSince.get(write) ?? 0) > look.invokedAt;
      const { newest, earliest, versions } = behindOf(walk, isThere, order);
      if (newest === null || earliest === null) continue;
      const age = look.invokedAt - earliest;
      staleReads.push({ read: look, newest, versionsBehind: versions, age });
    }
  }
  staleReads.sort((a, b) => a.read.id - b.read.id);
  return { staleReads, missed };
}

/** Looks at one key that were served the same, in the order of invocation. */
interface SameLooks {
  readonly key: string;
  readonly served: readonly WriteId[];
  readonly looks: Look[];
}

/** All looks, those with the same key and versions together. */
function sameLooks(chronicle: Chronicle, order: VersionOrder): Iterable<SameLooks> {
  const groups = new Map<string | number, SameLooks>();
  const add = (look: Look, served: readonly WriteId[]): void => {
    const { key } = look;
    const [first, second] = served;
    const isOne = first !== undefined && second === undefined;
    const name = isOne ? first : `${served.join(' ')} ${key}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { key, served, looks: [look] });
    else group.looks.push(look);
  };
  for (const read of chronicle.operations) {
    if (isAnsweredRead(read)) add(read, servedBy(read, order));
  }
  for (const { key, versions, at: invokedAt } of chronicle.finalReads.values()) {
    if (versions === null) continue;
    const look = { kind: 'final', key, versions, invokedAt, invokedIn: Infinity } as const;
    add(look, order.served(key, versions, Infinity));
  }
  return groups.values();
}

/** A walk forwards from the versions that a group of looks returned. */
interface Walk {
  readonly versions: readonly WriteId[];
  /** Writes whose absence the versions explain; null until the walk has reached anything. */
  isExplained: ((write: WriteId) => boolean) | null;
  /** Null until then, too. */
  reached: Set<WriteId> | null;
  /** Where the walk can go on: successors of a reached write from `next` on. */
  branches: Branch[];
  /** Reached, not explained, not known to be acknowledged so far. */
  open: Operation[];
  /** Missed, and there to the end. */
  readonly lasting: Behind;
  /** Missed, and lost at some time: they count while they are there. */
  readonly doomed: Operation[];
}

/** What a look missed, added up. */
interface Behind {
  versions: number;
  earliest: Instant | null;
  newest: WriteId | null;
}

interface Branch {
  readonly successors: readonly WriteId[];
  next: number;
}

function startWalk(key: string, versions: readonly WriteId[], order: ForwardOrder): Walk {
  const starts = versions.map((write) => order.successors(write));
  // Who returned nothing missed what was written since, even if that knew of nothing.
  if (versions.every((write) => order.deletes(write))) {
    const oldest = versions.reduce((rank, write) => Math.min(rank, order.rank(write)), Infinity);
    const isSince = (write: WriteId): boolean =>
      versions.length === 0 || order.rank(write) > oldest;
    starts.push(order.beginnings(key).filter(isSince));
  }
  return {
    versions,
    isExplained: null,
    reached: null,
    branches: starts.map((successors) => ({ successors, next: 0 })),
    open: [],
    lasting: { versions: 0, earliest: null, newest: null },
    doomed: [],
  };
}

/** Walks on to every write that can have been acknowledged before the event. */
function advance(
  walk: Walk,
  event: EventNumber,
  order: ForwardOrder,
  writes: Chronicle['writes'],
): void {
  const unfinished: Branch[] = [];
  const pending = walk.branches;
  for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
    let write = branch.successors[branch.next];
    while (write !== undefined && order.reachedIn(write) < event) {
      walk.reached ??= new Set(walk.versions);
      if (!walk.reached.has(write)) {
        walk.reached.add(write);
        pending.push({ successors: order.successors(write), next: 0 });
        walk.isExplained ??= explainedFromOldest(walk.versions, order);
        const operation = writes[write];
        if (operation?.outcome === 'ok' && !walk.isExplained(write)) walk.open.push(operation);
      }
      branch.next += 1;
      write = branch.successors[branch.next];
    }
    if (write !== undefined) unfinished.push(branch);
  }
  walk.branches = unfinished;
}

/** The walk reaches nothing that ranks before the oldest of its versions. */
function explainedFromOldest(
  versions: readonly WriteId[],
  order: VersionOrder,
): (write: WriteId) => boolean {
  const oldest = versions.reduce((rank, write) => Math.min(rank, order.rank(write)), Infinity);
  return explainedBy(versions, order, oldest);
}

/** Takes the reached writes that were acknowledged before the instant. */
function acknowledge(walk: Walk, before: Instant): readonly Operation[] {
  const taken: Operation[] = [];
  const open: Operation[] = [];
  for (const operation of walk.open) {
    const { completedAt } = operation;
    if (completedAt !== null && completedAt < before) taken.push(operation);
    else open.push(operation);
  }
  walk.open = open;
  return taken;
}

/** What a look missed: what lasts, and of what is lost in the end that which is still there. */
function behindOf(
  { lasting, doomed }: Walk,
  isThere: (operation: Operation) => boolean,
  order: VersionOrder,
): Behind {
  const behind = { ...lasting };
  for (const operation of doomed) if (isThere(operation)) addTo(behind, operation, order);
  return behind;
}

function addTo(behind: Behind, { write, completedAt }: Operation, order: VersionOrder): void {
  behind.versions += 1;
  const at = completedAt ?? 0;
  behind.earliest = Math.min(behind.earliest ?? at, at);
  const isNewest = behind.newest === null || order.rank(write) > order.rank(behind.newest);
  if (isNewest) behind.newest = write;
}
