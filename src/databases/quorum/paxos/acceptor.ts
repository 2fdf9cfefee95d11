/**
 * What a replica remembers of each key for Paxos (§2.2, *acceptors*), in memory and on its disk. The instances of a key follow each
 * other: a proposal that is not later than what is committed belongs to one that is over.
 */
import type { WriteId } from '../../../history/operation.js';
import { copyCell, type Cell } from '../../versions/cell.js';
import { compareTimes } from '../../versions/timestamp.js';
import type { DiskRecord } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { copyBallot, isLater, noBallot, type Ballot } from './ballot.js';

/** So many decided writes of each key are remembered, for retries of writes that have happened. */
export const mostDecided = 100;

/** What is to be decided: the cell that a write leaves. Its stamp is the ballot under which it was first proposed. */
export interface Proposal {
  readonly write: WriteId;
  readonly cell: Cell;
  /** The writes that are decided then, the latest ones of the key: this one is the last. */
  readonly decided: readonly WriteId[];
  /** The writes that the key held when the condition was judged: for the provenance. */
  readonly shown: readonly WriteId[];
}

export interface Accepted extends Proposal {
  readonly ballot: Ballot;
}

/** What is known of the latest write that was decided. */
export interface Decision extends Pick<Proposal, 'decided' | 'shown'> {
  readonly ballot: Ballot;
}

export interface Acceptor {
  /** It takes part in no earlier ballot. */
  promised: Ballot;
  /** The proposal that it accepted last, unless it knows that one of this ballot or a later one is committed. */
  accepted: Accepted | null;
  committed: Decision | null;
}

export function copyProposal({ write, cell, decided, shown }: Proposal): Proposal {
  return { write, cell: copyCell(cell), decided: [...decided], shown: [...shown] };
}

export function copyAccepted({ ballot, ...proposal }: Accepted): Accepted {
  return { ballot: copyBallot(ballot), ...copyProposal(proposal) };
}

export function copyDecision({ ballot, decided, shown }: Decision): Decision {
  return { ballot: copyBallot(ballot), decided: [...decided], shown: [...shown] };
}

export function acceptorOf({ acceptors }: State, key: string): Acceptor {
  const known = acceptors.get(key);
  if (known !== undefined) return known;
  const acceptor: Acceptor = { promised: copyBallot(noBallot), accepted: null, committed: null };
  acceptors.set(key, acceptor);
  return acceptor;
}

export type AcceptorRecord = Extract<
  DiskRecord,
  { readonly kind: 'promised' | 'accepted' | 'committed' }
>;

/** Writes it down, not yet durable. */
export function remember(state: State, record: AcceptorRecord, node: QuorumNode): void {
  recall(state, record);
  node.disk.append(record);
  state.written += 1;
}

/** In memory: also for what the disk kept. Ballots that this node draws are later than all that it remembers. */
export function recall(state: State, record: AcceptorRecord): void {
  const acceptor = acceptorOf(state, record.key);
  const ballot = copyBallot(record.ballot);
  const { time, counter } = ballot;
  if (compareTimes(ballot, state.clock) > 0) state.clock = { time, counter };
  if (isLater(ballot, acceptor.promised)) acceptor.promised = ballot;
  switch (record.kind) {
    case 'promised':
      return;
    case 'accepted':
      acceptor.accepted = copyAccepted(record);
      return;
    case 'committed':
      acceptor.committed = copyDecision(record);
      if (acceptor.accepted !== null && !isLater(acceptor.accepted.ballot, ballot)) {
        acceptor.accepted = null;
      }
      return;
  }
}
