/** Which message of a comparison belongs to which rule. */
import type { NodeId } from '../../database.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { hearCompared, hearKeysCompared, hearTaken } from './compare.js';
import { serveComparison, serveKeys, serveTake } from './serve.js';

type OfComparisons = MessageOf<
  'compare' | 'compared' | 'compare keys' | 'keys compared' | 'take' | 'taken'
>;

export function receiveComparison(
  state: State,
  message: OfComparisons,
  from: NodeId,
  node: QuorumNode,
): void {
  switch (message.kind) {
    case 'compare':
      serveComparison(state, message, from, node);
      return;
    case 'compared':
      hearCompared(state, message, from, node);
      return;
    case 'compare keys':
      serveKeys(state, message, from, node);
      return;
    case 'keys compared':
      hearKeysCompared(state, message, from, node);
      return;
    case 'take':
      serveTake(state, message, from, node);
      return;
    case 'taken':
      hearTaken(state, message.ask, from, node);
      return;
  }
}
