/**
 * What became of every write, decided by the table of docs/decisions on lost writes: the first row
 * that applies. It reads the final strong reads, what writes knew of, and the copies of the ledger.
 * A delete is there as long as nothing is that it deleted (served.ts).
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Copies, Copy } from '../history/copies.js';
import { hasCompletedBefore, type Operation, type WriteId } from '../history/operation.js';
import { explainedBy, marksFor, type VersionOrder } from './version-order.js';

/**
 * How an acknowledged write was lost.
 *
 * - `rolled back`: cut from a log by a failover or truncation
 * - `forgotten`: held only in what a crash erased before it was durable, or by nobody at all
 * - `stranded`: has copies only on nodes that did not come back, or that nobody can read from, and was dropped nowhere
 * - `resurrected`: a delete that is known to who serves, and what it had deleted is back all the same
 * - `clobbered`: dropped by conflict resolution for a write that had completed before it was
 *   invoked
 * - `conflict`: dropped by conflict resolution for a write that did not know of it, where every
 *   write matters
 */
export type LostKind =
  'rolled back' | 'forgotten' | 'stranded' | 'resurrected' | 'clobbered' | 'conflict';

/**
 * `absent` is a write that was never acknowledged and is not there, which is nobody's fault;
 * `unknown` one whose key no final read could serve.
 */
export type Fate =
  'present' | 'superseded' | LostKind | 'discarded in conflict' | 'absent' | 'unknown';

const lost: ReadonlySet<Fate> = new Set([
  'rolled back',
  'forgotten',
  'stranded',
  'resurrected',
  'clobbered',
  'conflict',
]);

/** True for a fate that means loss. */
export function isLost(fate: Fate | undefined): fate is LostKind {
  return fate !== undefined && lost.has(fate);
}

/** True when nothing at the end holds the write, or knew of it. */
export function isGone(fate: Fate | undefined): boolean {
  return isLost(fate) || fate === 'absent' || fate === 'discarded in conflict';
}

/** The fate of every write, acknowledged or not. O(n log n) in writes and copies. */
export function fatesOf(
  chronicle: Chronicle,
  order: VersionOrder,
  copies: Copies,
): ReadonlyMap<WriteId, Fate> {
  const isExplained = new Map<string, (write: WriteId) => boolean>();
  const marks = marksFor(chronicle.writes.length);
  const present = new Set<WriteId>();
  const isNotEmpty = new Set<string>();
  for (const { key, versions } of chronicle.finalReads.values()) {
    if (versions === null) continue;
    const served = order.served(key, versions, Infinity);
    isExplained.set(key, explainedBy(served, order, 0, marks));
    for (const write of served) present.add(write);
    if (versions.length > 0) isNotEmpty.add(key);
  }
  const ending = endings(chronicle, copies);
  const fates = new Map<WriteId, Fate>();
  for (const operation of chronicle.writes) {
    if (operation === undefined) continue;
    const { write, key, outcome } = operation;
    const isSuperseded = isExplained.get(key);
    if (isSuperseded === undefined) fates.set(write, 'unknown');
    else if (present.has(write)) {
      const isGoneAgain = operation.kind === 'delete' && isForgotten(operation, copies, isNotEmpty);
      if (!isGoneAgain) fates.set(write, 'present');
      else fates.set(write, outcome === 'ok' ? ending(operation) : 'absent');
    } else if (isSuperseded(write)) fates.set(write, 'superseded');
    else if (outcome !== 'ok') fates.set(write, 'absent');
    else fates.set(write, ending(operation));
  }
  const down = nodesDown(chronicle);
  const isThere = ({ left, node }: Copy): boolean => left === null && !down.has(node);
  const isHeld = (write: WriteId): boolean => copies(write).some(isThere);
  shareFates(fates, chronicle.writes, order, { ending, isHeld });
  return fates;
}

const inConflict: ReadonlySet<Fate | undefined> = new Set<Fate>([
  'clobbered',
  'conflict',
  'discarded in conflict',
]);

/**
 * A write that nobody took from the nodes that hold it, and that is nowhere to be read: where it had been replaced by a write
 * that was dropped in a conflict, it went the same way.
 */
function shareFates(
  fates: Map<WriteId, Fate>,
  writes: Chronicle['writes'],
  order: VersionOrder,
  {
    ending,
    isHeld,
  }: {
    readonly ending: (operation: Operation) => Ending;
    readonly isHeld: (write: WriteId) => boolean;
  },
): void {
  // The newest first: a fate is handed down from one to the next, also by one that was never acknowledged.
  const ends = new Map<WriteId, Fate>();
  for (const write of order.ranked.toReversed()) {
    const operation = writes[write];
    const fate = fates.get(write);
    if (operation === undefined || fate === undefined) continue;
    const own = fate === 'absent' ? ending(operation) : fate;
    ends.set(write, own);
    if ((own !== 'stranded' && own !== 'resurrected') || !isHeld(write)) continue;
    const successor = order.successors(write).find((one) => inConflict.has(ends.get(one)));
    if (successor === undefined) continue;
    const shared = ends.get(successor) === 'clobbered' ? 'clobbered' : conflictFate(operation);
    ends.set(write, shared);
    if (fate !== 'absent') fates.set(write, shared);
  }
}

/** What being dropped for a write that did not know of it means for a write. */
function conflictFate({ kind, basis, condition }: Operation): Ending {
  const everyWriteMatters = kind === 'append' || basis !== null || condition !== null;
  return everyWriteMatters ? 'conflict' : 'discarded in conflict';
}

/**
 * Of a delete that the key may owe its state to: whether it is gone for all that. Its last copy is, and either
 * the key has a value, or nobody was told that the delete happened.
 */
function isForgotten(
  { write, key, outcome }: Operation,
  copies: Copies,
  isNotEmpty: ReadonlySet<string>,
): boolean {
  const hasCopy = copies(write).some(({ left }) => left === null);
  return !hasCopy && (isNotEmpty.has(key) || outcome !== 'ok');
}

/** How a write ended that is neither present nor superseded: for an acknowledged one, that is its fate. */
export type Ending = LostKind | 'discarded in conflict';

/** Answers how writes ended that are gone, acknowledged or not. */
export function endings(chronicle: Chronicle, copies: Copies): (operation: Operation) => Ending {
  const down = nodesDown(chronicle);
  return (operation) => endingOf(operation, copies(operation.write), down, chronicle.writes);
}

function endingOf(
  operation: Operation,
  copies: readonly Copy[],
  down: ReadonlySet<string>,
  writes: Chronicle['writes'],
): Ending {
  const last = lastCopies(copies);
  const held = last.filter(({ left }) => left === null);
  const discarded = last.filter(({ left }) => left?.kind === 'discarded');
  if (last.some(({ left }) => left?.kind === 'rolled-back')) return 'rolled back';
  if (last.every(({ left }) => left?.kind === 'erased')) return 'forgotten';
  if (discarded.length === 0) {
    const isAway = held.length > 0 && held.every(({ node }) => down.has(node));
    return operation.kind === 'delete' && !isAway ? 'resurrected' : 'stranded';
  }
  const winners = discarded.map(({ left }) => writes[left?.other ?? 0]);
  if (winners.some((winner) => hasCompletedBefore(winner, operation))) return 'clobbered';
  return conflictFate(operation);
}

/** The latest copy on each node: what became of the write there. */
export function lastCopies(copies: readonly Copy[]): readonly Copy[] {
  return [...new Map(copies.map((copy) => [copy.node, copy])).values()];
}

function nodesDown({ finalContents }: Chronicle): ReadonlySet<string> {
  return new Set(finalContents.filter(({ versions }) => versions === null).map(({ node }) => node));
}
