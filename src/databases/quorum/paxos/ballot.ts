/**
 * Ballots: what orders proposals (Lamport, *Paxos made simple*, 2001, §2.2: their numbers). A ballot is a hybrid time, so that
 * what is decided later is stamped later, also by clocks that go wrong, and the name of whoever drew it.
 */
import { compareTimes, tick, tickOnReceipt, type HybridStamp } from '../../versions/timestamp.js';
import type { QuorumNode, State } from '../state.js';

export interface Ballot extends HybridStamp {
  /** A name that a node has had in one of its lives only: so no ballot is drawn twice. */
  readonly node: string;
}

/** Earlier than every ballot that anybody draws. */
export const noBallot: Ballot = { time: 0, counter: 0, node: '' };

export function copyBallot({ time, counter, node }: Ballot): Ballot {
  return { time, counter, node };
}

/**
 * By time alone: of two ballots of the same time neither is later, so only one of them can get a majority. Then no two
 * decisions have the same stamp.
 */
export function isLater(one: Ballot, other: Ballot): boolean {
  return compareTimes(one, other) > 0;
}

export function isSame(one: Ballot, other: Ballot): boolean {
  return compareTimes(one, other) === 0 && one.node === other.node;
}

/** A ballot that is later than all that this node has heard of since it booted. */
export function drawBallot(state: State, node: QuorumNode): Ballot {
  const { time, counter } = tick(state.clock, node.clock.wall());
  state.clock = { time, counter };
  return { time, counter, node: state.actor };
}

/** What this node draws next is later. */
export function hearBallot(state: State, ballot: Ballot, node: QuorumNode): void {
  state.clock = tickOnReceipt(state.clock, ballot, node.clock.wall());
}
