/** What a node knows in a leaderless database, and small questions about it. */
import type { WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { ClientHandle, Node, NodeId, Request } from '../database.js';
import type { Cell, Context } from '../versions/cell.js';
import type { Ring } from '../versions/ring.js';
import type { Comparison } from './anti-entropy/comparison.js';
import type { Trees } from './anti-entropy/trees.js';
import type { HybridStamp } from '../versions/timestamp.js';
import type { Command, DiskRecord, Membership, Message } from './message.js';
import type { Accepted, Acceptor, Decision } from './paxos/acceptor.js';
import type { Ballot } from './paxos/ballot.js';
import type { Round } from './paxos/round.js';
import type { Level, QuorumOperationOptions, QuorumOptions } from './options/schema.js';
import type { Need } from './nodes/level.js';

/** Whom a coordinator answers: a client, the node that has forwarded the request, or a round of its own that needs it. */
export type Asker =
  | { readonly kind: 'client'; readonly client: ClientHandle }
  | { readonly kind: 'node'; readonly node: NodeId; readonly ask: number }
  | { readonly kind: 'round'; readonly ask: number };

/** A write that this node coordinates. */
export interface WriteAsk {
  readonly kind: 'write';
  readonly ask: number;
  readonly asker: Asker;
  readonly key: string;
  readonly write: WriteId;
  readonly level: Level;
  readonly cell: Cell;
  /** What it makes replicas know of conditional writes. Null for a plain write. */
  readonly decision: Decision | null;
  readonly needs: readonly Need[];
  /** Whoever holds the key, in the order of preference. */
  readonly replicas: readonly NodeId[];
  /** Those of them that were up when it began. */
  readonly up: readonly NodeId[];
  /** Nodes that stand in for replicas that are down: whom each stands for. */
  readonly standIns: Map<NodeId, NodeId>;
  /** Replicas that have it; those for which somebody stands in count, too. */
  readonly answered: NodeId[];
  /** Replicas for which this node keeps a hint of it, or had no room for one. */
  readonly hinted: NodeId[];
  isAnswered: boolean;
}

/** What a replica has answered to a read. */
export interface Found {
  readonly from: NodeId;
  /** Null: nothing, or only a digest came. */
  readonly cell: Cell | null;
  readonly digest: number;
}

/** A read that this node coordinates. */
export interface ReadAsk {
  readonly kind: 'read';
  readonly ask: number;
  readonly asker: Asker;
  readonly key: string;
  readonly needs: readonly Need[];
  readonly replicas: readonly NodeId[];
  /** Whom it may ask, the nearest first. */
  readonly up: readonly NodeId[];
  /** What the session has seen: nothing older is shown. Null: it does not say. */
  readonly seen: Context | null;
  readonly asked: NodeId[];
  /** Of those, who was asked for the value itself. */
  readonly askedInFull: NodeId[];
  readonly found: Found[];
  /** Replicas that are being repaired before the client is answered; their numbers when they have answered. */
  readonly repairing: NodeId[];
  readonly repaired: NodeId[];
  /** What they are repaired with, and the client is answered: others may bring more meanwhile. Null: not decided, or not waited for. */
  decided: Cell | null;
  phase: 'asking' | 'asking in full' | 'repairing' | 'answered';
}

/** A request that this node has passed on to one that holds the key. */
export interface ForwardAsk {
  readonly kind: 'forward';
  readonly ask: number;
  readonly client: ClientHandle;
  readonly to: NodeId;
}

export type OpenAsk = WriteAsk | ReadAsk | ForwardAsk | Round;

/** A write that is kept for another node. */
export interface Hint {
  readonly hint: number;
  readonly to: NodeId;
  readonly key: string;
  readonly cell: Cell;
  readonly write: WriteId;
  readonly keptAt: Instant;
}

/** What becomes true when a flush is through. */
export type Confirmation = {
  /** Null: this node itself, as coordinator. */
  readonly to: NodeId | null;
  readonly number: number;
} & (
  | { readonly message: 'written' | 'handed over' | 'ring known' | 'fetched' | 'taken' }
  | { readonly message: 'hinted'; readonly replica: NodeId }
  | { readonly message: 'accept'; readonly key: string; readonly ballot: Ballot }
  | {
      readonly message: 'promise';
      readonly key: string;
      readonly ballot: Ballot;
      readonly accepted: Accepted | null;
      readonly committed: Decision | null;
    }
);

export interface Confirming {
  readonly version: number;
  readonly to: NodeId | null;
  /** The flush that makes it durable. */
  readonly mark: number;
  readonly open: readonly number[];
  isDurable: boolean;
}

export interface Fetching {
  readonly version: number;
  readonly sources: NodeId[];
  from: NodeId | null;
  after: string;
}

/** What a node knows that drives a change of the ring. */
export interface Drive {
  /** Who has confirmed its step, and who has all that it was to fetch. */
  readonly known: NodeId[];
  readonly fetched: NodeId[];
  /** What the operator wanted, to begin anew. Null: not known any more, or too late for that. */
  readonly wish: Command | null;
  /** Its step is on its disk: only now others hear of it. */
  isDurable: boolean;
}

export interface State {
  readonly id: NodeId;
  /** All nodes from near to far, itself first. */
  readonly near: readonly NodeId[];
  /** It serves clients without holding data. */
  readonly isCoordinator: boolean;
  /** Who holds data; the ring of the members, and of those that are to come. */
  membership: Membership;
  ring: Ring;
  nextRing: Ring | null;
  drive: Drive | null;
  /** A step that is not confirmed yet: to whom (null: this node drives), and what began before it. */
  confirming: Confirming | null;
  /** When each other node told it of a ring: who does is not silent. */
  readonly toldAt: Map<NodeId, Instant>;
  /** While it does not know the ring: who does not know it either. */
  readonly askedInVain: NodeId[];
  /** What it still fetches: where from, and the last key that it has. */
  fetching: Fetching | null;
  readonly cells: Map<string, Cell>;
  /** By key: what it has promised and accepted, where somebody has asked it to. */
  readonly acceptors: Map<string, Acceptor>;
  /** Keys whose cells hold tombstones, and when the oldest of each was written; and what is remembered of those that are gone. */
  readonly tombstones: Map<string, Instant>;
  readonly graves: Map<string, Cell>;
  /** Merkle trees of the cells, by partner. Null: nobody has needed them yet. */
  trees: Trees | null;
  /** By partner: the comparisons that this node has begun, and with whom it began the last one in turn. */
  readonly comparisons: Map<NodeId, Comparison>;
  lastPartner: NodeId | null;
  /**
   * The name under which it numbers the versions of each key: 1, 2, 3 …. Another one after a crash, and after it has
   * thrown versions away, so that no number is given twice.
   */
  actor: string;
  /** What its hybrid clock showed last: of versions, and of ballots. */
  clock: HybridStamp;

  readonly asks: Map<number, OpenAsk>;
  nextAsk: number;
  /** Its disk was wiped at some time: what it promised before is forgotten. */
  readonly wasWiped: boolean;
  /** By node: the requests that it has passed on to this one last. */
  readonly forwards: Map<NodeId, number[]>;
  /** Nodes that did not answer, and when each was last tried. */
  readonly down: Map<NodeId, Instant>;
  readonly hints: Map<number, Hint>;
  /** By key: the hints of its writes. */
  readonly hintsOf: Map<string, number[]>;
  nextHint: number;

  /** What each flush on its way confirms; how many records are written, and durable. */
  readonly flushes: Map<number, { readonly written: number; readonly confirms: Confirmation[] }>;
  nextMark: number;
  written: number;
  flushed: number;
}

/** Clients' options, with what their session has seen of the key. */
export type QuorumOperation = QuorumOperationOptions & {
  readonly seen?: Context;
  /** The writes that were read, which a version by vectors takes the place of: for the provenance. */
  readonly shown?: readonly WriteId[];
};
export type QuorumNode = Node<QuorumOptions, Message, DiskRecord>;
export type QuorumRequest = Request<QuorumOperation>;

/** Tells the questions of this node apart, also those of before a crash. */
export function nextAsk(state: State): number {
  const ask = state.nextAsk;
  state.nextAsk += 1;
  return ask;
}
