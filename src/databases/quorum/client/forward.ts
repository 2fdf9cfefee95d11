/** Rules of passing on: a write of a client that another node is to coordinate, because it holds the key. */
import type { ClientHandle, NodeId } from '../../database.js';
import type { Answer, MessageOf } from '../message.js';
import { tell } from '../membership/change.js';
import { isHolder, knowsRing, replicasOf } from '../membership/ring.js';
import { suspect } from '../nodes/down.js';
import { reachable } from '../nodes/reach.js';
import { isStamped } from '../options/schema.js';
import { nextAsk, type Asker, type ForwardAsk, type QuorumNode, type State } from '../state.js';
import { hearContext } from '../store/clock.js';
import { coordinateWrite } from '../writing/coordinate.js';
import { answerAsker } from './answer.js';

/** A write as it is passed on. */
type Passed = Omit<MessageOf<'forward'>, 'kind' | 'ask'>;

/**
 * Versions by vectors come from a node that holds the key, and so do deletes: it alone knows what is there. With stamps a delete
 * goes on without one where none is up: it then removes what the session has seen.
 */
export function mayCoordinate(
  state: State,
  { action, key }: Pick<Passed, 'action' | 'key'>,
  { id, options }: QuorumNode,
): boolean {
  if (isStamped(options) && action !== 'delete') return true;
  const replicas = replicasOf(state, key);
  return replicas.includes(id) || (isStamped(options) && reachable(replicas, state).length === 0);
}

export function forward(
  state: State,
  wanted: Passed,
  client: ClientHandle,
  node: QuorumNode,
): void {
  const [to] = reachable(replicasOf(state, wanted.key), state);
  if (to === undefined) {
    const reason = 'no replica is up';
    answerAsker(state, { kind: 'client', client }, { kind: 'refused', reason }, node);
    return;
  }
  const ask = nextAsk(state);
  state.asks.set(ask, { kind: 'forward', ask, client, to });
  const { action, key, write, level, seen, shown } = wanted;
  node.send(to, { kind: 'forward', ask, action, key, write, level, seen, shown });
  // The other one waits as long, and its answer has a way to go.
  node.after(2 * node.options.timeout, 'timeout', String(ask));
}

/** A node that does not hold the key asks this one, which may not do so either, by a later ring. What comes twice is done once. */
export function takeForwarded(
  state: State,
  { ask, action, key, write, level, seen, shown }: MessageOf<'forward'>,
  from: NodeId,
  node: QuorumNode,
): void {
  if (!isNew(state, ask, from)) return;
  hearContext(state, seen, node);
  const asker: Asker = { kind: 'node', node: from, ask };
  if (!knowsRing(state) || !isHolder(state, key)) {
    const reason = 'this node does not hold the key';
    answerAsker(state, asker, { kind: 'refused', reason }, node);
    tell(state, from, node);
    return;
  }
  coordinateWrite(state, { action, key, write, level, seen, shown }, asker, node);
}

/** So many requests of each node are remembered, for messages that arrive twice. */
const mostForwards = 100;

function isNew({ forwards }: State, ask: number, from: NodeId): boolean {
  const known = forwards.get(from) ?? [];
  if (known.includes(ask)) return false;
  forwards.set(from, [...known, ask].slice(-mostForwards));
  return true;
}

/** The other one does not answer: nobody knows what it has done. */
export function giveUpForwarding(
  state: State,
  { ask, client, to }: ForwardAsk,
  node: QuorumNode,
): void {
  state.asks.delete(ask);
  suspect(state, to, node);
  const reason = 'the replica that was to coordinate did not answer';
  answerAsker(state, { kind: 'client', client }, { kind: 'unknown', reason }, node);
}

/** The other one has come to an end. */
export function passOn(
  state: State,
  { ask, answer, reason, context }: MessageOf<'forwarded'>,
  node: QuorumNode,
): void {
  const open = state.asks.get(ask);
  if (open?.kind !== 'forward') return;
  const { client } = open;
  state.asks.delete(ask);
  node.cancel('timeout', String(ask));
  const relayed: Answer = { kind: answer, versions: [], reason, context, isMember: true };
  node.reply(client, relayed);
}
