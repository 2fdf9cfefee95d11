/** What travels and what is written down in leaderless databases: messages, disk records, commands, answers. */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { NodeId, Reply } from '../database.js';
import type { Cell, Context } from '../versions/cell.js';
import type { Level } from './options/schema.js';
import type { Accepted, Decision, Proposal } from './paxos/acceptor.js';
import type { Ballot } from './paxos/ballot.js';

/**
 * Who holds data. `steady`: the members do. `writing both`: the next ones get all writes, too. `fetching`: and all that was
 * before. `reading new`: and are read. `leaving old`: whoever still reads from those before is not served.
 */
export interface Membership {
  /**
   * Each step of a change is a version; of two changes that began with the same one, the greater name counts. 1: as in the
   * scenario. 0: the disk was wiped, and nobody has told yet.
   */
  readonly version: number;
  /** The node that drives the change. */
  readonly by: NodeId;
  readonly phase: 'steady' | 'writing both' | 'fetching' | 'reading new' | 'leaving old';
  readonly members: readonly NodeId[];
  /** The members after the change; when it is over, those before it. */
  readonly next: readonly NodeId[];
  /** Members that are replaced: nobody waits for them. */
  readonly gone: readonly NodeId[];
}

/** A key, and what somebody holds of it. */
export interface KeyedCell {
  readonly key: string;
  readonly cell: Cell;
}

/** Whoever asks numbers its questions: answers name the number. 0: nobody waits for an answer. */
type Ask = number;

export type Message =
  /** Coordinator to replica: keep this. The replica merges it with what it has. */
  | {
      readonly kind: 'write';
      /** The version of the ring by which the coordinator goes. */
      readonly ring: number;
      readonly ask: Ask;
      readonly key: string;
      readonly cell: Cell;
      /** The write of a client that it carries, on its first way; 0 for a repair. */
      readonly write: WriteId;
      /** For whom the receiver shall keep it as a hint; empty: for itself. */
      readonly hintFor: NodeId;
    }
  | { readonly kind: 'written'; readonly ask: Ask }
  /** Coordinator to replica: what do you have of this key? */
  | {
      readonly kind: 'read';
      readonly ring: number;
      readonly ask: Ask;
      readonly key: string;
      /** A digest is enough. */
      readonly isDigest: boolean;
    }
  | {
      readonly kind: 'value';
      readonly ask: Ask;
      /** Null: nothing, or only a digest was asked for. */
      readonly cell: Cell | null;
      readonly digest: number;
    }
  /** Coordinator of a conditional write to replica: take part in no earlier ballot. And the answer: what have you accepted? */
  | {
      readonly kind: 'prepare';
      readonly ring: number;
      readonly ask: Ask;
      readonly key: string;
      readonly ballot: Ballot;
    }
  | {
      readonly kind: 'promise';
      readonly ask: Ask;
      readonly ballot: Ballot;
      readonly accepted: Accepted | null;
      readonly committed: Decision | null;
    }
  /** The second phase: accept this. And the answer. */
  | {
      readonly kind: 'propose';
      readonly ring: number;
      readonly ask: Ask;
      readonly key: string;
      readonly ballot: Ballot;
      readonly proposal: Proposal;
    }
  | { readonly kind: 'accept'; readonly ask: Ask; readonly ballot: Ballot }
  /** The other answer to both: I have promised a later one. */
  | {
      readonly kind: 'preempted';
      readonly ask: Ask;
      readonly ballot: Ballot;
      readonly by: Ballot;
    }
  /** It is chosen: keep it, like a write. `written` is the answer. */
  | {
      readonly kind: 'commit';
      readonly ring: number;
      readonly ask: Ask;
      readonly key: string;
      readonly cell: Cell;
      readonly write: WriteId;
      readonly decision: Decision;
    }
  /** Holder of a hint to the node that it is for, and the answer. */
  | {
      readonly kind: 'hand over';
      readonly hint: number;
      readonly key: string;
      readonly cell: Cell;
      readonly write: WriteId;
    }
  | { readonly kind: 'handed over'; readonly hint: number }
  /** A node that does not hold the key to one that does: coordinate this for me. Versions by vectors and deletes come from whoever holds the key. */
  | {
      readonly kind: 'forward';
      readonly ask: Ask;
      readonly action: 'write' | 'append' | 'delete';
      readonly key: string;
      readonly write: WriteId;
      readonly level: Level;
      readonly seen: Context;
      readonly shown: readonly WriteId[];
    }
  | {
      readonly kind: 'forwarded';
      readonly ask: Ask;
      readonly answer: Answer['kind'];
      readonly reason: string;
      readonly context: Context | null;
    }
  /** A step of a change of the ring, or what the ring is. */
  | ({ readonly kind: 'ring' } & Membership)
  /** The answer: I know, and nothing that I began before is under way. */
  | { readonly kind: 'ring known'; readonly version: number }
  /** A node that is to hold more keys to one that has them: what comes after this one? And a batch of them. */
  | { readonly kind: 'fetch'; readonly version: number; readonly after: string }
  | {
      readonly kind: 'keys';
      readonly version: number;
      /** What was asked for: the keys behind this one. */
      readonly after: string;
      readonly keys: readonly string[];
      /** One for each key. */
      readonly cells: readonly Cell[];
      readonly isLast: boolean;
    }
  /** To the node that drives the change: I have all that I was to fetch. */
  | { readonly kind: 'fetched'; readonly version: number }
  /** A node that compares what it holds with what another one does: the digests of its tree at these places of a level. */
  | {
      readonly kind: 'compare';
      readonly ask: Ask;
      readonly level: number;
      readonly indexes: readonly number[];
      readonly digests: readonly number[];
    }
  /** The answer: those of the places where they differ. */
  | { readonly kind: 'compared'; readonly ask: Ask; readonly differing: readonly number[] }
  /** The same for the keys in buckets that differ, from behind one key up to another; empty: from the first, to the last. */
  | {
      readonly kind: 'compare keys';
      readonly ask: Ask;
      readonly buckets: readonly number[];
      readonly after: string;
      readonly upTo: string;
      readonly keys: readonly string[];
      /** One for each key. */
      readonly digests: readonly number[];
    }
  /** The answer, up to some key: what I have of those that differ, also where that is nothing. */
  | {
      readonly kind: 'keys compared';
      readonly ask: Ask;
      readonly upTo: string;
      readonly cells: readonly KeyedCell[];
    }
  /** What you lack, after a comparison. And the answer: I have it. */
  | { readonly kind: 'take'; readonly ask: Ask; readonly cells: readonly KeyedCell[] }
  | { readonly kind: 'taken'; readonly ask: Ask }
  /** Whether a node that did not answer is there again. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' };

export type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/**
 * Disk records: what was merged into the store, what of it was forgotten, promises and what came of them, old tombstones that
 * were thrown away, hints, and hints that are done.
 */
export type DiskRecord =
  | {
      readonly kind: 'cell';
      readonly key: string;
      readonly cell: Cell;
    }
  | { readonly kind: 'forget'; readonly key: string }
  | { readonly kind: 'promised'; readonly key: string; readonly ballot: Ballot }
  | ({ readonly kind: 'accepted'; readonly key: string } & Accepted)
  | ({ readonly kind: 'committed'; readonly key: string } & Decision)
  | {
      readonly kind: 'purge';
      readonly key: string;
      /** Tombstones of before this instant are gone. */
      readonly before: Instant;
    }
  | {
      readonly kind: 'hint';
      readonly hint: number;
      readonly to: NodeId;
      readonly key: string;
      readonly cell: Cell;
      readonly write: WriteId;
      readonly keptAt: Instant;
    }
  | { readonly kind: 'hint done'; readonly hint: number }
  | ({ readonly kind: 'ring' } & Membership);

/** What operators want of a node: to hold data, to hold none any more, to take the place of others, to be compared with all. */
export type Command =
  | { readonly kind: 'join' | 'leave' | 'repair' }
  | { readonly kind: 'replace'; readonly gone: readonly NodeId[] };

export interface Answer extends Reply {
  /** What the session may tell of what it has seen. Null: nothing new. */
  readonly context: Context | null;
  /** Whether the node serves clients. */
  readonly isMember: boolean;
}
