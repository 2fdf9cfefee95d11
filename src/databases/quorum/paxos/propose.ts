/**
 * Rules of a coordinator that has a majority of promises (§2.2, phase 2): it judges the condition, proposes, and when a majority has
 * accepted, the proposal is chosen, and is written like any other.
 */
import { conditionFailed, type NodeId } from '../../database.js';
import { changeCell, copyCell, valuesOf, type Cell } from '../../versions/cell.js';
import { conditionHolds } from '../../versions/key-store.js';
import type { Result } from '../client/answer.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State, WriteAsk } from '../state.js';
import { addresseesOf, beginWriting } from '../writing/coordinate.js';
import { copyDecision, copyProposal, mostDecided, type Proposal } from './acceptor.js';
import { copyBallot } from './ballot.js';
import { prepare } from './prepare.js';
import { accept } from './promise.js';
import {
  close,
  count,
  end,
  fail,
  isHarmless,
  isOwn,
  roundOf,
  type Conditional,
  type Round,
} from './round.js';

/** What the round has begun besides has come to an end: the read, or the commit of somebody else's write. */
export function goOnWith(state: State, ask: number, result: Result, node: QuorumNode): void {
  const round = state.asks.get(ask);
  if (round?.kind !== 'round') return;
  if (round.step === 'committing') prepare(state, round, node);
  if (round.step !== 'reading' || result.kind === 'written') return;
  if (result.kind === 'read') judge(state, round, result.cell, node);
  else fail(state, round, result.reason, node);
}

/** The condition, by what the key holds. Of a retry the write may have happened already. */
function judge(state: State, round: Round, cell: Cell, node: QuorumNode): void {
  const { wanted, committed } = round;
  if (wanted === null) {
    end(state, round, { kind: 'read', cell }, node);
    return;
  }
  const { write } = wanted;
  const decided = committed?.decided ?? [];
  if (decided.includes(write) || cell.versions.some((version) => version.write === write)) {
    commitAgain(state, round, { write, level: wanted.level, cell }, node);
    return;
  }
  if (!conditionHolds(wanted, valuesOf(cell))) {
    const reason = isHarmless(round) ? conditionFailed : 'others came first';
    fail(state, round, reason, node);
    return;
  }
  const after = cellAfter(round, wanted, cell, node);
  const latest = [...decided, write].slice(-mostDecided);
  propose(state, round, { write, cell: after, decided: latest, shown: valuesOf(cell) }, node);
}

/** What the write leaves, stamped by the ballot. */
function cellAfter(
  { ballot }: Round,
  { action, write }: Conditional,
  cell: Cell,
  node: QuorumNode,
): Cell {
  const { time, counter } = ballot;
  const change = {
    ...{ write, isTombstone: action === 'delete', node: ballot.node, context: [], least: 1 },
    ...{ stamp: { time, counter }, elements: cell.elements },
  };
  return copyCell(changeCell(node.options.versions, { ...cell, versions: [] }, change).cell);
}

/** Phase 2a: asks the replicas to accept, the client's write or one that is unfinished. */
export function propose(state: State, round: Round, proposal: Proposal, node: QuorumNode): void {
  const { ask, key, ballot, asked } = round;
  round.step = 'proposing';
  round.proposal = copyProposal(proposal);
  round.answered = [];
  round.isPreempted = false;
  const ring = state.membership.version;
  for (const replica of [...asked]) {
    const sent = { ring, ask, key, ballot: copyBallot(ballot), proposal: copyProposal(proposal) };
    if (replica === node.id) accept(state, sent, null, node);
    else node.send(replica, { kind: 'propose', ...sent });
  }
}

/** A replica has accepted. */
export function hearAccept(
  state: State,
  { ask, ballot }: Omit<MessageOf<'accept'>, 'kind'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const round = roundOf(state, { ask, ballot }, from, ['proposing']);
  if (round === null || !count(round, from)) return;
  node.cancel('higher ballot', String(ask));
  commit(state, round, node);
}

/** An earlier attempt was chosen, and perhaps not by as many as its level says: what came of it is written once more. */
function commitAgain(
  state: State,
  round: Round,
  { write, level, cell }: Pick<WriteAsk, 'write' | 'level' | 'cell'>,
  node: QuorumNode,
): void {
  const { key, committed } = round;
  const decision = committed === null ? null : copyDecision(committed);
  const chosen = { key, write, level, cell: copyCell(cell), decision };
  close(state, round, node);
  beginWriting(state, chosen, addresseesOf(state, { key, level }, node), { ...round.asker }, node);
}

/** It is chosen: the client's own write is answered as writes are; after somebody else's, the round begins again. */
function commit(state: State, round: Round, node: QuorumNode): void {
  const { ask, key, proposal, wanted, ballot } = round;
  if (proposal === null) return;
  const { write, cell, decided, shown } = copyProposal(proposal);
  const decision = { ballot: copyBallot(ballot), decided, shown };
  const isOurs = isOwn(round);
  const level = isOurs && wanted !== null ? wanted.level : 'quorum';
  const addressees = addresseesOf(state, { key, level }, node);
  const chosen = { key, write, level, cell, decision };
  if (!isOurs) {
    round.step = 'committing';
    beginWriting(state, chosen, addressees, { kind: 'round', ask }, node);
    return;
  }
  close(state, round, node);
  beginWriting(state, chosen, addressees, { ...round.asker }, node);
}
