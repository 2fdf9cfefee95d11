/** States of single nodes of the Raft family, for tests of single rules, and what such tests give to them. */
import type { ClientHandle, NodeId, Recovered } from '../../src/databases/database.js';
import { becomeLeader } from '../../src/databases/raft/election/office.js';
import { raft } from '../../src/databases/raft/family.js';
import { noOp } from '../../src/databases/raft/machine/propose.js';
import { serveRead } from '../../src/databases/raft/reading/read.js';
import type {
  DiskRecord,
  Entry,
  Message,
  MessageOf,
  SnapshotRecord,
} from '../../src/databases/raft/message.js';
import { operationSchema, type RaftOptions } from '../../src/databases/raft/options/schema.js';
import { raftDeclaration } from '../../src/databases/raft/schema.js';
import {
  lastIndex,
  type RaftOperation,
  type RaftRequest,
  type State,
} from '../../src/databases/raft/state.js';
import { slice } from '../../src/kernel/chunks.js';
import { sinceStart } from '../../src/kernel/time.js';
import { FamilyBench, type Input } from './bench.js';

/** A node in some state, with an empty door. */
export class Bench extends FamilyBench<RaftOptions, State, Message> {
  /** The node boots from a disk. */
  constructor(id: NodeId, recovered: Recovered<DiskRecord>, input: Input = {}) {
    super(raft, id, optionsOf(input), recovered);
  }

  /** The terms of the entries in its log. */
  get terms(): readonly number[] {
    return slice(this.state.log, 0).map(({ term }) => term);
  }
}

/** `[1, 1, 2]`: a log of three entries, of these terms. The entry at index p appends the write p to the key k. */
type TermsOfLog = readonly number[];

export function optionsOf(input: Input = {}): RaftOptions {
  return raftDeclaration.database.parse({ kind: 'raft', nodes: 3, ...input });
}

/** An entry that appends this write to the key k. */
export function entry(term: number, write: number, changes: Partial<Entry> = {}): Entry {
  const { members, session, sequence, isRetry } = noOp;
  const kind = 'entry';
  const action = write === 0 ? 'no-op' : 'append';
  const key = write === 0 ? '' : 'k';
  return { kind, term, action, key, write, session, sequence, isRetry, members, ...changes };
}

/** An entry that changes the members. */
export function change(term: number, members: string): Entry {
  return entry(term, 0, { action: 'members', members });
}

export function entriesOf(terms: TermsOfLog, first = 1): readonly Entry[] {
  return terms.map((term, place) => entry(term, first + place));
}

/** What a node can find on its disk. */
interface Found {
  readonly votedFor?: NodeId | null;
  readonly isBlank?: boolean;
  readonly log?: readonly Entry[];
  readonly snapshot?: SnapshotRecord;
}

/** A node that comes back in a term, and has not heard from anybody yet. */
export function restarted(
  id: NodeId,
  term: number,
  terms: TermsOfLog,
  input: Input = {},
  { votedFor = null, isBlank = false, log = entriesOf(terms), snapshot }: Found = {},
): Bench {
  const records: readonly DiskRecord[] = log;
  const snapshots: DiskRecord[] = [{ kind: 'vote', term, votedFor, isBlank }];
  if (snapshot !== undefined) snapshots.push(snapshot);
  const bench = new Bench(id, { log: records, snapshots, wiped: isBlank }, input);
  bench.node.effects.take();
  // Long ago enough: it does not remember any leader.
  bench.clock.now = sinceStart(bench.node.options.election.timeout.to);
  return bench;
}

/** A node that comes back with a wiped disk. */
export function blank(id: NodeId, input: Input = {}): Bench {
  const bench = new Bench(id, { log: [], snapshots: [], wiped: true }, input);
  bench.node.effects.take();
  return bench;
}

/** A node that follows a leader and knows that its log is the leader's. */
export function follower(
  id: NodeId,
  leader: NodeId,
  term: number,
  terms: TermsOfLog,
  input: Input = {},
): Bench {
  const bench = restarted(id, term, terms, input);
  bench.receive(heartbeat(term, [terms.length, terms.at(-1) ?? 0]), leader);
  return bench;
}

/** A node that has just become leader of this term, with its no-op behind what it had; nothing is flushed since. */
export function leader(id: NodeId, term: number, terms: TermsOfLog, input: Input = {}): Bench {
  const bench = restarted(id, term, terms, input, { votedFor: id });
  bench.state.role = 'candidate';
  bench.act(becomeLeader);
  return bench;
}

/** A leader whose followers have all that it has; its no-op, the last entry, is committed. */
export function settledLeader(
  id: NodeId,
  term: number,
  terms: TermsOfLog,
  input: Input = {},
): Bench {
  const bench = leader(id, term, terms, input);
  bench.flush();
  for (const peer of [...bench.state.peers.keys()]) bench.receive(appended(bench), peer);
  return bench;
}

/** A follower's word that it has all that the leader has, and has heard its newest round. */
export function appended(
  { state }: Bench,
  changes: Partial<MessageOf<'appended'>> = {},
): MessageOf<'appended'> {
  const { currentTerm: term, round } = state;
  return { kind: 'appended', term, match: lastIndex(state), round, isBlank: false, ...changes };
}

/** A follower's word that what it was sent at this index does not fit. */
export function rejected(
  { state }: Bench,
  previousIndex: number,
  [conflictTerm, conflictIndex]: readonly [number, number],
  changes: Partial<MessageOf<'rejected'>> = {},
): MessageOf<'rejected'> {
  const { currentTerm: term, round } = state;
  const conflict = { previousIndex, conflictTerm, conflictIndex };
  return { kind: 'rejected', term, ...conflict, isBlank: false, round, ...changes };
}

/** Entries behind an index of a term. */
export function append(
  term: number,
  [previousIndex, previousTerm]: readonly [number, number],
  entries: readonly Entry[],
  changes: Partial<MessageOf<'append entries'>> = {},
): MessageOf<'append entries'> {
  const rest = { entries, commit: 0, round: 1 };
  return { kind: 'append entries', term, previousIndex, previousTerm, ...rest, ...changes };
}

export function heartbeat(
  term: number,
  previous: readonly [number, number],
  changes: Partial<MessageOf<'append entries'>> = {},
): MessageOf<'append entries'> {
  return append(term, previous, [], changes);
}

/** A candidate's request. */
export function requestVote(
  term: number,
  [lastIndexOfLog, lastTerm]: readonly [number, number],
  changes: Partial<MessageOf<'request vote'>> = {},
): MessageOf<'request vote'> {
  return {
    kind: 'request vote',
    term,
    lastIndex: lastIndexOfLog,
    lastTerm,
    isTransfer: false,
    ...changes,
  };
}

/** A client's append of this write to the key k; reads have no write. */
export function requestOf(
  kind: RaftRequest['kind'],
  write = 0,
  input: Input = {},
  { session, attempt = 1 }: { session?: RaftOperation['session']; attempt?: number } = {},
): RaftRequest {
  const parsed = operationSchema.parse(input);
  const options = session === undefined ? parsed : { ...parsed, session };
  return { operation: 1, kind, key: 'k', write, condition: null, basis: [], attempt, options };
}

export const client: ClientHandle = 77;

/** A read, a moment after whatever was before: reads of one instant share a round. */
export function read(bench: Bench, input: Input = {}): ReturnType<Bench['act']> {
  bench.clock.now += 1;
  return bench.act(serveRead, requestOf('read', 0, input), client);
}

/** What answers one read that found these versions. */
export const served = (...versions: readonly number[]): unknown => [[client, 'ok', ...versions]];
