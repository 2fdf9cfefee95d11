/** Rules of compaction (§7): a snapshot stands for the beginning of the log, which goes. */
import { dropFirst } from '../../../kernel/chunks.js';
import { digestAt, flush } from '../log/log.js';
import { printConfiguration } from '../members/configuration.js';
import type { Held, Served, SnapshotPoint } from '../message.js';
import { termAt, type RaftNode, type State } from '../state.js';

/** Takes a snapshot when enough has been applied since the last one. */
export function compactIfDue(state: State, node: RaftNode): void {
  const { snapshot: options } = node.options;
  const { snapshot, lastApplied } = state;
  if (options === undefined || lastApplied - snapshot.index < options.every) return;
  const base = Math.max(snapshot.base, lastApplied - options.keep);
  const point: SnapshotPoint = {
    index: lastApplied,
    term: termAt(state, lastApplied) ?? 0,
    members: membersAt(state, lastApplied),
    digest: digestAt(state, lastApplied) ?? 0,
    base,
    baseTerm: termAt(state, base) ?? 0,
    baseDigest: digestAt(state, base) ?? 0,
  };
  state.held = heldNow(state);
  state.served = [...state.sessions.values()].map(freshServed);
  const dropped = base - snapshot.base;
  dropFirst(state.log, dropped);
  dropFirst(state.digests, dropped);
  state.snapshot = point;
  forgetConfigurations(state, base);
  writeSnapshot(state, node);
  node.disk.discard(dropped);
  flush(state, node);
  node.note('snapshot taken', { index: point.index, keys: state.held.length });
}

/** A record of its own for the disk. */
export function writeSnapshot(state: State, node: RaftNode): void {
  const { snapshot, held, served } = state;
  node.disk.snapshot({
    kind: 'snapshot',
    ...snapshot,
    held: held.map(freshHeld),
    served: served.map(freshServed),
  });
}

export function freshHeld({ key, versions }: Held): Held {
  return { key, versions: [...versions] };
}

export function freshServed({ session, sequence, index }: Served): Served {
  return { session, sequence, index };
}

function heldNow({ store }: State): Held[] {
  return [...store].map(([key, versions]) => ({ key, versions: [...versions] }));
}

/** The configuration that counts at an index. */
function membersAt({ configurations }: State, index: number): string {
  const configuration = configurations.findLast((one) => one.index <= index);
  return configuration === undefined ? '' : printConfiguration(configuration);
}

/** Those before the beginning of the log, but the last one, cannot come back. */
function forgetConfigurations({ configurations }: State, base: number): void {
  const first = configurations.findLastIndex(({ index }) => index <= base);
  configurations.splice(0, Math.max(0, first));
}
