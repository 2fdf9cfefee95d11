/**
 * Leaderless quorums (DeCandia et al., *Dynamo: Amazon's highly available key-value store*, SOSP 2007) against the contract
 * of databases: which input belongs to which rule.
 */
import { unreachable } from '../../kernel/errors.js';
import type { NodeId, NodeView, Timer } from '../database.js';
import { defineFamily } from '../database.js';
import { valuesOf } from '../versions/cell.js';
import { giveUpComparing } from './anti-entropy/compare.js';
import { receiveComparison } from './anti-entropy/receive.js';
import { compareAll, compareNext, longestRounds } from './anti-entropy/rounds.js';
import { contextFields } from '../versions/context.js';
import { driver, type Session } from './client/driver.js';
import { giveUpForwarding, passOn, takeForwarded } from './client/forward.js';
import { serveRequest } from './client/request.js';
import { handOver, hearHandedOver, takeHint } from './hints/hand-over.js';
import type { Answer, Command, DiskRecord, Message } from './message.js';
import { confirmIfOver } from './membership/change.js';
import { askForChange, tellAll } from './membership/drive.js';
import { fetchNext } from './membership/fetch.js';
import { receiveRing } from './membership/receive.js';
import { isHolder, isMember } from './membership/ring.js';
import { askForRing } from './membership/wiped.js';
import { messages } from './messages.js';
import { isHeard, tryAgain } from './nodes/down.js';
import type { QuorumOptions } from './options/schema.js';
import { invariants } from './paxos/invariants.js';
import { giveUpRound, tryHigherBallot } from './paxos/prepare.js';
import { receiveRound } from './paxos/receive.js';
import { hearValue } from './reading/coordinate.js';
import { giveUpReading, speculate } from './reading/patience.js';
import { serveRead } from './reading/serve.js';
import { quorumDeclaration } from './schema.js';
import { start } from './start.js';
import type { QuorumNode, QuorumOperation, State } from './state.js';
import { advanceFlushed } from './store/disk.js';
import { purgeOld } from './tombstones/purge.js';
import { hearWrite, sayConfirmed } from './writing/confirmed.js';
import { giveUpWriting, hintMissing } from './writing/coordinate.js';
import { keep } from './writing/keep.js';

function receive(state: State, message: Message, from: NodeId, node: QuorumNode): void {
  isHeard(state, from, node);
  switch (message.kind) {
    case 'write':
      keep(state, message, from, node);
      return;
    case 'written':
      hearWrite(state, message.ask, from, node);
      return;
    case 'read':
      serveRead(state, message, from, node);
      return;
    case 'value':
      hearValue(state, message, from, node);
      return;
    case 'prepare':
    case 'promise':
    case 'propose':
    case 'accept':
    case 'preempted':
    case 'commit':
      receiveRound(state, message, from, node);
      return;
    case 'hand over':
      takeHint(state, message, from, node);
      return;
    case 'handed over':
      hearHandedOver(state, message.hint, node);
      return;
    case 'forward':
      takeForwarded(state, message, from, node);
      return;
    case 'forwarded':
      passOn(state, message, node);
      return;
    case 'ring':
    case 'ring known':
    case 'fetch':
    case 'keys':
    case 'fetched':
      receiveRing(state, message, from, node);
      return;
    case 'compare':
    case 'compared':
    case 'compare keys':
    case 'keys compared':
    case 'take':
    case 'taken':
      receiveComparison(state, message, from, node);
      return;
    case 'ping':
      node.send(from, { kind: 'pong' });
      return;
    case 'pong':
      return;
    default:
      unreachable(message);
  }
}

function expire(state: State, { kind, about }: Timer, node: QuorumNode): void {
  switch (kind) {
    case 'timeout':
      giveUp(state, Number(about), node);
      return;
    case 'hint':
      hintMissing(state, Number(about), node);
      return;
    case 'higher ballot':
      tryHigherBallot(state, Number(about), node);
      return;
    case 'speculate':
      speculate(state, Number(about), node);
      return;
    case 'hand over':
      handOver(state, node);
      return;
    case 'try again':
      tryAgain(state, about, node);
      return;
    case 'compare':
      compareNext(state, node);
      return;
    case 'comparison':
      giveUpComparing(state, about);
      return;
    case 'purge':
      purgeOld(state, node);
      return;
    case 'tell the ring':
      tellAll(state, node);
      return;
    case 'ask for the ring':
      askForRing(state, node);
      return;
    case 'fetch again':
      fetchNext(state, node);
      return;
    default:
      throw new RangeError(`no rule for the timer ${kind}`);
  }
}

/** Nobody waits longer for answers. */
function giveUp(state: State, ask: number, node: QuorumNode): void {
  const open = state.asks.get(ask);
  switch (open?.kind) {
    case undefined:
      return;
    case 'write':
      giveUpWriting(state, open, node);
      return;
    case 'read':
      giveUpReading(state, open, node);
      return;
    case 'round':
      giveUpRound(state, open, node);
      return;
    case 'forward':
      giveUpForwarding(state, open, node);
      return;
  }
}

function flushed(state: State, mark: number, node: QuorumNode): void {
  for (const confirmation of advanceFlushed(state, mark)) sayConfirmed(state, confirmation, node);
}

function roleOf(state: State): string {
  if (isMember(state)) return 'replica';
  return state.isCoordinator ? 'coordinator' : 'outsider';
}

/** What began before a step of a change may be over with any event. */
function thenConfirm<Input extends readonly unknown[]>(
  rule: (state: State, ...input: [...Input, QuorumNode]) => void,
) {
  return (state: State, ...input: [...Input, QuorumNode]): void => {
    rule(state, ...input);
    if (state.confirming !== null) confirmIfOver(state, input.at(-1) as QuorumNode);
  };
}

export const quorum = defineFamily<
  QuorumOptions,
  QuorumOperation,
  State,
  Message,
  DiskRecord,
  Command,
  Answer,
  Session
>({
  declaration: quorumDeclaration,
  strongestRead: { coordinator: 'any', readLevel: 'available', context: 'none' },
  messages,
  replyFields: ['context', 'isMember'],
  replyLists: { context: contextFields },
  patience(options) {
    const { timeout, suspect: retry, hints } = options;
    return 2 * timeout + retry + (hints === 'none' ? 0 : hints.every) + longestRounds(options);
  },
  start,
  receive: thenConfirm(receive),
  request: serveRequest,
  expire: thenConfirm(expire),
  flushed: thenConfirm(flushed),
  command(state, command, node) {
    if (command.kind === 'repair') compareAll(state, node);
    else askForChange(state, command, node);
  },
  view(state): NodeView {
    const { written, flushed: durable, membership, hints, down } = state;
    const role = roleOf(state);
    return {
      role,
      epoch: membership.version,
      positions: { written, flushed: durable },
      members: [...membership.members],
      text: `${role}, ${String(state.cells.size)} keys, ${String(hints.size)} hints, ${String(down.size)} nodes down`,
    };
  },
  contents(state) {
    if (roleOf(state) !== 'replica') return null;
    const held = [...state.cells].filter(([key]) => isHolder(state, key));
    return new Map(held.map(([key, cell]) => [key, [...valuesOf(cell)]]));
  },
  holds: isHolder,
  invariants,
  driver,
});
