/** What is durable is confirmed: to the node that asked, or to the coordination that goes on here. */
import { hearTaken } from '../anti-entropy/compare.js';
import { ringDurable } from '../membership/change.js';
import { fetchedDurable } from '../membership/fetch.js';
import { sayVote } from '../paxos/promise.js';
import { hearRepaired } from '../reading/repair.js';
import type { Confirmation, QuorumNode, State } from '../state.js';
import { hearHinted, hearWritten } from './coordinate.js';

export function sayConfirmed(state: State, confirmation: Confirmation, node: QuorumNode): void {
  const { to, number } = confirmation;
  switch (confirmation.message) {
    case 'written':
      if (number === 0) return;
      if (to === null) hearWrite(state, number, node.id, node);
      else node.send(to, { kind: 'written', ask: number });
      return;
    case 'hinted':
      hearHinted(state, number, confirmation.replica, node);
      return;
    case 'handed over':
      if (to !== null) node.send(to, { kind: 'handed over', hint: number });
      return;
    case 'taken':
      if (to === null) hearTaken(state, number, node.id, node);
      else node.send(to, { kind: 'taken', ask: number });
      return;
    case 'ring known':
      ringDurable(state, number, node);
      return;
    case 'fetched':
      fetchedDurable(state, number, node);
      return;
    case 'promise':
    case 'accept':
      sayVote(state, confirmation, node);
      return;
  }
}

/** A write of a client, or a repair that a read waits for. */
export function hearWrite(state: State, ask: number, from: string, node: QuorumNode): void {
  if (state.asks.get(ask)?.kind === 'read') hearRepaired(state, ask, from, node);
  else hearWritten(state, { ask }, from, node);
}
