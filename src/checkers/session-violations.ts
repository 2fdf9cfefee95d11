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
 * A read of nothing that may have served a delete violates nothing that the delete explains (served.ts).
 * A violated promise of reads counts once a read, one of writes once for the later write.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import { isAnsweredRead, type AnsweredRead } from './answered-reads.js';
import type { Inclusion } from './inclusion.js';
import { brokenPromises, noPromises, promise, type Promises } from './promises-of-writes.js';
import { missingIn, noticed, remember, type Remembered } from './remembered.js';

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

/** Goes through all sessions at once, judges their reads and notes what their writes promise. */
function followSessions(
  { operations, writes }: Pick<Chronicle, 'operations' | 'writes'>,
  inclusion: Inclusion,
): { promises: Promises; found: SessionViolation[] } {
  const sessions = new Map<string, SessionState>();
  const promises = noPromises();
  const found: SessionViolation[] = [];
  for (const operation of operations) {
    const session = sessionOf(sessions, operation);
    learn(session, operation, writes, inclusion);
    const { own, seen } = knowledgeOf(session, operation);
    if (operation.write !== 0) {
      promise(promises.monotonicWrites, own, operation, inclusion);
      promise(promises.writesFollowReads, seen, operation, inclusion);
    } else if (isAnsweredRead(operation)) {
      judge('readYourWrites', own, operation, inclusion, found);
      judge('monotonicReads', seen, operation, inclusion, found);
    }
  }
  return { promises, found };
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
  } else if (kind === 'write' || kind === 'delete') {
    knowledge.own = remember(knowledge.own, operation, [write], inclusion);
  } else if (isAnsweredRead(operation) && versions !== null) {
    const { own, seen } = knowledge;
    const state = noticed([own, seen], inclusion.served(operation), versions, inclusion);
    knowledge.seen = remember(knowledge.seen, operation, state, inclusion);
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
  const missing = missingIn(remembered, inclusion.served(read), inclusion);
  if (missing === null) return;
  found.push({ guarantee, earlier: missing.by, later: read, read, missed: missing.write });
}
