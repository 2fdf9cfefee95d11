/**
 * Rules of a coordinator that begins a ballot (§2.2, phase 1): it asks the replicas of the key for promises. With a majority it
 * finishes what somebody has left unfinished, or reads what the key holds. Who is refused tries again with a higher ballot, after a
 * random wait (§2.4 leaves progress to chance, too).
 */
import type { NodeId } from '../../database.js';
import { suspect } from '../nodes/down.js';
import { isMet, lacking } from '../nodes/level.js';
import { reachable } from '../nodes/reach.js';
import { listsFor } from '../membership/ring.js';
import type { MessageOf } from '../message.js';
import { beginRead } from '../reading/coordinate.js';
import { nextAsk, type Asker, type QuorumNode, type State } from '../state.js';
import { copyBallot, drawBallot, hearBallot, isLater, noBallot, type Ballot } from './ballot.js';
import { promise } from './promise.js';
import { propose } from './propose.js';
import { count, fail, majoritiesOf, riskOf, roundOf, type Round } from './round.js';

/** A conditional write, or a serial read. */
export function beginRound(
  state: State,
  { key, wanted, seen }: Pick<Round, 'key' | 'wanted' | 'seen'>,
  asker: Asker,
  node: QuorumNode,
): void {
  const round: Round = {
    ...{ kind: 'round', ask: nextAsk(state), asker, key, wanted, seen, step: 'preparing' },
    ...{ ballot: copyBallot(noBallot), needs: [], replicas: [], asked: [], answered: [] },
    ...{ isPreempted: false, heard: [], accepted: null, committed: null, proposal: null },
    risked: null,
  };
  state.asks.set(round.ask, round);
  node.after(node.options.timeout, 'timeout', String(round.ask));
  prepare(state, round, node);
}

/** Phase 1a: a new ballot, and a request for promises to all replicas that are up. */
export function prepare(state: State, round: Round, node: QuorumNode): void {
  const { ask, key } = round;
  round.risked = riskOf(round);
  const lists = listsFor(state, key);
  round.needs = majoritiesOf(lists);
  round.replicas = [...new Set(lists.flat())];
  round.asked = [...reachable(round.replicas, state)];
  round.step = 'preparing';
  round.ballot = drawBallot(state, node);
  round.answered = [];
  round.isPreempted = false;
  round.accepted = null;
  round.committed = null;
  round.proposal = null;
  if (!isMet(round.needs, round.asked)) {
    const missing = String(lacking(round.needs, round.asked));
    fail(state, round, `too few replicas are up: ${missing} more needed`, node);
    return;
  }
  const ring = state.membership.version;
  const { ballot } = round;
  for (const replica of [...round.asked]) {
    const sent = { ring, ask, key, ballot: copyBallot(ballot) };
    if (replica === node.id) promise(state, sent, null, node);
    else node.send(replica, { kind: 'prepare', ...sent });
  }
}

/** A replica has promised. */
export function hearPromise(
  state: State,
  { ask, ballot, accepted, committed }: Omit<MessageOf<'promise'>, 'kind'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const round = roundOf(state, { ask, ballot }, from, ['preparing']);
  if (round === null) return;
  if (isLatest(accepted, round.accepted)) round.accepted = accepted;
  if (isLatest(committed, round.committed)) round.committed = committed;
  if (!count(round, from)) return;
  node.cancel('higher ballot', String(ask));
  const unfinished = node.bug('skip the unfinished') ? null : unfinishedOf(round);
  if (unfinished === null) {
    read(state, round, node);
    return;
  }
  node.note('finishes a proposal', { key: round.key, write: unfinished.write });
  propose(state, round, unfinished, node);
}

/** Whether what a promise tells of is later than what others told of. */
function isLatest(
  one: { readonly ballot: Ballot } | null,
  known: { readonly ballot: Ballot } | null,
): boolean {
  if (one === null) return false;
  return known === null || isLater(one.ballot, known.ballot);
}

/** A proposal that somebody has accepted, and that is perhaps chosen: nothing later is known to be committed. */
function unfinishedOf({ accepted, committed }: Round): Round['accepted'] {
  return isLatest(accepted, committed) ? accepted : null;
}

/** What those hold together that have promised: among them is whoever has told of the latest decision. */
function read(state: State, round: Round, node: QuorumNode): void {
  const { key, seen, ask, replicas, answered } = round;
  round.step = 'reading';
  const up = [...answered];
  const needs = [{ of: up, count: up.length }];
  beginRead(state, { key, seen, needs, replicas: [...replicas], up }, { kind: 'round', ask }, node);
}

/** A replica has promised a later ballot. A majority of others may still come; if not, a random wait. */
export function hearPreempted(
  state: State,
  { ask, ballot, by }: Omit<MessageOf<'preempted'>, 'kind'>,
  from: NodeId,
  node: QuorumNode,
): void {
  hearBallot(state, by, node);
  const round = roundOf(state, { ask, ballot }, from, ['preparing', 'proposing']);
  if (round === null || round.isPreempted) return;
  round.isPreempted = true;
  node.note('preempted', { key: round.key });
  node.after(1 + node.random.below(node.options.backoff), 'higher ballot', String(ask));
}

/** The wait is over, and no majority has come. */
export function tryHigherBallot(state: State, ask: number, node: QuorumNode): void {
  const round = state.asks.get(ask);
  if (round?.kind === 'round') prepare(state, round, node);
}

/** Nobody waits longer. */
export function giveUpRound(state: State, round: Round, node: QuorumNode): void {
  for (const id of round.asked) if (!round.heard.includes(id)) suspect(state, id, node);
  const reason = round.isPreempted ? 'timed out: others came first' : 'timed out deciding';
  fail(state, round, reason, node);
}
