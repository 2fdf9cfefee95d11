/** Which message of a change of the ring belongs to which rule. */
import type { NodeId } from '../../database.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { hearRing } from './change.js';
import { hearFetched, hearRingKnown } from './drive.js';
import { serveFetch, takeKeys } from './fetch.js';

type OfRing = MessageOf<'ring' | 'ring known' | 'fetch' | 'keys' | 'fetched'>;

export function receiveRing(state: State, message: OfRing, from: NodeId, node: QuorumNode): void {
  switch (message.kind) {
    case 'ring':
      hearRing(state, message, from, node);
      return;
    case 'ring known':
      hearRingKnown(state, message.version, from, node);
      return;
    case 'fetch':
      serveFetch(state, message, from, node);
      return;
    case 'keys':
      takeKeys(state, message, from, node);
      return;
    case 'fetched':
      hearFetched(state, message.version, from, node);
      return;
  }
}
