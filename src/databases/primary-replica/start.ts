/**
 * Rules of boot: what the disk kept becomes the state. The first node of the list is the primary of the first epoch; who
 * comes back later joins those who went on.
 */
import { chunks, push } from '../../kernel/chunks.js';
import type { Recovered } from '../database.js';
import { apply } from '../versions/key-store.js';
import { watchPrimary } from './failover/detect.js';
import { enterOffice, sendHeartbeats } from './failover/office.js';
import { askAround } from './failover/poll.js';
import { extendHistory, flushLog, writeOffice } from './log/log.js';
import type { DiskRecord } from './message.js';
import { votersAmong } from './options/schema.js';
import { failoverOf, isArbiter, ownerOf, type PrimaryReplicaNode, type State } from './state.js';

const firstEpoch = 1;

export function start(recovered: Recovered<DiskRecord>, node: PrimaryReplicaNode): State {
  const state = emptyState(node);
  const { log, snapshots, wiped } = recovered;
  readLog(state, log);
  const office = snapshots.find((record) => record.kind === 'office');
  if (office !== undefined) {
    const { epoch, promised, version, voters } = office;
    state.epoch = epoch;
    state.promised = node.bug('forget the promise') ? 0 : promised;
    state.voters = { version, nodes: [...voters] };
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
  writeOffice(state, node);
  flushLog(state, node);
  if (ownerOf(firstEpoch, node.nodes) !== node.id) {
    watchPrimary(state, node);
    return;
  }
  enterOffice(state, node, true);
  sendHeartbeats(state, node);
}

/**
 * A node comes back. Somebody else may have been promoted meanwhile, so with failover a primary does not
 * resume its office. But it knows that its epoch has no primary any more, and asks the others at once; they
 * have as long to answer as any primary has to give a sign of life.
 */
function resume(state: State, node: PrimaryReplicaNode): void {
  const failover = failoverOf(node);
  if (ownerOf(state.epoch, node.nodes) !== node.id) {
    watchPrimary(state, node);
  } else if (failover === null) {
    enterOffice(state, node);
    sendHeartbeats(state, node);
  } else {
    state.suspects = true;
    askAround(state, failover.detect, node);
  }
}

function readLog(state: State, log: readonly DiskRecord[]): void {
  for (const record of log) {
    if (record.kind !== 'entry') continue;
    const { epoch, action, key, write, at } = record;
    push(state.log, { epoch, action, key, write, at });
    state.written += 1;
    extendHistory(state.history, epoch, state.written);
    if (action === 'begin') continue;
    state.newest.set(key, write);
    apply(state.store, { action, key, write });
  }
  state.flushed = state.written;
  state.applied = state.written;
}

function emptyState(node: PrimaryReplicaNode): State {
  return {
    role: isArbiter(node.id, node) ? 'arbiter' : 'replica',
    epoch: 0,
    promised: 0,
    primary: null,
    voters: { version: 1, nodes: votersAmong(node.options) },
    log: chunks(),
    history: [],
    written: 0,
    flushed: 0,
    applied: 0,
    committed: 0,
    beganAt: 0,
    store: new Map(),
    newest: new Map(),
    index: null,
    flushes: new Map(),
    nextMark: 1,
    applying: 0,
    followers: new Map(),
    heard: new Map(),
    round: 0,
    rounds: [],
    leaseUntil: 0,
    waiting: [],
    majority: 0,
    tellsLevels: false,
    gathered: 0,
    degraded: false,
    handingOverTo: null,
    reads: [],
    following: false,
    source: null,
    streamedAt: 0,
    unanswered: 0,
    asked: 0,
    heardOf: 0,
    freshAsOf: 0,
    marks: [],
    staysOut: false,
    resyncs: false,
    earlyTo: 0,
    lateTo: 0,
    suspects: false,
    poll: null,
    claim: null,
    promises: [],
    takesOfficeAt: null,
    awaitsOffice: false,
  };
}
