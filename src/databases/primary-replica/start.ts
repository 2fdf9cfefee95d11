/** Boot: what the disk kept becomes the state; the first node of the list is the primary of the first epoch. */
import { chunks, push } from '../../kernel/chunks.js';
import type { Recovered } from '../database.js';
import { apply } from '../versions/key-store.js';
import { sendHeartbeats, watchPrimary } from './failover.js';
import { flushLog } from './log.js';
import { ownerOf, type DiskRecord, type PrimaryReplicaNode, type State } from './state.js';

export function start(recovered: Recovered<DiskRecord>, node: PrimaryReplicaNode): State {
  const state = emptyState();
  readLog(state, recovered.log);
  const isFirstBoot = recovered.snapshot === null;
  state.epoch = recovered.snapshot?.epoch ?? 1;
  const owner = ownerOf(state.epoch, node.nodes);
  // After a crash somebody else may have been promoted: with failover on, only a newer epoch makes a primary.
  if (owner === node.id && (isFirstBoot || node.options.failover === 'none')) {
    state.role = 'primary';
    state.primary = node.id;
  }
  if (isFirstBoot) {
    node.disk.snapshot({ kind: 'epoch', epoch: state.epoch });
    flushLog(state, node);
  }
  if (state.role === 'primary') sendHeartbeats(state, node);
  else watchPrimary(state, node);
  return state;
}

function readLog(state: State, log: readonly DiskRecord[]): void {
  for (const record of log) {
    if (record.kind !== 'entry') continue;
    const { epoch, action, key, write } = record;
    push(state.log, { epoch, action, key, write });
    const newest = state.history.at(-1);
    if (newest?.epoch === epoch) newest.last = state.log.length;
    else state.history.push({ epoch, last: state.log.length });
    state.newest.set(key, write);
    apply(state.store, record);
  }
  state.flushed = state.log.length;
  state.applied = state.log.length;
}

function emptyState(): State {
  return {
    role: 'replica',
    epoch: 0,
    primary: null,
    log: chunks(),
    history: [],
    flushed: 0,
    applied: 0,
    store: new Map(),
    newest: new Map(),
    flushes: new Map(),
    nextMark: 1,
    followers: new Map(),
    waiting: new Map(),
    following: false,
    asked: 0,
    suspects: false,
    poll: null,
    takesOfficeAt: null,
  };
}
