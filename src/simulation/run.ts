/** What `simulate` returns: plain data. Reports, checkers, sweeps and the page read it. */
import type { AnyFamily, NodeId, NodeView } from '../databases/database.js';
import type { Chronicle } from '../history/chronicle.js';
import type { Duration, Instant } from '../kernel/time.js';
import type { TraceEvent } from '../kernel/trace.js';
import type { Scenario } from '../scenario/scenario.js';

/** One number a sample; null where it is unknown, as while the node is down. */
export type Series = readonly (number | null)[];

/** Where the nodes stood in the log, seen at equal intervals while clients ran. Positions are counted in entries. */
export interface ReplicationSamples {
  readonly interval: Duration;
  readonly at: readonly Instant[];
  /** The furthest position that any node showed or had sent. */
  readonly newest: Series;
  /** By node: how far the primary of the highest epoch had sent its log to it. Null for that primary itself. */
  readonly sent: ReadonlyMap<NodeId, Series>;
  /** By node, by name: every position that the node showed of itself (`NodeView.positions`). */
  readonly positions: ReadonlyMap<NodeId, ReadonlyMap<string, Series>>;
  /** By node: how far its `applied` position was behind the furthest `applied` position. */
  readonly behind: ReadonlyMap<NodeId, Series>;
}

/** What was handed to the network while clients ran. Each counts once, though it be lost, duplicated or sent again. */
export interface MessageCounts {
  readonly betweenNodes: number;
  /** From clients to nodes, and the answers that somebody still waited for. */
  readonly requests: number;
  readonly replies: number;
}

/** A named predicate over the states of all nodes that did not hold: a mistake of the protocol. */
export interface InvariantViolation {
  readonly invariant: string;
  readonly at: Instant;
  readonly event: number;
  readonly message: string;
}

/** Something a person should know about how the run went; never a finding about the database. */
export interface RunWarning {
  readonly code: string;
  readonly message: string;
  /** Path into the scenario, when one is to blame. */
  readonly path: readonly (string | number)[];
}

export interface Run {
  readonly scenario: Scenario;
  readonly seed: string;
  /** 16 hexadecimal digits over every event and effect. Two runs that agree on it are the same run. */
  readonly digest: string;
  /** How many events happened. */
  readonly events: number;
  readonly endedAt: Instant;
  readonly chronicle: Chronicle;
  /** What `quorate trace --format positions` prints. */
  readonly replication: ReplicationSamples;
  readonly messages: MessageCounts;
  readonly finalViews: ReadonlyMap<string, NodeView | null>;
  /** How often each note was made: coverage marks. */
  readonly notes: ReadonlyMap<string, number>;
  readonly invariantViolations: readonly InvariantViolation[];
  readonly warnings: readonly RunWarning[];
  /** Set when the run was cut short by its event limit: nothing can be concluded from absence. */
  readonly stoppedEarly: string | null;
  /** Only when asked for: the events inside the window. With `record`, each carries its node's state. */
  readonly trace: readonly TraceEvent[] | null;
  /** Recorded mode: the state of each node that was up when the window began. */
  readonly initialStates: ReadonlyMap<string, unknown> | null;
}

export interface SimulateOptions {
  /** Overrides the scenario's seed. Default: the scenario's, else `1`. */
  readonly seed?: string | number;
  /** Families beside the built-in ones. */
  readonly databases?: readonly AnyFamily[];
  /** Keep the events of this window of virtual time (`true`: all) in `run.trace`. */
  readonly trace?: boolean | Window;
  /** Recorded mode in this window of virtual time (`true`: all): the trace carries every node's state at every event. */
  readonly record?: boolean | Window;
  /** Deep-freeze every effect and refuse leaked references. For tests. */
  readonly freeze?: boolean;
  /** Stop after this many events. Default 20,000,000. */
  readonly maxEvents?: number;
}

/** A window of virtual time, both ends included. */
export interface Window {
  readonly from: Instant;
  readonly to: Instant;
}
