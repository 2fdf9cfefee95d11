/**
 * The version order of each key: which write was made on top of which. It comes from what writes
 * knew (history/provenance.ts), and fates and stale reads are decided by walking it.
 *
 * Writes are ranked by when they were first stored anywhere. A write can only be made on top of
 * what is already there, so successors rank higher and a walk forwards can stop at the first that
 * comes too late. The exception is a write that is applied a second time, on top of its own
 * successors: such knowledge counts backwards (`predecessors`), but makes nobody's successor.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { EventNumber, OperationKind, WriteId } from '../history/operation.js';
import { provenanceEntry, rowsOfKind } from '../history/provenance.js';
import { servedStates, type Served } from './served.js';

export interface VersionOrder {
  /** All writes, in the order of first storing. */
  readonly ranked: readonly WriteId[];
  /** The place of a write in the order of first storing. */
  rank(write: WriteId): number;
  /**
   * The event in which it was first stored; for a write that never was, the event of its
   * invocation.
   */
  firstStoredIn(write: WriteId): EventNumber;
  /** What it knew of directly. */
  predecessors(write: WriteId): readonly WriteId[];
  /** The later writes that knew of it directly, in the order of first storing. */
  successors(write: WriteId): readonly WriteId[];
  /** The writes to a key that knew of no earlier one, in the order of first storing. */
  beginnings(key: string): readonly WriteId[];
  /** True when the write takes the place of all that it knew of, as a delete does. An append does not. */
  replaces(write: WriteId): boolean;
  /** True when the write left nothing that a read could return. */
  deletes(write: WriteId): boolean;
  /** What a read served: what it returned, and the deletes that it may have served besides. */
  readonly served: Served;
}

const none: readonly WriteId[] = [];

/** Builds the version order of every key. O(n log n) in writes and what they knew. */
export function versionOrder(chronicle: Chronicle): VersionOrder {
  const firstRow = firstStores(chronicle);
  const firstStoredIn = chronicle.writes.map((operation, write) => {
    const row = firstRow[write];
    return (row === undefined ? operation?.invokedIn : chronicle.provenance.event[row]) ?? 0;
  });
  const ranked = rankedWrites(chronicle, firstRow, firstStoredIn);
  const ranks: number[] = [];
  ranked.forEach((write, rank) => (ranks[write] = rank));
  const predecessors = knowledge(chronicle);
  const successors: WriteId[][] = [];
  const beginnings = new Map<string, WriteId[]>();
  for (let rank = 0; rank < ranked.length; rank += 1) {
    const write = ranked[rank] ?? 0;
    let isBeginning = true;
    for (const known of predecessors[write] ?? none) {
      if ((ranks[known] ?? rank) >= rank) continue;
      (successors[known] ??= []).push(write);
      isBeginning = false;
    }
    if (!isBeginning) continue;
    const key = chronicle.writes[write]?.key ?? '';
    const others = beginnings.get(key);
    if (others === undefined) beginnings.set(key, [write]);
    else others.push(write);
  }
  const kindOf = (write: WriteId): OperationKind | undefined => chronicle.writes[write]?.kind;
  const order: Omit<VersionOrder, 'served'> = {
    ranked,
    rank: (write) => ranks[write] ?? ranked.length,
    firstStoredIn: (write) => firstStoredIn[write] ?? Number.POSITIVE_INFINITY,
    predecessors: (write) => predecessors[write] ?? none,
    successors: (write) => successors[write] ?? none,
    beginnings: (key) => beginnings.get(key) ?? none,
    replaces: (write) => kindOf(write) === 'write' || kindOf(write) === 'delete',
    deletes: (write) => kindOf(write) === 'delete',
  };
  let served: Served | null = null;
  return {
    ...order,
    served(key, versions, before) {
      served ??= servedStates(chronicle, order);
      return served(key, versions, before);
    },
  };
}

/** What a walk back from some versions has found out about a write: a sum of what follows. */
const mark = { reached: 1, replaced: 2, version: 4 } as const;

/** By write: the marks of one walk, or of walks on different keys. A Map, or `marksFor` many writes. */
export interface Marks {
  get(write: WriteId): number | undefined;
  set(write: WriteId, marks: number): unknown;
}

/** Marks for writes up to an id: faster than a Map when most of them are going to be marked. */
export function marksFor(size: number): Marks {
  const marks = new Uint8Array(size);
  return {
    get: (write) => marks[write],
    set: (write, value) => (marks[write] = value),
  };
}

/**
 * Answers whether the absence of a write is explained by these versions: for the versions themselves and
 * for everything they replaced, which is what a `write` among them, or one that they knew of directly or
 * through others, knew of. An append explains nothing: what it knew of must stand beside it. Looks only
 * at ranks from `fromRank` on.
 */
export function explainedBy(
  versions: readonly WriteId[],
  order: VersionOrder,
  fromRank = 0,
  marks: Marks = new Map<WriteId, number>(),
): (write: WriteId) => boolean {
  for (const write of versions) marks.set(write, mark.version);
  const pending: WriteId[] = [...versions];
  for (let write = pending.pop(); write !== undefined; write = pending.pop()) {
    const isReplaced = order.replaces(write) || hasMark(marks, write, mark.replaced);
    const found = isReplaced ? mark.reached + mark.replaced : mark.reached;
    for (const known of order.predecessors(write)) {
      if (order.rank(known) < fromRank) continue;
      const before = marks.get(known) ?? 0;
      const after = before | found;
      if (after === before || (before !== 0 && !isReplaced)) continue;
      marks.set(known, after);
      pending.push(known);
    }
  }
  return (write) => hasMark(marks, write, mark.replaced + mark.version);
}

function hasMark(marks: Marks, write: WriteId, wanted: number): boolean {
  return ((marks.get(write) ?? 0) & wanted) !== 0;
}

/** By write: the row of the ledger with its first storing. */
function firstStores({ provenance }: Chronicle): (number | undefined)[] {
  const rows: (number | undefined)[] = [];
  for (const row of rowsOfKind(provenance, 'stored')) rows[provenance.write[row] ?? 0] ??= row;
  return rows;
}

/** All writes in the order of first storing; a write that never was stands where it was invoked. */
function rankedWrites(
  { writes }: Chronicle,
  firstRow: readonly (number | undefined)[],
  firstStoredIn: readonly EventNumber[],
): WriteId[] {
  const all: WriteId[] = [];
  for (const operation of writes) if (operation !== undefined) all.push(operation.write);
  const eventOf = (write: WriteId): EventNumber => firstStoredIn[write] ?? 0;
  const rowOf = (write: WriteId): number => firstRow[write] ?? -1;
  const byStoring = (a: WriteId, b: WriteId): number =>
    eventOf(a) - eventOf(b) || rowOf(a) - rowOf(b) || a - b;
  // Writes are numbered as they are invoked, and mostly stored in that order.
  const isInOrder = all.every((write, index) => byStoring(all[index - 1] ?? write, write) <= 0);
  return isInOrder ? all : all.sort(byStoring);
}

/** What each write knew of directly. Folding a write into another one lets that one know of it. */
function knowledge({ provenance }: Chronicle): readonly (readonly WriteId[] | undefined)[] {
  const known: (readonly WriteId[] | undefined)[] = [...provenance.knows];
  for (const row of rowsOfKind(provenance, 'merged')) {
    const { write, other } = provenanceEntry(provenance, row);
    if (known[other]?.includes(write) === true) continue;
    known[other] = [...(known[other] ?? none), write];
  }
  return known;
}
