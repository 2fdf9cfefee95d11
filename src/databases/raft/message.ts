/** What travels and what is written down in Raft: entries, messages, disk records, commands, answers. */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { NodeId, Reply } from '../database.js';
import type { Change } from '../versions/key-store.js';

/**
 * An entry of the log. `no-op` begins a term; `read` is a read through the log; `members` is a change of
 * members. Indexes count from 1. As nothing ever changes an entry, the log in memory and the one on the
 * disk hold the same object, on a follower the one that the message brought.
 */
export interface Entry {
  readonly kind: 'entry';
  readonly term: number;
  readonly action: Change['action'] | 'read' | 'no-op' | 'members';
  readonly key: string;
  readonly write: WriteId;
  /** The client session and its number of the operation, where a retried write shall apply once; otherwise empty and 0. */
  readonly session: string;
  readonly sequence: number;
  /** With a session: the write was sent before, and may have been applied. */
  readonly isRetry: boolean;
  /** For `members`: the configuration as text (members/configuration.ts); otherwise empty. */
  readonly members: string;
}

/** What a snapshot holds of one key. */
export interface Held {
  readonly key: string;
  readonly versions: readonly WriteId[];
}

/** The number of the last operation of a session that was applied, and the index at which that was. */
export interface Served {
  readonly session: string;
  readonly sequence: number;
  readonly index: number;
}

export type Message =
  /** RequestVote, and the question before it (dissertation §9.6). */
  | ({ readonly kind: 'request pre-vote' } & VoteRequest)
  | ({ readonly kind: 'request vote' } & VoteRequest)
  | { readonly kind: 'pre-vote'; readonly term: number; readonly granted: boolean }
  | { readonly kind: 'vote'; readonly term: number; readonly granted: boolean }
  /** AppendEntries; without entries, a heartbeat. */
  | {
      readonly kind: 'append entries';
      readonly term: number;
      /** The entry before the first one. */
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry[];
      readonly commit: number;
      /** Heartbeats are numbered: an answer shows that the leader was leader when it was sent. */
      readonly round: number;
    }
  | {
      readonly kind: 'appended';
      readonly term: number;
      /** Up to here the log is the leader's, and durable. */
      readonly match: number;
      readonly round: number;
      /** Its disk was wiped: what it says does not count. */
      readonly isBlank: boolean;
    }
  | {
      readonly kind: 'rejected';
      readonly term: number;
      /** The index that did not fit. */
      readonly previousIndex: number;
      /** The term that the follower has there, and where it begins; 0 and the end of its log plus 1 when it has none. */
      readonly conflictTerm: number;
      readonly conflictIndex: number;
      /** Its disk was wiped: what it has confirmed before does not count any more. */
      readonly isBlank: boolean;
      readonly round: number;
    }
  /** InstallSnapshot, a chunk. */
  | {
      readonly kind: 'install snapshot';
      readonly term: number;
      readonly index: number;
      readonly indexTerm: number;
      readonly members: string;
      /** A digest of the log up to the index. */
      readonly digest: number;
      readonly offset: number;
      readonly held: readonly Held[];
      /** With the last chunk. */
      readonly served: readonly Served[];
      readonly isLast: boolean;
    }
  | {
      readonly kind: 'chunk taken';
      readonly term: number;
      readonly index: number;
      /** How many keys the follower has of it. */
      readonly next: number;
    }
  | { readonly kind: 'timeout now'; readonly term: number }
  /** Makes the receiver, if it leads, hand over to the sender. */
  | { readonly kind: 'hand over'; readonly term: number }
  /** A follower asks for the read index; `ask` tells its questions apart. */
  | {
      readonly kind: 'read index';
      readonly term: number;
      readonly ask: number;
      /** Its disk was wiped: it wants to know how far the log goes. */
      readonly isBlank: boolean;
    }
  | {
      readonly kind: 'read from';
      readonly term: number;
      readonly ask: number;
      /** 0: the receiver of the question does not lead. */
      readonly index: number;
    }
  /** An operator's change of members, passed on to the leader. Names with spaces between them. */
  | {
      readonly kind: 'change members';
      readonly add: string;
      readonly learn: string;
      readonly remove: string;
    };

interface VoteRequest {
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** The leader itself has asked for it (§3.10). */
  readonly isTransfer: boolean;
}

export type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** Disk records: entries in the log, the rest in snapshot cells. */
export type DiskRecord = Entry | VoteRecord | SnapshotRecord;

/** Figure 2: currentTerm and votedFor. */
export interface VoteRecord {
  readonly kind: 'vote';
  readonly term: number;
  readonly votedFor: NodeId | null;
  /** The disk was wiped, and the node has not got back yet what it may have confirmed before. */
  readonly isBlank: boolean;
}

/** All that entries up to an index have done. The log begins after `base`, which is not later. */
export interface SnapshotRecord extends SnapshotPoint {
  readonly kind: 'snapshot';
  readonly held: readonly Held[];
  readonly served: readonly Served[];
}

export interface SnapshotPoint {
  readonly index: number;
  readonly term: number;
  readonly members: string;
  readonly digest: number;
  /** The entry before the first one of the log. */
  readonly base: number;
  readonly baseTerm: number;
  readonly baseDigest: number;
}

/** `campaign`: stand for election now. `transfer`: take over from the leader. `change`: change the members. */
export interface Command {
  readonly kind: 'campaign' | 'transfer' | 'change';
  readonly add?: readonly NodeId[];
  readonly learn?: readonly NodeId[];
  readonly remove?: readonly NodeId[];
}

export interface Answer extends Reply {
  readonly term: number;
  /** Who leads, as far as the answering node knows. */
  readonly leader: NodeId | null;
}

/** What a session tells a node beside its operation. */
export interface SessionContext {
  readonly id: string;
  readonly sequence: number;
}

/** When a round of heartbeats was sent, on the leader's monotonic clock. */
export interface Round {
  readonly round: number;
  readonly sentAt: Instant;
}
