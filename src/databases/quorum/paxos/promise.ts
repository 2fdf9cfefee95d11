/** Rules of a replica that is asked for a promise or to accept (§2.2). Nothing is said before it is durable, whatever `commit` says. */
import type { NodeId } from '../../database.js';
import { tell } from '../membership/change.js';
import { isOutdated } from '../membership/ring.js';
import type { MessageOf } from '../message.js';
import type { Confirmation, QuorumNode, State } from '../state.js';
import { flush } from '../store/disk.js';
import { keep } from '../writing/keep.js';
import {
  acceptorOf,
  copyAccepted,
  copyDecision,
  copyProposal,
  remember,
  type Acceptor,
  type Decision,
} from './acceptor.js';
import { copyBallot, isLater, isSame, type Ballot } from './ballot.js';
import { hearPreempted, hearPromise } from './prepare.js';
import { hearAccept } from './propose.js';

/** Where answers go: to the coordinator; null: it is this node itself. */
type Asking = NodeId | null;

/**
 * Phase 1b: takes part in no earlier ballot from now on, and tells what it has accepted.
 * @param from the coordinator; null: this node itself
 */
export function promise(
  state: State,
  { ring, ask, key, ballot }: Omit<MessageOf<'prepare'>, 'kind'>,
  from: Asking,
  node: QuorumNode,
): void {
  const acceptor = acceptorFor(state, { ring, ask, key, ballot }, from, node);
  if (acceptor === null) return;
  if (node.bug('forget promises')) acceptor.promised = copyBallot(ballot);
  else remember(state, { kind: 'promised', key, ballot: copyBallot(ballot) }, node);
  const { accepted, committed } = copyAcceptor(acceptor);
  const what = { to: from, number: ask, key, ballot: copyBallot(ballot) };
  flush(state, [{ message: 'promise', ...what, accepted, committed }], node);
}

/** What it has promised and accepted of the key. Null: it takes no part in this ballot, and has said so. */
function acceptorFor(
  state: State,
  { ring, ask, key, ballot }: Omit<MessageOf<'prepare'>, 'kind'>,
  from: Asking,
  node: QuorumNode,
): Acceptor | null {
  if (refusesRing(state, ring, from, node)) return null;
  const acceptor = acceptorOf(state, key);
  if (mayTakePart(acceptor, ballot)) return acceptor;
  sayPreempted(state, { ask, ballot, by: acceptor.promised }, from, node);
  return null;
}

/** What it tells was durable when the promise was, so it still has it when it is read. */
function copyAcceptor({ accepted, committed }: Acceptor): Omit<Acceptor, 'promised'> {
  return {
    accepted: accepted === null ? null : copyAccepted(accepted),
    committed: committed === null ? null : copyDecision(committed),
  };
}

/** Phase 2b: accepts the proposal, unless it has promised a later ballot. */
export function accept(
  state: State,
  { ring, ask, key, ballot, proposal }: Omit<MessageOf<'propose'>, 'kind'>,
  from: Asking,
  node: QuorumNode,
): void {
  if (acceptorFor(state, { ring, ask, key, ballot }, from, node) === null) return;
  const copy = { ballot: copyBallot(ballot), ...copyProposal(proposal) };
  remember(state, { kind: 'accepted', key, ...copy }, node);
  const what = { to: from, number: ask, key, ballot: copyBallot(ballot) };
  flush(state, [{ message: 'accept', ...what }], node);
}

/** A proposal is chosen: a write like others, and the instance is over. */
export function learn(
  state: State,
  { ring, ask, key, cell, write, decision }: Omit<MessageOf<'commit'>, 'kind'>,
  from: Asking,
  node: QuorumNode,
): void {
  if (!isOutdated(state, ring)) {
    learnDecision(state, key, decision, node);
    // It knows of what it was judged by, also here, where that may never have been.
    if (decision.shown.length > 0) node.stored(write, [...decision.shown]);
  }
  keep(state, { ring, ask, key, cell, write, hintFor: '' }, from, node);
}

function learnDecision(state: State, key: string, decision: Decision, node: QuorumNode): void {
  const { committed } = acceptorOf(state, key);
  if (committed !== null && !isLater(decision.ballot, committed.ballot)) return;
  remember(state, { kind: 'committed', key, ...copyDecision(decision) }, node);
}

/** A message may arrive twice: the same ballot is no other one. */
function mayTakePart({ promised }: Acceptor, ballot: Ballot): boolean {
  return isLater(ballot, promised) || isSame(ballot, promised);
}

function refusesRing(state: State, ring: number, from: Asking, node: QuorumNode): boolean {
  if (!isOutdated(state, ring)) return false;
  if (from !== null) tell(state, from, node);
  return true;
}

/** It is durable. Whoever was promised something meanwhile has the word. */
export function sayVote(
  state: State,
  confirmation: Extract<Confirmation, { readonly message: 'promise' | 'accept' }>,
  node: QuorumNode,
): void {
  const { to, number: ask, key, ballot } = confirmation;
  if (confirmation.message === 'accept') {
    if (to === null) hearAccept(state, { ask, ballot }, node.id, node);
    else node.send(to, { kind: 'accept', ask, ballot });
    return;
  }
  const { promised } = acceptorOf(state, key);
  if (!isSame(promised, ballot)) {
    sayPreempted(state, { ask, ballot, by: promised }, to, node);
    return;
  }
  const { accepted, committed } = confirmation;
  if (to === null) hearPromise(state, { ask, ballot, accepted, committed }, node.id, node);
  else node.send(to, { kind: 'promise', ask, ballot, accepted, committed });
}

function sayPreempted(
  state: State,
  { ask, ballot, by }: Omit<MessageOf<'preempted'>, 'kind'>,
  to: Asking,
  node: QuorumNode,
): void {
  const answer = { ask, ballot: copyBallot(ballot), by: copyBallot(by) };
  if (to === null) hearPreempted(state, answer, node.id, node);
  else node.send(to, { kind: 'preempted', ...answer });
}
