/** What travels and what is written down in the primary/replica family: messages, disk records, commands, answers. */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { NodeId, Reply } from '../database.js';
import type { Change } from '../versions/key-store.js';

/** An entry of the log. Positions count from 1; the entry at position p is the p-th of the log. */
export interface Entry extends Omit<Change, 'action'> {
  /** `begin`: the first entry of an epoch, which changes nothing and belongs to nobody. */
  readonly action: Change['action'] | 'begin';
  readonly epoch: number;
  /** When the primary took it, on its wall clock. */
  readonly at: Instant;
}

/** A stretch of the log written in one epoch, up to its last position. */
export interface Stretch {
  readonly epoch: number;
  last: number;
}

/** What one node said when asked whether it hears the primary. */
export interface Standing {
  /** It misses the primary. */
  readonly lost: boolean;
  /** The newest epoch that it knows of, and the newest that it has promised to. */
  readonly knows: number;
  readonly promised: number;
  /** Epoch and position of the end of its log. */
  readonly logEpoch: number;
  readonly position: number;
  /** How far the primary's log went when it last heard of it. */
  readonly heardOf: number;
  /** How far it is from the primary: the mean one-way latency. */
  readonly distance: number;
}

/** Who votes. A newer version replaces an older one. */
export interface Voters {
  readonly version: number;
  readonly nodes: readonly NodeId[];
}

/** How a stream stands. */
interface StreamMark {
  readonly epoch: number;
  /** The last position that a majority is known to have. */
  readonly committed: number;
}

export type Message =
  | {
      readonly kind: 'heartbeat';
      readonly epoch: number;
      /** Whether the primary itself streams to the receiver. */
      readonly known: boolean;
      /** Heartbeats are numbered: an answer shows when the primary was last heard. */
      readonly round: number;
      /** The last position that the primary has flushed. */
      readonly position: number;
      readonly version: number;
      /** None when they are still the first ones. */
      readonly voters: readonly NodeId[];
    }
  | { readonly kind: 'heard'; readonly epoch: number; readonly round: number }
  | { readonly kind: 'fenced'; readonly epoch: number }
  | { readonly kind: 'follow'; readonly epoch: number; readonly history: readonly Stretch[] }
  | { readonly kind: 'rewind'; readonly epoch: number; readonly history: readonly Stretch[] }
  | ({
      readonly kind: 'append';
      /** The position before the first entry. */
      readonly previous: number;
      readonly entries: readonly Entry[];
      /** Somebody waits for replicas that have received these entries, or applied them. */
      readonly early: boolean;
      readonly late: boolean;
    } & StreamMark)
  | ({
      readonly kind: 'seed';
      readonly previous: number;
      readonly entries: readonly Entry[];
      /** How many keys the copy holds. */
      readonly keys: number;
    } & StreamMark)
  | ({
      readonly kind: 'keepalive';
      readonly sent: number;
      /** The primary's wall clock, when that was all there was; 0 when it was not. */
      readonly asOf: Instant;
    } & StreamMark)
  | {
      readonly kind: 'progress';
      readonly epoch: number;
      /** The replica that it is about: the sender, or one that follows the sender. */
      readonly of: NodeId;
      readonly received: number;
      readonly flushed: number;
      readonly applied: number;
    }
  | { readonly kind: 'missing'; readonly epoch: number; readonly from: number }
  | { readonly kind: 'poll'; readonly epoch: number; readonly round: Instant }
  | ({ readonly kind: 'standing'; readonly round: Instant } & Standing)
  | {
      readonly kind: 'promote';
      readonly epoch: number;
      /** The newest epoch that anybody knew of when this was decided. */
      readonly after: number;
      /** The primary itself has handed over. */
      readonly planned: boolean;
    }
  | {
      readonly kind: 'claim';
      readonly epoch: number;
      readonly version: number;
      readonly logEpoch: number;
      readonly position: number;
      readonly planned: boolean;
    }
  | { readonly kind: 'grant'; readonly epoch: number }
  | { readonly kind: 'deny'; readonly epoch: number; readonly promised: number }
  | { readonly kind: 'hand over'; readonly epoch: number };

export type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** Disk records: entries in the log, everything else that must survive in a snapshot cell. */
export type DiskRecord = ({ readonly kind: 'entry' } & Entry) | OfficeRecord;
export interface OfficeRecord {
  readonly kind: 'office';
  readonly epoch: number;
  readonly promised: number;
  readonly version: number;
  readonly voters: readonly NodeId[];
}

export interface Command {
  readonly kind: 'promote' | 'switchover' | 'reconfigure' | 'resync';
}

export interface Answer extends Reply {
  readonly epoch: number;
  /** Who is primary, as far as the answering node knows. */
  readonly primary: NodeId | null;
  /** For an ok write, its position; for an ok read, how far the node has applied the log. */
  readonly position: number;
}

/** What a session tells a node beside its operation. */
export interface SessionContext {
  /** The newest epoch that it has heard of. */
  readonly epoch: number;
  /** Where its last write stands, when its reads carry a token. */
  readonly token: Token | null;
}

/** A place in a log. Without the epoch it could be a place in another history. */
export interface Token {
  readonly epoch: number | null;
  readonly position: number;
}

/** The reads of an answer: none of a write. */
export type Versions = readonly WriteId[];
