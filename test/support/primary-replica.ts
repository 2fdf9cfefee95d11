/** States of single nodes of the primary/replica family, for tests of single rules. */
import type { ClientHandle, NodeId } from '../../src/databases/database.js';
import { becomePrimary, takeOffice } from '../../src/databases/primary-replica/office.js';
import {
  primaryReplicaSchema,
  type PrimaryReplicaOptions,
} from '../../src/databases/primary-replica/schema.js';
import { start } from '../../src/databases/primary-replica/start.js';
import type {
  DiskRecord,
  Entry,
  EpochRecord,
  PrimaryReplicaRequest,
  State,
} from '../../src/databases/primary-replica/state.js';
import type { NodeDoor } from '../../src/simulation/host/door.js';
import { doorOf, StandingClock } from './door.js';

/** A node in some state, with an empty door. */
export interface Bench {
  readonly node: NodeDoor<PrimaryReplicaOptions>;
  readonly state: State;
  readonly clock: StandingClock;
}

/** `[1, 1, 2]`: a log of three entries, written in these epochs. Entry p is the write p to the key k. */
type EpochsOfLog = readonly number[];

/** What a disk holds that knows an epoch and has a log. */
function diskWith(epoch: number, epochs: EpochsOfLog): readonly [DiskRecord[], EpochRecord] {
  const log = epochs.map((written, index): DiskRecord => ({
    kind: 'entry',
    ...entry(written, index + 1),
  }));
  return [log, { kind: 'epoch', epoch }];
}

export function optionsOf(input: Readonly<Record<string, unknown>> = {}): PrimaryReplicaOptions {
  return primaryReplicaSchema.parse({ kind: 'primary-replica', nodes: 3, ...input });
}

/** A node that has come back with a log, and has not heard from anybody yet. */
export function restarted(
  id: NodeId,
  epoch: number,
  epochs: EpochsOfLog,
  input: Readonly<Record<string, unknown>> = {},
): Bench {
  const clock = new StandingClock();
  const node = doorOf(id, optionsOf(input), clock);
  const [log, snapshot] = diskWith(epoch, epochs);
  const state = start({ log, snapshot, wiped: false }, node);
  return { node, state, clock };
}

/** A node that has come back with a wiped disk. */
export function blank(id: NodeId): Bench {
  const clock = new StandingClock();
  const node = doorOf(id, optionsOf(), clock);
  const state = start({ log: [], snapshot: null, wiped: true }, node);
  node.effects.take();
  return { node, state, clock };
}

/** A replica that follows a primary. */
export function follower(
  id: NodeId,
  primary: NodeId,
  epoch: number,
  epochs: EpochsOfLog,
  input: Readonly<Record<string, unknown>> = {},
): Bench {
  const bench = restarted(id, epoch, epochs, input);
  bench.state.primary = primary;
  bench.state.following = true;
  bench.node.effects.take();
  return bench;
}

/** A primary whose followers have been sent and have flushed this much. */
export function primary(
  id: NodeId,
  epoch: number,
  epochs: EpochsOfLog,
  followers: Readonly<Record<NodeId, readonly [sent: number, flushed: number]>> = {},
  input: Readonly<Record<string, unknown>> = {},
): Bench {
  const bench = restarted(id, epoch, epochs, input);
  becomePrimary(bench.state, epoch, bench.node);
  takeOffice(bench.state, bench.node);
  for (const [replica, [sent, flushed]] of Object.entries(followers)) {
    bench.state.followers.set(replica, { sent, flushed });
  }
  bench.state.flushes.clear();
  bench.node.effects.take();
  return bench;
}

/** A client's append of this write to the key k; reads have no write. */
export function requestOf(
  kind: PrimaryReplicaRequest['kind'],
  write = 0,
  read = 'primary',
): PrimaryReplicaRequest {
  return { operation: 1, kind, key: 'k', write, attempt: 1, options: { read } };
}

export const client: ClientHandle = 77;

/** An entry that appends this write to the key k. */
export function entry(epoch: number, write: number): Entry {
  return { epoch, action: 'append', key: 'k', write };
}

export function heartbeat(epoch: number, known = true) {
  return { kind: 'heartbeat', epoch, known } as const;
}

export const refused = { kind: 'refused', versions: [], reason: 'not the primary' } as const;

/** What kinds of things a rule wanted, in order. */
export function kinds(effects: readonly { readonly kind: string }[]): readonly string[] {
  return effects.map(({ kind }) => kind);
}
