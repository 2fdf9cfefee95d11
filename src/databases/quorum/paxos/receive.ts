/** Which message of a round belongs to which rule. */
import { unreachable } from '../../../kernel/errors.js';
import type { NodeId } from '../../database.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { hearPreempted, hearPromise } from './prepare.js';
import { accept, learn, promise } from './promise.js';
import { hearAccept } from './propose.js';

type RoundMessage = MessageOf<
  'prepare' | 'promise' | 'propose' | 'accept' | 'preempted' | 'commit'
>;

export function receiveRound(
  state: State,
  message: RoundMessage,
  from: NodeId,
  node: QuorumNode,
): void {
  switch (message.kind) {
    case 'prepare':
      promise(state, message, from, node);
      return;
    case 'promise':
      hearPromise(state, message, from, node);
      return;
    case 'propose':
      accept(state, message, from, node);
      return;
    case 'accept':
      hearAccept(state, message, from, node);
      return;
    case 'preempted':
      hearPreempted(state, message, from, node);
      return;
    case 'commit':
      learn(state, message, from, node);
      return;
    default:
      unreachable(message);
  }
}
