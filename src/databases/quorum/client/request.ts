/** Rules of a node that is asked by a client: it reads, writes or decides, or passes on to a node that can. */
import type { ClientHandle } from '../../database.js';
import { emptyContext } from '../../versions/context.js';
import { actionOf } from '../../versions/key-store.js';
import type { Answer } from '../message.js';
import { isMember, knowsRing } from '../membership/ring.js';
import { isStamped, type Level } from '../options/schema.js';
import { beginRound } from '../paxos/prepare.js';
import { coordinateRead } from '../reading/coordinate.js';
import type { Asker, QuorumNode, QuorumRequest, State } from '../state.js';
import { hearContext } from '../store/clock.js';
import { coordinateWrite } from '../writing/coordinate.js';
import { answerAsker } from './answer.js';
import { forward, mayCoordinate } from './forward.js';

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
  if (!knowsRing(state)) {
    const reason = 'this node does not know the ring yet';
    answerAsker(state, asker, { kind: 'refused', reason }, node);
    return;
  }
  hearContext(state, options.seen, node);
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
  if (mayCoordinate(state, wanted, node)) coordinateWrite(state, wanted, asker, node);
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
