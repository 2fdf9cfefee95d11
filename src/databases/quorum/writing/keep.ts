/** Rules of whoever is sent a write: a replica merges it, a node that stands in keeps it as a hint; both confirm when it is durable. */
import type { NodeId } from '../../database.js';
import { keepHint } from '../hints/keep.js';
import { tell } from '../membership/change.js';
import { isOutdated } from '../membership/ring.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { hearCell } from '../store/clock.js';
import { confirm } from '../store/disk.js';
import { merge } from '../store/store.js';
import { sayConfirmed } from './confirmed.js';

/** @param from the coordinator; null: this node itself */
export function keep(
  state: State,
  { ring, ask, key, cell, write, hintFor }: Omit<MessageOf<'write'>, 'kind'>,
  from: NodeId | null,
  node: QuorumNode,
): void {
  if (isOutdated(state, ring)) {
    if (from !== null) tell(state, from, node);
    return;
  }
  if (hintFor === '') {
    merge(state, key, cell, write, node);
  } else {
    hearCell(state, cell, node);
    if (!keepHint(state, hintFor, { key, cell, write }, node)) return;
  }
  const confirmation = { to: from, message: 'written', number: ask } as const;
  confirm(state, confirmation, node, (one) => {
    sayConfirmed(state, one, node);
  });
}
