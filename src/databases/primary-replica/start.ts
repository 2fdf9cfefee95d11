/**
 * Rules of boot: what the disk kept becomes the state. The first node of the list is the primary of the
 * first epoch; who comes back later joins those who went on.
 */
import { chunks, push } from '../../kernel/chunks.js';
import type { Recovered } from '../database.js';
import { apply } from '../versions/key-store.js';
import { askAround, watchPrimary } from './failover.js';
import { extendHistory, flushLog } from './log.js';
import { sendHeartbeats } from './office.js';
import { ownerOf, type DiskRecord, type PrimaryReplicaNode, type State } from './state.js';

const firstEpoch = 1;

export function start(recovered: Recovered<DiskRecord>, node: PrimaryReplicaNode): State {
  const state = emptyState();
  const { log, snapshot, wiped } = recovered;
  readLog(state, log);
  if (snapshot !== null) {
    state.epoch = snapshot.epoch;
    resume(state, node);
  } else if (wiped) {
    node.note('starts blank');
  } else {
    beginFirstEpoch(state, node);
  }
  return state;
}

/** A new database: nobody has anything yet, and everybody knows who begins. */
function beginFirstEpoch(state: State, node: PrimaryReplicaNode): void {
  state.epoch = firstEpoch;
  node.disk.snapshot({ kind: 'epoch', epoch: firstEpoch });
  flushLog(state, node);
  if (ownerOf(firstEpoch, node.nodes) === node.id) resumeOffice(state, node);
  else watchPrimary(state, node);
}

/**
 * A node comes back. Somebody else may have been promoted meanwhile, so with failover a primary does not
 * resume its office. But it knows that its epoch has no primary any more, and asks the others at once; they
 * have as long to answer as any primary has to give a sign of life.
 */
function resume(state: State, node: PrimaryReplicaNode): void {
  if (ownerOf(state.epoch, node.nodes) !== node.id) {
    watchPrimary(state, node);
  } else if (node.options.failover === 'none') {
    resumeOffice(state, node);
  } else {
    state.suspects = true;
    askAround(state, node.options.failover.detect, node);
  }
}

function resumeOffice(state: State, node: PrimaryReplicaNode): void {
  state.role = 'primary';
  state.primary = node.id;
  sendHeartbeats(state, node);
}

function readLog(state: State, log: readonly DiskRecord[]): void {
  for (const record of log) {
    if (record.kind !== 'entry') continue;
    const { epoch, action, key, write } = record;
    push(state.log, { epoch, action, key, write });
    extendHistory(state.history, epoch, state.log.length);
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
