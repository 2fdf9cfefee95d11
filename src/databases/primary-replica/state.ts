/** What a node of the primary/replica family knows: state, messages, records, and the small questions that rules ask of them. */
import type { ClientHandle, Node, NodeId, Reply, Request, Tagged } from '../database.js';
import type { Change, KeyStore } from '../versions/key-store.js';
import type { WriteId } from '../../history/operation.js';
import { at, type Chunks } from '../../kernel/chunks.js';
import type { Instant } from '../../kernel/time.js';
import type { PrimaryReplicaOperationOptions, PrimaryReplicaOptions } from './schema.js';

/** An entry of the log. Positions count from 1; the entry at position p is the p-th of the log. */
export interface Entry extends Change {
  readonly epoch: number;
}

/** A stretch of the log written in one epoch, up to its last position. */
export interface Stretch {
  readonly epoch: number;
  last: number;
}

/** What a primary knows of one replica. */
export interface Follower {
  /** The last position sent to it. */
  sent: number;
  /** The last position that it says it has flushed. */
  flushed: number;
}

/** What one node said when asked whether it hears the primary. */
export interface Standing {
  /** It misses the primary. */
  readonly lost: boolean;
  /** The newest epoch that it knows of. */
  readonly knows: number;
  /** Epoch and position of the end of its log. */
  readonly logEpoch: number;
  readonly position: number;
}

/** A node's question to all others, and the answers so far. */
interface Poll {
  /** When it asked, on its own clock: answers to earlier questions do not count. */
  readonly round: Instant;
  readonly standings: Map<NodeId, Standing>;
}

export interface State {
  role: 'primary' | 'replica';
  /** The newest epoch that this node knows of; 0 for a blank node, whose disk was wiped. */
  epoch: number;
  /** Who is primary in that epoch, as far as this node knows. */
  primary: NodeId | null;
  readonly log: Chunks<Entry>;
  /** The epochs of the log, oldest first. */
  readonly history: Stretch[];
  /** The last durable position, and the last one that reads see. */
  flushed: number;
  applied: number;
  readonly store: KeyStore;
  /** The last write of each key in the log, applied or not. */
  readonly newest: Map<string, WriteId>;
  /** Flushes on their way: mark and the position they reach. */
  readonly flushes: Map<number, number>;
  nextMark: number;

  /** As primary: replicas that follow, and clients that wait, by position. */
  readonly followers: Map<NodeId, Follower>;
  readonly waiting: Map<number, ClientHandle>;

  /** As replica: its log continues the primary's, entries may come. */
  following: boolean;
  /** The position from which it last asked for missing entries. */
  asked: number;
  /** It has heard nothing from the primary for too long. */
  suspects: boolean;
  /** Null when it is not asking. */
  poll: Poll | null;
  /** The mark of the flush after which it takes office; null when it does not. */
  takesOfficeAt: number | null;
}

export type Message =
  | {
      readonly kind: 'heartbeat';
      readonly epoch: number;
      /** Whether the primary counts the receiver among its followers. */
      readonly known: boolean;
    }
  | { readonly kind: 'follow'; readonly epoch: number; readonly history: readonly Stretch[] }
  | { readonly kind: 'rewind'; readonly epoch: number; readonly history: readonly Stretch[] }
  | {
      readonly kind: 'append';
      readonly epoch: number;
      /** The position before the first entry. */
      readonly previous: number;
      readonly entries: readonly Entry[];
    }
  | { readonly kind: 'keepalive'; readonly epoch: number; readonly sent: number }
  | { readonly kind: 'appended'; readonly epoch: number; readonly flushed: number }
  | { readonly kind: 'missing'; readonly epoch: number; readonly from: number }
  | { readonly kind: 'poll'; readonly epoch: number; readonly round: Instant }
  | ({ readonly kind: 'standing'; readonly round: Instant } & Standing)
  | {
      readonly kind: 'promote';
      readonly epoch: number;
      /** The newest epoch that anybody knew of when this was decided. */
      readonly after: number;
    };

export type MessageOf<Kind extends Message['kind']> = Extract<Message, { kind: Kind }>;

/** Disk records: entries in the log, the epoch in the snapshot cell. */
export type DiskRecord = ({ readonly kind: 'entry' } & Entry) | EpochRecord;
export interface EpochRecord {
  readonly kind: 'epoch';
  readonly epoch: number;
}

export interface Command extends Tagged {
  readonly kind: 'promote';
}

export interface Answer extends Reply {
  readonly epoch: number;
  /** Who is primary, as far as the answering node knows. */
  readonly primary: NodeId | null;
}

export type PrimaryReplicaNode = Node<PrimaryReplicaOptions, Message, DiskRecord>;
export type PrimaryReplicaRequest = Request<PrimaryReplicaOperationOptions>;

/**
 * A blank node has lost its disk, and with it what it had promised and which epochs it had been primary in.
 * Until it follows somebody it has no say, and cannot be promoted.
 */
export function isBlank(state: State): boolean {
  return state.epoch === 0;
}

/** The last position of the log. */
export function lastPosition(state: State): number {
  return state.log.length;
}

/** The epoch of the last entry; 0 for an empty log. */
export function lastEpoch(state: State): number {
  return state.history.at(-1)?.epoch ?? 0;
}

/** The entry at a position that the log holds. */
export function entryAt(state: State, position: number): Entry {
  const entry = at(state.log, position - 1);
  if (entry === undefined) throw new RangeError(`no entry at position ${String(position)}`);
  return entry;
}

/** Every epoch belongs to one node, so that no two nodes are ever primary in the same one. */
export function ownerOf(epoch: number, nodes: readonly NodeId[]): NodeId | null {
  return nodes[(epoch - 1) % nodes.length] ?? null;
}

/** The first epoch after `epoch` that belongs to a node. */
export function nextEpochOf(owner: NodeId, epoch: number, nodes: readonly NodeId[]): number {
  let next = epoch + 1;
  while (ownerOf(next, nodes) !== owner) next += 1;
  return next;
}
