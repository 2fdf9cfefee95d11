/**
 * The contract of a database family: a pure protocol. State and input in, effects out as data, recorded by
 * the `node` door. One function a rule; the functions here only dispatch to rules.
 *
 * Rules mutate the state they are given and return nothing. So that the same rules run plain and inside an
 * Immer recipe, state is a tree of plain objects, arrays, Maps and Sets; things are referred to by id, never
 * by identity; messages, timers and records are built fresh, or are values that nothing changes (decision 016).
 */
import type { Condition, Operation, OperationId, WriteId } from '../history/operation.js';
import type { RandomStream } from '../kernel/random.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { FamilyDeclaration } from './common/schema.js';

export type NodeId = string;

/** Names one attempt of one operation of one client; the address of the reply. */
export type ClientHandle = number;

/** Every message, reply, disk record and command is a flat record with a kind. */
export interface Tagged {
  readonly kind: string;
}

/** An operation as it reaches a node. `options` are the client's operation options, as the family's schema reads them. */
export interface Request<OperationOptions> {
  readonly operation: OperationId;
  readonly kind: Operation['kind'];
  readonly key: string;
  readonly write: WriteId;
  /** Null for a write without a condition. Only families that declare `conditions` are asked for others. */
  readonly condition: Condition | null;
  /** With the condition `unchanged`: the versions that the key must hold. Otherwise empty. */
  readonly basis: readonly WriteId[];
  /** 1 for the first request of an operation; more for retries. */
  readonly attempt: number;
  readonly options: OperationOptions;
}

/**
 * What a node tells a client. `refused` is definite: the request surely had no effect. `unknown` is not.
 * Families add fields for their driver (the epoch, a hint where the primary is).
 */
export interface Reply extends Tagged {
  readonly kind: 'ok' | 'refused' | 'unknown';
  /**
   * For an ok read: the writes whose values it serves, oldest first. Otherwise empty. A delete has no value and never
   * stands here, whether its tombstone is kept or purged.
   */
  readonly versions: readonly WriteId[];
  /** For people, when not ok. */
  readonly reason: string;
}

/** The reason of a refusal because the condition of a write does not hold: nobody tries again. */
export const conditionFailed = 'the condition does not hold';

/** A named timer: kind, and what it is about when a node runs several of one kind. */
export interface Timer {
  readonly kind: string;
  readonly about: string;
}

/** What the disk kept over a crash. */
export interface Recovered<Record> {
  readonly log: readonly Record[];
  /** The last one of each kind. */
  readonly snapshots: readonly Record[];
  /** The disk was wiped at some time: that it holds nothing does not mean that the database is new. */
  readonly wiped: boolean;
}

/** A node's own clock, with its offset and drift. Whole microseconds. */
export interface NodeClock {
  /** Goes wrong when people or faults set it. */
  wall(): Instant;
  /** Never jumps; runs fast or slow by the drift. */
  monotonic(): Instant;
}

/**
 * The disk: one log, and a snapshot cell for each kind of record. Every verb is volatile until a later flush is through; `flushed`
 * tells when. A crash takes back what was not.
 */
export interface NodeDisk<Record> {
  /** Adds a record to the log. `write` names the write it carries, if it does: the ledger needs it after a crash. */
  append(record: Record, write?: WriteId): void;
  /** Keeps the first `length` records of the log. */
  truncate(length: number): void;
  /** Forgets the first `count` records of the log, for which a snapshot stands. */
  discard(count: number): void;
  /** Replaces the snapshot of this kind of record. */
  snapshot(record: Record): void;
  /** Asks that everything so far becomes durable. `flushed(state, mark)` answers. */
  flush(mark: number): void;
}

/** A family's only door to the world. Verbs record effects as data; they answer nothing. */
export interface Node<Options, Message extends Tagged, Record extends Tagged> {
  readonly id: NodeId;
  /** All nodes that exist, this one included, in the scenario's order. Membership is the protocol's own affair. */
  readonly nodes: readonly NodeId[];
  /** All but this one. */
  readonly others: readonly NodeId[];
  readonly options: Options;
  /** True when the scenario switched this declared bug on. */
  readonly bug: (name: string) => boolean;
  readonly clock: NodeClock;
  readonly random: RandomStream;
  /** The mean latency of the link to another node; faults do not count. */
  readonly distanceTo: (node: NodeId) => Duration;
  /** The zone of a node, this one included, when the scenario names zones. */
  readonly zoneOf: (node: NodeId) => string | null;
  readonly disk: NodeDisk<Record>;

  send(to: NodeId, message: Message): void;
  reply(client: ClientHandle, reply: Reply): void;
  /** Arms, or arms anew, the timer of this kind (and subject). Duration is on the node's monotonic clock. */
  after(duration: Duration, kind: string, about?: string): void;
  cancel(kind: string, about?: string): void;
  /** Narration for the trace and coverage marks for tests; declared events can be waited for by `when`. */
  note(text: string, fields?: Readonly<globalThis.Record<string, string | number>>): void;

  /** This node holds the write from now on, on top of these versions of its key. */
  stored(write: WriteId, over: readonly WriteId[]): void;
  /** This node cut the write from its log. */
  rolledBack(write: WriteId): void;
  /** Conflict resolution on this node dropped the write in favour of `winner`. */
  discarded(write: WriteId, winner: WriteId): void;
  /** Conflict resolution on this node folded the write into `into`. */
  merged(write: WriteId, into: WriteId): void;
}

/** What a node looks like from outside: for people, for targets such as `primary`, for `when`. Never for checkers. */
export interface NodeView {
  /** A role that faults can target: `primary`, `replica`, … */
  readonly role: string;
  /** Epoch or term; 0 where the family has none. */
  readonly epoch: number;
  /**
   * Log positions by name, furthest first: `written` (in the log, in memory), `flushed`, `applied`, `visible`
   * (what a read at the family's default level sees). Families may show other names.
   * They stand still once the database is idle: that is how a run knows that it has settled.
   */
  readonly positions: Readonly<Record<string, number>>;
  /** How far this node has sent its log to each other one, as far as it knows. */
  readonly sent?: Readonly<Record<NodeId, number>>;
  readonly members: readonly NodeId[];
  /** One line for people. */
  readonly text: string;
}

export interface MessageDeclaration {
  /** All fields of the message but `kind`, in the order in which they are built and digested. */
  readonly fields: readonly string[];
  /** For fields that hold a flat record or a list of them, there or further in: the fields of those, in order. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Ordered links keep the order within a channel: one channel is one connection. Default: `control`. */
  readonly channel?: string;
  /** Bytes on the wire, for links with a bandwidth. Default: 100. */
  readonly size?: (message: never) => number;
  /** The writes a message carries, for explanations. */
  readonly writes?: (message: never) => readonly WriteId[];
}

/** The client side of a family sees one session at a time through this door. */
export interface Client<Options, OperationOptions> {
  readonly id: string;
  readonly zone: string | null;
  readonly nodes: readonly NodeId[];
  /** The zone of a node, when the scenario names zones. */
  readonly zoneOf: (node: NodeId) => string | null;
  /**
   * All nodes from near to far, by the mean round trip: from the client's zone when it has one, else over its own
   * links. Nodes that are equally far stand in the scenario's order; faults do not count.
   */
  readonly nearest: readonly NodeId[];
  /** The client's own time, which is true: virtual time since the start of the run. */
  readonly now: () => Instant;
  readonly options: Options;
  readonly random: RandomStream;

  /** Sends the operation to a node. Its reply comes to `receive`. */
  send(to: NodeId, request: Request<OperationOptions>): void;
  /** The operation happened. For a read: with the writes whose values it returned, oldest first. */
  succeed(versions: readonly WriteId[]): void;
  /** This attempt surely had no effect. The client tries again if its retry policy lets it, but for `conditionFailed`. */
  refuse(reason: string): void;
  /** Nobody knows whether this attempt had an effect. */
  lose(reason: string): void;
  note(text: string, fields?: Readonly<Record<string, string | number>>): void;
}

/** The client side of a family: where operations go and what a session remembers. Rules over plain session state. */
export interface Driver<Options, OperationOptions, Session, Answer extends Reply> {
  open(client: Client<Options, OperationOptions>): Session;
  /** Sends the operation somewhere. Called again, with a higher attempt, for each retry. */
  invoke(
    session: Session,
    request: Request<OperationOptions>,
    client: Client<Options, OperationOptions>,
  ): void;
  /** The answer to a request; only the first one to each counts. It may belong to an earlier attempt. */
  receive(
    session: Session,
    answer: Answer,
    from: NodeId,
    request: Request<OperationOptions>,
    client: Client<Options, OperationOptions>,
  ): void;
  /** No answer came from `to` (a list: an attempt may ask several) within the client's patience. */
  unanswered(
    session: Session,
    to: readonly NodeId[],
    request: Request<OperationOptions>,
    client: Client<Options, OperationOptions>,
  ): void;
}

/**
 * Answers null, or what is wrong with the states of all nodes that are up. `before` holds the states at the
 * previous check, so that an invariant can speak of steps: "positions never go back within an epoch". A node
 * that was down then, or has booted since, is not in it. It is null at the first check, and while the run is
 * not recorded: plain states change in place, so nobody can tell what they were.
 */
export type Invariant<State> = (
  states: ReadonlyMap<NodeId, State>,
  before: ReadonlyMap<NodeId, State> | null,
) => string | null;

/** When a family promises that a write succeeds. */
export interface Liveness {
  /** At the latest so long after the last fault is over and the last node is up, on all nodes' clocks. */
  readonly within: Duration;
  /** While at least so many of these nodes are up. */
  readonly nodes: readonly NodeId[];
  readonly least: number;
}

/** What every family's options hold, whatever else they hold. */
export interface CommonOptions {
  readonly kind: string;
  readonly nodes: readonly NodeId[];
  readonly bugs: readonly string[];
}

export interface Family<
  Options extends CommonOptions,
  OperationOptions,
  State,
  Message extends Tagged,
  Record extends Tagged,
  Command extends Tagged,
  Answer extends Reply,
  Session,
> {
  /** All that a scenario can say to this family (its `schema.ts`). */
  readonly declaration: FamilyDeclaration;
  /** The operation options of the strongest read, for the reading back at the end. */
  readonly strongestRead: OperationOptions;
  readonly messages: Readonly<globalThis.Record<Message['kind'], MessageDeclaration>>;
  /** The fields of replies that the driver reads, beyond those of every reply. */
  readonly replyFields: readonly (keyof Answer & string)[];
  /** For those of them that hold a flat record or a list of them: the fields of those, in order. */
  readonly replyLists?: Readonly<globalThis.Record<string, readonly string[]>>;
  /** The longest that an undisturbed cluster may look idle although it is still going to act, e.g. to detect a failure. */
  readonly patience: (options: Options) => Duration;
  /**
   * What is promised about coming back, where a message, the flush that it causes and its turn on the node take at most
   * `step` while nothing is wrong, and none is lost. Null: nothing, with these options. Default: nothing at all.
   */
  readonly liveness?: (options: Options, step: Duration) => Liveness | null;

  start(recovered: Recovered<Record>, node: Node<Options, Message, Record>): State;
  receive(state: State, message: Message, from: NodeId, node: Node<Options, Message, Record>): void;
  request(
    state: State,
    request: Request<OperationOptions>,
    client: ClientHandle,
    node: Node<Options, Message, Record>,
  ): void;
  /** A timer fired, and was neither armed anew nor cancelled while it waited for the node. */
  expire(state: State, timer: Timer, node: Node<Options, Message, Record>): void;
  flushed(state: State, mark: number, node: Node<Options, Message, Record>): void;
  command(state: State, command: Command, node: Node<Options, Message, Record>): void;

  view(state: State): NodeView;
  /**
   * What this replica would serve: by key, the writes whose values a local read returns, oldest first. No delete is among
   * them, as in a reply: a key without a value is left out, or has no versions. Null for a node that holds no data.
   */
  contents(state: State): ReadonlyMap<string, readonly WriteId[]> | null;
  /** Whether this node is to hold a key, where not all nodes hold all keys. Default: it is. */
  readonly holds?: (state: State, key: string) => boolean;
  /** Named predicates that must always hold. They look and change nothing. */
  readonly invariants: Readonly<globalThis.Record<string, Invariant<State>>>;
  readonly driver: Driver<Options, OperationOptions, Session, Answer>;
}

/** A family with its types forgotten, as the host and the registry hold it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the host pairs each family's state with its own rules
export type AnyFamily = Family<any, any, any, any, any, any, any, any>;

/** Keeps a family's types checked where it is written, and forgets them for the registry. */
export function defineFamily<
  Options extends CommonOptions,
  OperationOptions,
  State,
  Message extends Tagged,
  Record extends Tagged,
  Command extends Tagged,
  Answer extends Reply,
  Session,
>(
  family: Family<Options, OperationOptions, State, Message, Record, Command, Answer, Session>,
): AnyFamily {
  return family;
}
