/** Rules of a node that is asked by a client: it coordinates, or passes on to one that can. */
import type { ClientHandle, NodeId } from '../../database.js';
import { emptyContext } from '../../versions/context.js';
import { actionOf } from '../../versions/key-store.js';
import type { Answer, MessageOf } from '../message.js';
import { tell } from '../membership/change.js';
import { isHolder, isMember, replicasOf } from '../membership/ring.js';
import { reachable } from '../nodes/reach.js';
import { isStamped, type Level } from '../options/schema.js';
import { beginRound } from '../paxos/prepare.js';
import { coordinateRead } from '../reading/coordinate.js';
import { nextAsk, type Asker, type QuorumNode, type QuorumRequest, type State } from '../state.js';
import { coordinateWrite } from '../writing/coordinate.js';
import { answerAsker } from './answer.js';

export function serveRequest(
  state: State,
  request: QuorumRequest,
  client: ClientHandle,
  node: QuorumNode,
): void {
  const { kind, key, write, options } = request;
  const asker: Asker = { kind: 'client', client };
  if (!isMember(state) && !state.isCoordinator) {
    const reason = 'this node is no member';
    const refusal: Answer = {
      kind: 'refused',
      versions: [],
      reason,
      context: null,
      isMember: false,
    };
    node.reply(client, refusal);
    return;
  }
  const { readLevel, writeLevel } = node.options;
  if (kind === 'read') {
    const seen = options.context === 'reads' ? (options.seen ?? null) : null;
    const level = options.readLevel ?? readLevel;
    if (level === 'serial') beginRound(state, { key, wanted: null, seen }, asker, node);
    else coordinateRead(state, { key, seen, level }, asker, node);
    return;
  }
  const level = options.writeLevel ?? writeLevel;
  if (request.condition !== null) {
    decide(state, request, level, asker, node);
    return;
  }
  const seen = options.seen ?? emptyContext;
  const shown = isStamped(node.options) ? [] : (options.shown ?? []);
  const wanted = { action: actionOf(kind), key, write, level, seen, shown };
  if (mayCoordinate(state, key, node)) coordinateWrite(state, wanted, asker, node);
  else forward(state, wanted, client, node);
}

/** A write on a condition is a round of Paxos. An append has none. */
function decide(
  state: State,
  { kind, key, write, condition, basis }: QuorumRequest,
  level: Level,
  asker: Asker,
  node: QuorumNode,
): void {
  const action = actionOf(kind);
  if (action === 'append') {
    answerAsker(state, asker, { kind: 'refused', reason: 'an append has no condition' }, node);
    return;
  }
  const wanted = { action, write, level, condition, basis: [...basis] };
  beginRound(state, { key, wanted, seen: null }, asker, node);
}

/** Versions by vectors come from a node that holds the key: it alone knows what is there. */
function mayCoordinate(state: State, key: string, { id, options }: QuorumNode): boolean {
  return isStamped(options) || replicasOf(state, key).includes(id);
}

function forward(
  state: State,
  wanted: Omit<MessageOf<'forward'>, 'kind' | 'ask'>,
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

/** A node that does not hold the key asks this one, which may not do so either, by a later ring. */
export function takeForwarded(
  state: State,
  { ask, action, key, write, level, seen, shown }: MessageOf<'forward'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const asker: Asker = { kind: 'node', node: from, ask };
  if (!isHolder(state, key)) {
    const reason = 'this node does not hold the key';
    answerAsker(state, asker, { kind: 'refused', reason }, node);
    tell(state, from, node);
    return;
  }
  coordinateWrite(state, { action, key, write, level, seen, shown }, asker, node);
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
