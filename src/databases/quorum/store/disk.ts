/** Rules of the disk: what is written down, and what a flush confirms. */
import { copyAccepted, copyDecision } from '../paxos/acceptor.js';
import { copyBallot } from '../paxos/ballot.js';
import type { Confirmation, QuorumNode, State } from '../state.js';

/** Asks that everything so far becomes durable. */
export function flush(state: State, confirms: readonly Confirmation[], node: QuorumNode): void {
  const mark = state.nextMark;
  state.nextMark += 1;
  state.flushes.set(mark, { written: state.written, confirms: [...confirms] });
  node.disk.flush(mark);
}

/** Confirms once all that is written so far is durable; at once, where the memory is enough. */
export function confirm(
  state: State,
  confirmation: Confirmation,
  node: QuorumNode,
  say: (confirmation: Confirmation) => void,
): void {
  const isEnough = node.options.commit === 'buffered';
  flush(state, isEnough ? [] : [confirmation], node);
  if (isEnough) say(confirmation);
}

/** A flush is through. Answers what it confirms. */
export function advanceFlushed(state: State, mark: number): readonly Confirmation[] {
  const flushed = state.flushes.get(mark);
  state.flushes.delete(mark);
  if (flushed === undefined) return [];
  state.flushed = Math.max(state.flushed, flushed.written);
  return flushed.confirms.map(copyConfirmation);
}

function copyConfirmation(confirmation: Confirmation): Confirmation {
  const { to, number } = confirmation;
  switch (confirmation.message) {
    case 'promise': {
      const { message, key, accepted, committed } = confirmation;
      const ballot = copyBallot(confirmation.ballot);
      return {
        ...{ to, number, message, key, ballot },
        accepted: accepted === null ? null : copyAccepted(accepted),
        committed: committed === null ? null : copyDecision(committed),
      };
    }
    case 'accept': {
      const { message, key, ballot } = confirmation;
      return { to, number, message, key, ballot: copyBallot(ballot) };
    }
    case 'hinted':
      return { to, number, message: confirmation.message, replica: confirmation.replica };
    case 'written':
    case 'handed over':
    case 'ring known':
    case 'fetched':
    case 'taken':
      return { to, number, message: confirmation.message };
  }
}
