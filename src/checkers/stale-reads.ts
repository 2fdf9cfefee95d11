/**
 * Stale reads: ok reads that missed a write which was acknowledged before they were invoked. A read
 * misses such a write when it neither returned it nor anything that explains its absence
 * (version-order.ts), and the write knew, directly or through others, of something that the read
 * returned, or the read returned nothing. A completion at the very instant of the invocation counts
 * as concurrent.
 *
 * Reads of one key that returned the same versions share one walk forwards from those versions,
 * which goes on where the last read left it. So the work is bounded by how far behind reads were,
 * and a replica that stands still for a long time costs no more than what it misses.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { EventNumber, Operation, WriteId } from '../history/operation.js';
import type { Duration, Instant } from '../kernel/time.js';
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

/** Judges every ok read. */
export function staleness(chronicle: Chronicle, order: VersionOrder): Staleness {
  const staleReads: StaleRead[] = [];
  const missed = new Set<WriteId>();
  for (const looks of sameLooks(chronicle)) {
    const walk = startWalk(looks, order);
    for (const look of looks) {
      // A write that was stored only after this event cannot have been acknowledged before it.
      advance(walk, look.invokedIn, order, chronicle.writes);
      for (const write of acknowledge(walk, look.invokedAt, order)) missed.add(write);
      const { newest, earliest, versionsBehind } = walk;
      if (look.kind === 'final' || newest === null || earliest === null) continue;
      staleReads.push({ read: look, newest, versionsBehind, age: look.invokedAt - earliest });
    }
  }
  staleReads.sort((a, b) => a.read.id - b.read.id);
  return { staleReads, missed };
}

/**
 * All looks, those with the same key and versions together, each group in the order of invocation.
 */
function sameLooks(chronicle: Chronicle): Iterable<readonly Look[]> {
  const groups = new Map<string | number, Look[]>();
  const add = (look: Look, versions: readonly WriteId[]): void => {
    const [first, second] = versions;
    const isOne = first !== undefined && second === undefined;
    const name = isOne ? first : `${versions.join(' ')} ${look.key}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [look]);
    else group.push(look);
  };
  for (const read of chronicle.operations) {
    const { kind, outcome, versions } = read;
    if (kind === 'read' && outcome === 'ok' && versions !== null) add(read, versions);
  }
  for (const { key, versions, at: invokedAt } of chronicle.finalReads.values()) {
    if (versions === null) continue;
    add({ kind: 'final', key, versions, invokedAt, invokedIn: Infinity }, versions);
  }
  return groups.values();
}

/** A walk forwards from the versions that a group of looks returned. */
interface Walk {
  readonly versions: readonly WriteId[];
  /** Writes whose absence the versions explain; null until the walk has reached anything. */
  explained: ReadonlySet<WriteId> | null;
  readonly reached: Set<WriteId>;
  /** Where the walk can go on: successors of a reached write from `next` on. */
  branches: Branch[];
  /** Reached, not explained, not known to be acknowledged so far. */
  open: Operation[];
  versionsBehind: number;
  earliest: Instant | null;
  newest: WriteId | null;
}

interface Branch {
  readonly successors: readonly WriteId[];
  next: number;
}

function startWalk(looks: readonly Look[], order: VersionOrder): Walk {
  const key = looks[0]?.key ?? '';
  const versions = looks[0]?.versions ?? [];
  const starts =
    versions.length === 0
      ? [order.beginnings(key)]
      : versions.map((write) => order.successors(write));
  return {
    versions,
    explained: null,
    reached: new Set(versions),
    branches: starts.map((successors) => ({ successors, next: 0 })),
    open: [],
    versionsBehind: 0,
    earliest: null,
    newest: null,
  };
}

/** Walks on to every write that was stored before the event. */
function advance(
  walk: Walk,
  event: EventNumber,
  order: VersionOrder,
  writes: Chronicle['writes'],
): void {
  const unfinished: Branch[] = [];
  const pending = walk.branches;
  for (let branch = pending.pop(); branch !== undefined; branch = pending.pop()) {
    let write = branch.successors[branch.next];
    while (write !== undefined && order.firstStoredIn(write) < event) {
      if (!walk.reached.has(write)) {
        walk.reached.add(write);
        pending.push({ successors: order.successors(write), next: 0 });
        walk.explained ??= explainedFromOldest(walk.versions, order);
        const operation = writes[write];
        if (operation?.outcome === 'ok' && !walk.explained.has(write)) walk.open.push(operation);
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
): ReadonlySet<WriteId> {
  const oldest = versions.reduce((rank, write) => Math.min(rank, order.rank(write)), Infinity);
  return explainedBy(versions, order, oldest);
}

/**
 * Counts the reached writes that were acknowledged before the instant; answers the newly counted
 * ones.
 */
function acknowledge(walk: Walk, before: Instant, order: VersionOrder): readonly WriteId[] {
  const counted: WriteId[] = [];
  const open: Operation[] = [];
  for (const operation of walk.open) {
    const { write, completedAt } = operation;
    if (completedAt === null || completedAt >= before) {
      open.push(operation);
      continue;
    }
    counted.push(write);
    walk.earliest = Math.min(walk.earliest ?? completedAt, completedAt);
    const isNewest = walk.newest === null || order.rank(write) > order.rank(walk.newest);
    if (isNewest) walk.newest = write;
  }
  walk.open = open;
  walk.versionsBehind += counted.length;
  return counted;
}
