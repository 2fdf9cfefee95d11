/** What a node of the primary/replica family knows, and the small questions that rules ask of it. */
import type { WriteId } from '../../history/operation.js';
import { at, type Chunks } from '../../kernel/chunks.js';
import type { Instant } from '../../kernel/time.js';
import type { ClientHandle, Node, NodeId, Request } from '../database.js';
import type { KeyStore } from '../versions/key-store.js';
import type {
  Answer,
  DiskRecord,
  Entry,
  Message,
  SessionContext,
  Standing,
  Stretch,
  Token,
  Voters,
} from './message.js';
import {
  majorityOf,
  memberOf,
  type FailoverOptions,
  type PrimaryReplicaOperationOptions,
  type PrimaryReplicaOptions,
} from './options/schema.js';
import type { Acknowledge, Commit } from './writing/schema.js';

/** What a primary, or a node that others follow, knows of one replica. Positions are the last ones. */
export interface Follower {
  sent: number;
  received: number;
  flushed: number;
  applied: number;
  /** The node that it follows instead of this one; null when it follows this one. */
  readonly via: NodeId | null;
  /** Whether it counts for a majority. */
  readonly votes: boolean;
  /** Too slow: not waited for until it has caught up. */
  leftOut: boolean;
  /** When it last told how far it is, or answered a heartbeat, on the own monotonic clock. */
  heardAt: Instant;
}

/** A client that waits for its write. */
export interface Waiting {
  readonly position: number;
  readonly client: ClientHandle;
  /** When the primary took the write, on its monotonic clock. */
  readonly since: Instant;
}

/** Clients that wait for the same: whoever wrote first is answered first. */
export interface WaitingLine {
  readonly acknowledge: Acknowledge;
  readonly commit: Commit;
  readonly writes: Waiting[];
}

/** A read that waits: for a position to be applied, or for a majority to confirm the primary. */
export type WaitingRead =
  | {
      readonly kind: 'position';
      readonly client: ClientHandle;
      readonly key: string;
      readonly token: Token;
      readonly level: PrimaryReplicaOperationOptions['level'];
    }
  | {
      readonly kind: 'confirmation';
      readonly client: ClientHandle;
      readonly key: string;
      readonly round: number;
      readonly position: number;
    };

/** A node's question to all others, and the answers so far. */
interface Poll {
  /** When it asked, on its own clock: answers to earlier questions do not count. */
  readonly round: Instant;
  readonly standings: Map<NodeId, Standing>;
  /** An operator wants those who answer to be the only voters. */
  readonly reconfigures: boolean;
}

/** The epoch that this node wants, and who has promised to follow. */
interface Claim {
  readonly epoch: number;
  readonly mark: number;
  readonly grants: NodeId[];
}

export interface State {
  role: 'primary' | 'replica' | 'arbiter';
  /** The newest epoch that this node knows of; 0 for a blank node, whose disk was wiped. */
  epoch: number;
  /** It has promised to take nothing of an older epoch than this. */
  promised: number;
  /** Who is primary in its epoch, as far as this node knows. */
  primary: NodeId | null;
  voters: Voters;

  readonly log: Chunks<Entry>;
  /** The epochs of the log, oldest first. */
  readonly history: Stretch[];
  /** The last position of the log. */
  written: number;
  /** The last durable position, the last one that reads see, and the last that a majority is known to have. */
  flushed: number;
  applied: number;
  committed: number;
  /** As primary, with fencing: the position of the entry that began its epoch. */
  beganAt: number;
  readonly store: KeyStore;
  /** The last write of each key in the log, applied or not. */
  readonly newest: Map<string, WriteId>;
  /** Positions by write, once a client has asked for writes that apply once; null before. */
  index: Map<WriteId, number> | null;
  /** Flushes on their way: mark and the position they reach. */
  readonly flushes: Map<number, number>;
  nextMark: number;
  /** How many entries it is applying at this moment. */
  applying: number;

  /** As primary, or followed by others: who takes the stream from here. */
  readonly followers: Map<NodeId, Follower>;
  /** As primary: the newest heartbeat that each node has answered, and the rounds that may still be answered. */
  readonly heard: Map<NodeId, number>;
  round: number;
  readonly rounds: { readonly round: number; readonly sentAt: Instant }[];
  /** Until when it may serve, on its monotonic clock; Infinity where nothing limits it. */
  leaseUntil: Instant;
  readonly waiting: WaitingLine[];
  /** How many replicas make a majority with this node. */
  majority: number;
  /** Some of them wait, or waited, for another level than flushed. */
  tellsLevels: boolean;
  /** How many writes the next commit has gathered. */
  gathered: number;
  /** It acknowledges alone, although it should wait for replicas. */
  degraded: boolean;
  handingOverTo: NodeId | null;
  readonly reads: WaitingRead[];

  /** As replica: its log continues that of `source`, entries may come. */
  following: boolean;
  /** Whom it takes the stream from. */
  source: NodeId | null;
  /** When it last heard from there, on its monotonic clock. */
  streamedAt: Instant;
  /** How often it has asked to follow without an answer. */
  unanswered: number;
  /** The position from which it last asked for missing entries. */
  asked: number;
  /** How far the primary's log went, when it last said so. */
  heardOf: number;
  /** Until when, on the primary's wall clock, it surely has everything; and what it must apply to have more. */
  freshAsOf: Instant;
  readonly marks: { readonly position: number; readonly asOf: Instant }[];
  /** It would have to roll back too much, and stays out. */
  staysOut: boolean;
  /** An operator has told it to roll back all the same. */
  resyncs: boolean;
  /** Up to these positions somebody waits for replicas that have received, or applied. */
  earlyTo: number;
  lateTo: number;
  /** It has heard nothing from the primary for too long. */
  suspects: boolean;
  /** Null when it is not asking. */
  poll: Poll | null;
  claim: Claim | null;
  /** Promises that must be durable before they are given. */
  readonly promises: { readonly mark: number; readonly to: NodeId; readonly epoch: number }[];
  /** The mark of the flush after which it takes office; null when it does not. */
  takesOfficeAt: number | null;
  /** Its epoch is durable; it takes office once it has applied its log. */
  awaitsOffice: boolean;
}

/** Clients' options, with what their session knows. */
export type PrimaryReplicaOperation = PrimaryReplicaOperationOptions & {
  readonly session?: SessionContext;
};
export type PrimaryReplicaNode = Node<PrimaryReplicaOptions, Message, DiskRecord>;
export type PrimaryReplicaRequest = Request<PrimaryReplicaOperation>;

/**
 * A blank node has lost its disk, and with it what it had promised and which epochs it had been primary in.
 * Until it follows somebody it has no say, and cannot be promoted.
 */
export function isBlank(state: State): boolean {
  return state.epoch === 0;
}

/** It has its epoch, and takes office as soon as it can. */
export function isComingIntoOffice({ takesOfficeAt, awaitsOffice }: State): boolean {
  return takesOfficeAt !== null || awaitsOffice;
}

/** The last position of the log. */
export function lastPosition(state: State): number {
  return state.written;
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

/** The epoch of a position; 0 beyond the end of the log. */
export function epochAt(state: State, position: number): number {
  return state.history.find(({ last }) => position <= last)?.epoch ?? 0;
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

/** Nothing of an older epoch than this is taken. */
export function floor(state: State, node: PrimaryReplicaNode): number {
  return isFenced(node) ? Math.max(state.epoch, state.promised) : state.epoch;
}

export function failoverOf({ options }: PrimaryReplicaNode): FailoverOptions | null {
  return options.failover === 'none' ? null : options.failover;
}

/** Promotion needs a majority of votes, and voters keep to what they promised. */
export function isFenced(node: PrimaryReplicaNode): boolean {
  const failover = failoverOf(node);
  return failover !== null && failover.fencing !== 'none';
}

export function isArbiter(id: NodeId, { options }: PrimaryReplicaNode): boolean {
  return memberOf(id, options).arbiter;
}

/** Whether these nodes together have more than half of the votes. */
export function isMajority(state: State, nodes: readonly NodeId[]): boolean {
  const { nodes: voters } = state.voters;
  return voters.filter((voter) => nodes.includes(voter)).length >= majorityOf(voters.length);
}

/** What a node tells a client; positions and versions only where there are any. */
export function answer(
  state: State,
  kind: Answer['kind'],
  {
    versions = [],
    reason = '',
    position = 0,
  }: Partial<Pick<Answer, 'versions' | 'reason' | 'position'>> = {},
): Answer {
  return { kind, versions, reason, epoch: state.epoch, primary: state.primary, position };
}

/** Surely nothing happened. The answer says who is primary, as far as this node knows. */
export function refuse(
  state: State,
  client: ClientHandle,
  node: PrimaryReplicaNode,
  reason = 'not the primary',
): void {
  node.reply(client, answer(state, 'refused', { reason }));
}
