/** Rules of boot: what the disk kept becomes the state. */
import { chunks } from '../../kernel/chunks.js';
import type { Recovered } from '../database.js';
import { restartElectionTimer } from './election/timer.js';
import { configuredAt, flush, keepEntry, rememberNewest, writeVote } from './log/log.js';
import { freshHeld, freshServed } from './machine/compact.js';
import { printConfiguration } from './members/configuration.js';
import type { DiskRecord, SnapshotPoint, SnapshotRecord } from './message.js';
import { firstLeader, nodesWith } from './options/schema.js';
import { configurationOf, lastIndex, type RaftNode, type State } from './state.js';

export function start(recovered: Recovered<DiskRecord>, node: RaftNode): State {
  const { log, snapshots, wiped } = recovered;
  const vote = snapshots.find((record) => record.kind === 'vote');
  const snapshot = snapshots.find((record) => record.kind === 'snapshot');
  const state = emptyState(node);
  if (snapshot !== undefined) readSnapshot(state, snapshot);
  readLog(state, log);
  if (vote !== undefined) {
    state.currentTerm = vote.term;
    state.votedFor = node.bug('forget the vote') ? null : vote.votedFor;
    state.isBlank = vote.isBlank;
    // Before it was down it may have heard a leader.
    state.heardLeaderAt = node.clock.monotonic();
  } else if (wiped) {
    state.isBlank = true;
  } else beginDatabase(state, node);
  if (state.isBlank) node.note('starts blank');
  restartElectionTimer(state, node);
  return state;
}

/** A new database: all begin together, and know who leads, as if they had voted. */
function beginDatabase(state: State, node: RaftNode): void {
  const leader = firstLeader(node.options);
  if (leader !== null) {
    state.currentTerm = 1;
    state.votedFor = leader;
    state.leader = leader;
    state.heardLeaderAt = node.clock.monotonic();
  }
  writeVote(state, node);
  const mark = flush(state, node);
  if (leader !== node.id) return;
  // Not before its own vote is durable: after a crash until then it would begin the same term once more.
  state.role = 'candidate';
  for (const voter of configurationOf(state).voters) {
    if (voter !== node.id) state.votes.set(voter, true);
  }
  state.promises.push({ mark, to: node.id, term: 1 });
}

function readSnapshot(state: State, record: SnapshotRecord): void {
  const { index, term, members, digest, base, baseTerm, baseDigest, held, served } = record;
  state.snapshot = { index, term, members, digest, base, baseTerm, baseDigest };
  state.held = held.map(freshHeld);
  state.served = served.map(freshServed);
  for (const { key, versions } of held) state.store.set(key, [...versions]);
  for (const one of served) state.sessions.set(one.session, freshServed(one));
  state.configurations.splice(0, 1, configuredAt(index, members));
  state.lastApplied = index;
  state.commitIndex = index;
}

/** What is in the log may be committed or not: the next leader will tell. */
function readLog(state: State, log: readonly DiskRecord[]): void {
  for (const record of log) {
    if (record.kind !== 'entry') continue;
    keepEntry(state, record);
    const index = lastIndex(state);
    const isNewer = index > (state.configurations.at(-1)?.index ?? 0);
    if (record.members !== '' && isNewer) {
      state.configurations.push(configuredAt(index, record.members));
    }
  }
  state.flushed = lastIndex(state);
  rememberNewest(state);
}

const nothing: SnapshotPoint = {
  index: 0,
  term: 0,
  members: '',
  digest: 0,
  base: 0,
  baseTerm: 0,
  baseDigest: 0,
};

function emptyState(node: RaftNode): State {
  const { id, options } = node;
  const voters = nodesWith('voter', options);
  const first = { voters, outgoing: [], learners: nodesWith('learner', options) };
  return {
    id,
    role: 'follower',
    currentTerm: 0,
    votedFor: null,
    log: chunks(),
    commitIndex: 0,
    lastApplied: 0,
    isBlank: false,
    regaining: null,
    leader: null,
    heardLeaderAt: null,
    verified: 0,
    heardRound: 0,
    flushed: 0,
    flushes: new Map(),
    nextMark: 1,
    promises: [],
    configurations: [{ index: 0, ...first }],
    votes: new Map(),
    isTransfer: false,
    peers: new Map(),
    beganAt: 0,
    round: 0,
    rounds: [],
    confirmedRound: 0,
    confirmedAt: 0,
    waiting: [],
    reads: [],
    isGathering: false,
    transferTo: null,
    hasOffered: false,
    wishes: [],
    asked: [],
    // An answer from before a crash shall not pass for one to a question after it.
    nextAsk: 1 + node.clock.monotonic(),
    incoming: null,
    store: new Map(),
    sessions: new Map(),
    newest: new Map(),
    snapshot: { ...nothing, members: printConfiguration(first) },
    held: [],
    served: [],
    digests: chunks(),
    led: [],
  };
}
