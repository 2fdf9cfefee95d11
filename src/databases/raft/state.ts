/** What a node knows in Raft (the paper's Figure 2, and what the rest of the protocol adds), and small questions about it. */
import type { WriteId } from '../../history/operation.js';
import { at, type Chunks } from '../../kernel/chunks.js';
import type { Instant } from '../../kernel/time.js';
import type { ClientHandle, Node, NodeId, Request } from '../database.js';
import type { KeyStore } from '../versions/key-store.js';
import { isMember, isVoter, type Configuration } from './members/configuration.js';
import type {
  Answer,
  DiskRecord,
  Entry,
  Held,
  Message,
  Round,
  Served,
  SessionContext,
  SnapshotPoint,
} from './message.js';
import type { RaftOperationOptions, RaftOptions } from './options/schema.js';

/** What a leader knows of another node. */
export interface Progress {
  /** The next entry to send, and the last one that it is known to have. */
  next: number;
  match: number;
  /**
   * `probe`: one message at a time, until it is known where the logs part. `stream`: entries are sent before earlier ones
   * are answered. `snapshot`: it lacks what the log does not hold any more.
   */
  mode: 'probe' | 'stream' | 'snapshot';
  /** In `probe` and `snapshot`: a message is on its way. */
  isProbing: boolean;
  /** In `snapshot`: how many keys it has. */
  offset: number;
  /** In `stream`: the last indexes of the messages on their way, oldest first. */
  inFlight: number[];
  /** The newest round that it has answered. */
  round: number;
  /** Its disk was wiped: what it says does not count. */
  isBlank: boolean;
}

/** A client that waits for an entry to be applied. */
export interface Waiting {
  readonly index: number;
  readonly client: ClientHandle;
}

/** A read that waits until a round is confirmed, and until what the leader had committed is applied. */
export interface WaitingRead {
  /** Who asked: a client of this node, or a follower with the number of its question. */
  readonly client: ClientHandle | null;
  readonly follower: NodeId | null;
  readonly ask: number;
  readonly key: string;
  readonly round: number;
  /** Null while a leader has not committed in its term yet. */
  index: number | null;
}

/** On a follower: a read that waits for the leader's read index, then for that to be applied. */
export interface AskedRead {
  readonly ask: number;
  readonly client: ClientHandle;
  readonly key: string;
  /** Null until the leader has told. */
  index: number | null;
}

/** A blank node's question how far the log goes, and the answer. */
export interface Regaining {
  readonly ask: number;
  readonly askedAt: Instant;
  /** Null until the leader has told. */
  index: number | null;
}

/** A snapshot on its way in. */
export interface Incoming {
  readonly index: number;
  readonly term: number;
  readonly held: Held[];
}

/** A configuration in the log. */
export interface ConfiguredAt extends Configuration {
  readonly index: number;
}

/** What an operator wants. */
export interface Wish {
  readonly add: readonly NodeId[];
  readonly learn: readonly NodeId[];
  readonly remove: readonly NodeId[];
}

export interface State {
  readonly id: NodeId;
  role: 'follower' | 'pre-candidate' | 'candidate' | 'leader';
  /** Figure 2, persistent. */
  currentTerm: number;
  votedFor: NodeId | null;
  /** The log after `snapshot.base`. */
  readonly log: Chunks<Entry>;
  /** Figure 2, volatile. */
  commitIndex: number;
  lastApplied: number;

  /** Its disk was wiped: until it has again what it may have confirmed it neither votes nor stands, nor counts. */
  isBlank: boolean;
  regaining: Regaining | null;
  leader: NodeId | null;
  /** When it last heard a leader of its term, on its monotonic clock; null when it has not. */
  heardLeaderAt: Instant | null;
  /** Its log is the leader's up to here; the leader's newest round that it has heard. */
  verified: number;
  heardRound: number;
  /** The last durable index; the flushes on their way, and the index that each reaches. */
  flushed: number;
  readonly flushes: Map<number, number>;
  nextMark: number;
  /** Votes that must be durable before they are given. */
  readonly promises: { readonly mark: number; readonly to: NodeId; readonly term: number }[];
  /** The newest configuration is the last one; those before it may come back when the log is cut. */
  readonly configurations: ConfiguredAt[];

  /** As candidate: who has answered, and how. */
  readonly votes: Map<NodeId, boolean>;
  /** It stands because the leader has asked it to. */
  isTransfer: boolean;

  /** As leader. */
  readonly peers: Map<NodeId, Progress>;
  /** The entry that began its term; with noOp off, the first one of its term. 0 while there is none. */
  beganAt: number;
  round: number;
  readonly rounds: Round[];
  /** Rounds up to this one have been answered by a majority, and when the newest of those was sent. */
  confirmedRound: number;
  confirmedAt: Instant;
  /** Clients by the index they wait for. */
  readonly waiting: Waiting[];
  readonly reads: WaitingRead[];
  /** Entries since the last message, while writes are gathered. */
  isGathering: boolean;
  transferTo: NodeId | null;
  /** It has told another node to stand: in this term voters may take part in an election although they hear it. */
  hasOffered: boolean;
  /** What operators want and is not in the log yet. */
  readonly wishes: Wish[];

  /** As follower. */
  readonly asked: AskedRead[];
  nextAsk: number;
  incoming: Incoming | null;

  /** The state machine. */
  readonly store: KeyStore;
  readonly sessions: Map<string, Served>;
  /** The last write of each key in the log, applied or not. */
  readonly newest: Map<string, WriteId>;
  snapshot: SnapshotPoint;
  /** What the snapshot holds, for those who need it. */
  held: Held[];
  served: Served[];
  /** For the invariants: a digest of the log up to each index of it, and the terms that this node has led since it booted. */
  readonly digests: Chunks<number>;
  readonly led: number[];
}

/** Clients' options, with what their session knows. */
export type RaftOperation = RaftOperationOptions & { readonly session?: SessionContext };
export type RaftNode = Node<RaftOptions, Message, DiskRecord>;
export type RaftRequest = Request<RaftOperation>;

/** The index of the last entry. */
export function lastIndex({ snapshot, log }: State): number {
  return snapshot.base + log.length;
}

/** The term of an entry; null when the log does not hold it any more, or not yet. */
export function termAt(state: State, index: number): number | null {
  const { base, baseTerm } = state.snapshot;
  if (index === base) return baseTerm;
  return index < base ? null : (at(state.log, index - base - 1)?.term ?? null);
}

export function lastTerm(state: State): number {
  return termAt(state, lastIndex(state)) ?? 0;
}

/** The newest configuration in the log, committed or not (§6). */
export function configurationOf({ configurations }: State): ConfiguredAt {
  const newest = configurations.at(-1);
  if (newest === undefined) throw new RangeError('a node without a configuration');
  return newest;
}

/** Whether this node votes. */
export function votes(state: State): boolean {
  return isVoter(state.id, configurationOf(state));
}

/** The other members, learners included, in the order of the scenario. */
export function others(state: State, node: RaftNode): readonly NodeId[] {
  const configuration = configurationOf(state);
  return node.others.filter((id) => isMember(id, configuration));
}

/** What a leader knows of another node whose word counts; null where there is none. */
export function countingPeer({ peers }: State, id: NodeId): Progress | null {
  const peer = peers.get(id);
  return peer === undefined || peer.isBlank ? null : peer;
}

/** What a node tells a client. */
export function answer(
  { currentTerm, leader }: State,
  kind: Answer['kind'],
  { versions = [], reason = '' }: Partial<Pick<Answer, 'versions' | 'reason'>> = {},
): Answer {
  return { kind, versions, reason, term: currentTerm, leader };
}

/** Surely nothing happened. The answer says who leads, as far as this node knows. */
export function refuse(
  state: State,
  client: ClientHandle,
  node: RaftNode,
  reason = 'not the leader',
): void {
  node.reply(client, answer(state, 'refused', { reason }));
}
