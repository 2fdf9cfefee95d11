/** States of single nodes of the primary/replica family, for tests of single rules. */
import type { ClientHandle, NodeId, Recovered } from '../../src/databases/database.js';
import { enterOffice } from '../../src/databases/primary-replica/failover/office.js';
import { primaryReplica } from '../../src/databases/primary-replica/family.js';
import type {
  DiskRecord,
  Entry,
  Message,
  MessageOf,
  OfficeRecord,
} from '../../src/databases/primary-replica/message.js';
import {
  operationSchema,
  votersAmong,
  type PrimaryReplicaOptions,
} from '../../src/databases/primary-replica/options/schema.js';
import { primaryReplicaDeclaration } from '../../src/databases/primary-replica/schema.js';
import type {
  Follower,
  PrimaryReplicaOperation,
  PrimaryReplicaRequest,
  State,
} from '../../src/databases/primary-replica/state.js';
import type { Acknowledge } from '../../src/databases/primary-replica/writing/schema.js';
import { FamilyBench, type Input } from './bench.js';

export type { Input } from './bench.js';

/** A node in some state, with an empty door. */
export class Bench extends FamilyBench<PrimaryReplicaOptions, State, Message> {
  /** The node boots from a disk. */
  constructor(id: NodeId, recovered: Recovered<DiskRecord>, input: Input = {}) {
    super(primaryReplica, id, optionsOf(input), recovered);
  }
}

/** `[1, 1, 2]`: a log of three entries, written in these epochs. Entry p is the write p to the key k. */
type EpochsOfLog = readonly number[];

export function optionsOf(input: Input = {}): PrimaryReplicaOptions {
  return primaryReplicaDeclaration.database.parse({ kind: 'primary-replica', nodes: 3, ...input });
}

/** What the disk of a node holds that knows an epoch, and perhaps has promised one. */
export function officeRecord(epoch: number, promised = 0, input: Input = {}): OfficeRecord {
  return { kind: 'office', epoch, promised, version: 1, voters: votersAmong(optionsOf(input)) };
}

/** A node that has come back with a log, and has not heard from anybody yet. */
export function restarted(
  id: NodeId,
  epoch: number,
  epochs: EpochsOfLog,
  input: Input = {},
): Bench {
  const log = epochs.map((written, index): DiskRecord => {
    return { kind: 'entry', ...entry(written, index + 1) };
  });
  return new Bench(id, { log, snapshots: [officeRecord(epoch, 0, input)], wiped: false }, input);
}

/** A node that has come back with a wiped disk. */
export function blank(id: NodeId, input: Input = {}): Bench {
  const bench = new Bench(id, { log: [], snapshots: [], wiped: true }, input);
  bench.node.effects.take();
  return bench;
}

/** A replica that follows a primary, and has done so for the whole life of the bench. */
export function follower(
  id: NodeId,
  primary: NodeId,
  epoch: number,
  epochs: EpochsOfLog,
  input: Input = {},
): Bench {
  const bench = restarted(id, epoch, epochs, input);
  Object.assign(bench.state, { primary, source: primary, following: true, suspects: false });
  bench.state.poll = null;
  bench.node.effects.take();
  return bench;
}

/** A primary with a lease, if that matters, whose followers are this far, or have been sent and have flushed so much. */
export function primary(
  id: NodeId,
  epoch: number,
  epochs: EpochsOfLog,
  followers: Readonly<
    Record<NodeId, readonly [sent: number, has: number] | Partial<Follower>>
  > = {},
  input: Input = {},
): Bench {
  const bench = restarted(id, epoch, epochs, input);
  const { state, node } = bench;
  state.suspects = false;
  state.poll = null;
  enterOffice(state, node, true);
  for (const [replica, known] of Object.entries(followers)) {
    const votes = state.voters.nodes.includes(replica);
    state.followers.set(replica, { ...followerOf(known), votes });
  }
  state.flushes.clear();
  node.effects.take();
  return bench;
}

/** A follower of the primary that has done everything with what it has. */
export function followerOf(
  known: readonly [sent: number, has: number] | Partial<Follower>,
): Follower {
  const positions = { sent: 0, received: 0, flushed: 0, applied: 0 };
  const none = { ...positions, via: null, votes: true, leftOut: false, heardAt: 0 };
  if (!isPair(known)) return { ...none, ...known };
  const [sent, has] = known;
  return { ...none, sent, received: has, flushed: has, applied: has };
}

function isPair(known: object): known is readonly [number, number] {
  return Array.isArray(known);
}

/** A client's operation options, as a scenario writes them. */
export function operationOf(
  input: Input = {},
  session?: PrimaryReplicaOperation['session'],
): PrimaryReplicaOperation {
  const options = operationSchema.parse(input);
  return session === undefined ? options : { ...options, session };
}

/** A client's append of this write to the key k; reads have no write. */
export function requestOf(
  kind: PrimaryReplicaRequest['kind'],
  write = 0,
  input: Input = {},
  session?: PrimaryReplicaOperation['session'],
): PrimaryReplicaRequest {
  const options = operationOf(input, session);
  return { operation: 1, kind, key: 'k', write, condition: null, basis: [], attempt: 1, options };
}

export const client: ClientHandle = 77;

/** An entry that appends this write to the key k, taken at the beginning of time. */
export function entry(epoch: number, write: number): Entry {
  return { epoch, action: 'append', key: 'k', write, at: 0 };
}

/** Entries of epoch 1 after a position. */
export function append(
  previous: number,
  writes: readonly number[],
  changes: Partial<MessageOf<'append'>> = {},
): MessageOf<'append'> {
  const entries = writes.map((write) => entry(1, write));
  const mark = { epoch: 1, committed: 0 };
  return { kind: 'append', previous, entries, early: false, late: false, ...mark, ...changes };
}

export function heartbeat(
  epoch: number,
  changes: Partial<MessageOf<'heartbeat'>> = {},
): MessageOf<'heartbeat'> {
  const rest = { known: true, round: 1, position: 0, version: 1, voters: [] };
  return { kind: 'heartbeat', epoch, ...rest, ...changes };
}

/** A replica's word of how far it is: everywhere the same, unless `changes` say otherwise. */
export function progress(
  of: NodeId,
  has: number,
  changes: Partial<MessageOf<'progress'>> = {},
): MessageOf<'progress'> {
  return { kind: 'progress', epoch: 1, of, received: has, flushed: has, applied: has, ...changes };
}

export const refused = { kind: 'refused', versions: [], reason: 'not the primary', position: 0 };

/** `any 1`, `first 1 [n2]`, …: as people write it. */
export function acknowledgeOf(text: unknown): Acknowledge {
  return operationOf({ acknowledge: text }).acknowledge ?? { kind: 'none' };
}
