/**
 * The session guarantees of Terry et al. ("Session Guarantees for Weakly Consistent Replicated Data", 1994),
 * key by key, judged by the true version order (inclusion.ts):
 *
 * - *read your writes*: a read includes what its session has written to the key;
 * - *monotonic reads*: a read includes what its session has read of the key before;
 * - *monotonic writes*: whoever reads a write also gets what its session had written to the key before, in
 *   that order;
 * - *writes follow reads*: whoever reads a write also gets what its session had read of the key before.
 *
 * A write of its own is the session's from its acknowledgement on, or from when the session read it. Whether
 * another key lags behind is not asked: that is a matter of causality. Of a list, elements up to the write
 * count. A lost write stays owed: reads without it violate, also when no node has it any more, until a
 * `write` to the key that was first stored later takes its place. For the client nothing else has changed.
 * A violated promise of reads counts once a read, one of writes once for the later write.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import { isAnsweredRead, type AnsweredRead } from './answered-reads.js';
import type { Inclusion } from './inclusion.js';
import { missingIn, remember, type Remembered } from './remembered.js';

export const sessionGuarantees = [
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
] as const;

export type SessionGuarantee = (typeof sessionGuarantees)[number];

export interface SessionViolation {
  readonly guarantee: SessionGuarantee;
  /** What the session did first: a write, or a read. */
  readonly earlier: Operation;
  /** What it did then without it: the read itself, or the write that somebody read. */
  readonly later: Operation;
  /** The read that shows it. */
  readonly read: Operation;
  /** The newest write that the read misses. */
  readonly missed: WriteId;
}

/** In the order of the reads that show them, then of the guarantees. O(n log n) in operations. */
export function sessionViolations(
  chronicle: Pick<Chronicle, 'operations' | 'writes'>,
  inclusion: Inclusion,
): readonly SessionViolation[] {
  const { promises, found } = followSessions(chronicle, inclusion);
  found.push(...brokenPromises(chronicle, promises, inclusion));
  const rank = ({ guarantee }: SessionViolation): number => sessionGuarantees.indexOf(guarantee);
  return found.sort(
    (a, b) => a.read.id - b.read.id || rank(a) - rank(b) || a.later.id - b.later.id,
  );
}

/** What a session knows of a key. */
interface Knowledge {
  own: Remembered | null;
  seen: Remembered | null;
  /** Whether there are own writes that were not acknowledged: they count once they are read. */
  isUncertain: boolean;
}

interface SessionState {
  readonly keys: Map<string, Knowledge>;
  /** Operations that had not completed when the last one was invoked: as a rule that one alone. */
  readonly pending: Operation[];
}

/** By write: what its session had written to its key before, and what it had read of it. */
interface Promises {
  readonly own: Map<WriteId, Remembered>;
  readonly seen: Map<WriteId, Remembered>;
}

/** Goes through all sessions at once, judges their reads and notes what their writes promise. */
function followSessions(
  { operations, writes }: Pick<Chronicle, 'operations' | 'writes'>,
  inclusion: Inclusion,
): { promises: Promises; found: SessionViolation[] } {
  const sessions = new Map<string, SessionState>();
  const promises: Promises = { own: new Map(), seen: new Map() };
  const found: SessionViolation[] = [];
  for (const operation of operations) {
    const session = sessionOf(sessions, operation);
    learn(session, operation, writes, inclusion);
    const { own, seen } = knowledgeOf(session, operation);
    if (operation.write !== 0) {
      promise(promises.own, own, operation, inclusion);
      promise(promises.seen, seen, operation, inclusion);
    } else if (isAnsweredRead(operation)) {
      judge('readYourWrites', own, operation, inclusion, found);
      judge('monotonicReads', seen, operation, inclusion, found);
    }
  }
  return { promises, found };
}

/** Notes what must be there when the write is read, unless the write itself includes all of it. */
function promise(
  promises: Map<WriteId, Remembered>,
  remembered: Remembered | null,
  { write }: Operation,
  inclusion: Inclusion,
): void {
  if (remembered === null || missingIn(remembered, [write], inclusion) === null) return;
  promises.set(write, remembered);
}

function sessionOf(sessions: Map<string, SessionState>, { client }: Operation): SessionState {
  const known = sessions.get(client);
  if (known !== undefined) return known;
  const session: SessionState = { keys: new Map(), pending: [] };
  sessions.set(client, session);
  return session;
}

function knowledgeOf({ keys }: SessionState, { key, write, outcome }: Operation): Knowledge {
  const isUncertain = write !== 0 && outcome !== 'ok';
  const known = keys.get(key);
  if (known !== undefined) {
    known.isUncertain ||= isUncertain;
    return known;
  }
  const knowledge: Knowledge = { own: null, seen: null, isUncertain };
  keys.set(key, knowledge);
  return knowledge;
}

/** The session takes in what has completed before its next operation was invoked. */
function learn(
  session: SessionState,
  next: Operation,
  writes: Chronicle['writes'],
  inclusion: Inclusion,
): void {
  const { pending } = session;
  let kept = 0;
  for (const operation of pending) {
    const isOver = operation.completedAt !== null && operation.completedAt < next.invokedAt;
    if (isOver) takeIn(operation, knowledgeOf(session, operation), writes, inclusion);
    else pending[kept++] = operation;
  }
  pending.length = kept;
  pending.push(next);
}

function takeIn(
  operation: Operation,
  knowledge: Knowledge,
  writes: Chronicle['writes'],
  inclusion: Inclusion,
): void {
  const { kind, client, outcome, write, versions } = operation;
  if (outcome !== 'ok') return;
  if (kind === 'append') {
    // An append takes the place of nothing, so there is nothing to look for.
    knowledge.own = { by: operation, state: [write], next: knowledge.own };
  } else if (kind === 'write') {
    knowledge.own = remember(knowledge.own, operation, [write], inclusion);
  } else if (versions !== null) {
    knowledge.seen = remember(knowledge.seen, operation, versions, inclusion);
    if (!knowledge.isUncertain) return;
    for (const version of versions) {
      const own = writes[version];
      if (own?.client !== client || own.outcome === 'ok') continue;
      knowledge.own = remember(knowledge.own, own, [version], inclusion);
    }
  }
}

function judge(
  guarantee: SessionGuarantee,
  remembered: Remembered | null,
  read: AnsweredRead,
  inclusion: Inclusion,
  found: SessionViolation[],
): void {
  const missing = missingIn(remembered, read.versions, inclusion);
  if (missing === null) return;
  found.push({ guarantee, earlier: missing.by, later: read, read, missed: missing.write });
}

/** By write, the first read of it that shows that something is missing below it. */
function brokenPromises(
  { operations, writes }: Pick<Chronicle, 'operations' | 'writes'>,
  promises: Promises,
  inclusion: Inclusion,
): readonly SessionViolation[] {
  const found: SessionViolation[] = [];
  if (promises.own.size + promises.seen.size === 0) return found;
  const expect = (
    guarantee: 'monotonicWrites' | 'writesFollowReads',
    promised: Map<WriteId, Remembered>,
    read: AnsweredRead,
    later: Operation,
    count: number,
  ): void => {
    const remembered = promised.get(later.write);
    if (remembered === undefined) return;
    const missing = missingIn(remembered, read.versions, inclusion, count);
    if (missing === null) return;
    const { by: earlier, write: missed } = missing;
    found.push({ guarantee, earlier, later, read, missed });
    // Once is enough.
    promised.delete(later.write);
  };
  const look = (read: AnsweredRead, write: WriteId, count: number): void => {
    const later = writes[write];
    if (later === undefined) return;
    expect('monotonicWrites', promises.own, read, later, count);
    expect('writesFollowReads', promises.seen, read, later, count);
  };
  const isLookedAt = new Uint8Array(writes.length);
  const lists = new Map<string, readonly WriteId[]>();
  for (const read of operations) {
    if (!isAnsweredRead(read)) continue;
    const { key, versions } = read;
    const [only = 0] = versions;
    if (versions.length === 1) {
      if (isLookedAt[only] === 0) look(read, only, 1);
      isLookedAt[only] = 1;
      continue;
    }
    // Whether an element follows what it should depends on those before it alone.
    const common = commonLength(lists.get(key) ?? [], versions);
    lists.set(key, versions);
    versions.forEach((write, place) => {
      const isElement = writes[write]?.kind === 'append';
      if (!isElement) look(read, write, versions.length);
      else if (place >= common) look(read, write, place + 1);
    });
  }
  return found;
}

/** How many versions two lists have in common, from the first on. */
function commonLength(one: readonly WriteId[], other: readonly WriteId[]): number {
  const differs = other.findIndex((write, place) => write !== one[place]);
  return differs < 0 ? other.length : differs;
}
