/**
 * Rules of a coordinator that writes (Dynamo §4.5): to all replicas that are up, and it answers when W of them have it. What
 * fewer have is never taken back.
 */
import type { WriteId } from '../../../history/operation.js';
import type { NodeId } from '../../database.js';
import { keepHint } from '../hints/keep.js';
import type { MessageOf } from '../message.js';
import type { Level } from '../options/schema.js';
import { isMet, lacking, needsOf } from '../nodes/level.js';
import { suspect } from '../nodes/down.js';
import { listsFor } from '../membership/ring.js';
import { reachable, standInsFor } from '../nodes/reach.js';
import { copyDecision } from '../paxos/acceptor.js';
import { learn } from '../paxos/promise.js';
import { answerAsker } from '../client/answer.js';
import { nextAsk, type Asker, type QuorumNode, type State, type WriteAsk } from '../state.js';
import { confirm } from '../store/disk.js';
import { keep } from './keep.js';
import { versionFor, type Written } from './version.js';

/** A write as a coordinator takes it up. */
export interface Wanted extends Written {
  readonly level: Level;
  /** What the client has read, and replaces by its context; with stamps nothing. */
  readonly shown: readonly WriteId[];
}

/** Begins a write, unless too few replicas can be asked. */
export function coordinateWrite(
  state: State,
  wanted: Wanted,
  asker: Asker,
  node: QuorumNode,
): void {
  const { key, write, level } = wanted;
  const addressees = addresseesOf(state, wanted, node);
  const { needs, up, standIns } = addressees;
  const possible = [...up, ...standIns.values()];
  if (!isMet(needs, possible) && level !== 'any') {
    const reason = `too few replicas are up: ${String(lacking(needs, possible))} more needed`;
    answerAsker(state, asker, { kind: 'refused', reason }, node);
    return;
  }
  const cell = versionFor(state, wanted, node);
  if (wanted.shown.length > 0 && up.includes(node.id)) node.stored(write, wanted.shown);
  beginWriting(state, { key, write, level, cell, decision: null }, addressees, asker, node);
}

/** Whom a write of a key concerns, and who of them must have it. */
export type Addressees = Pick<WriteAsk, 'needs' | 'replicas' | 'up' | 'standIns'>;

export function addresseesOf(
  state: State,
  { key, level }: Pick<WriteAsk, 'key' | 'level'>,
  node: QuorumNode,
): Addressees {
  const lists = listsFor(state, key);
  const replicas = [...new Set(lists.flat())];
  const zone = node.zoneOf(node.id);
  const needs = lists.flatMap((list) => needsOf(level, list, zone, node.zoneOf));
  const standIns = node.options.sloppy
    ? standInsFor(replicas, key, state)
    : new Map<string, string>();
  return { needs, replicas, standIns, up: reachable(replicas, state) };
}

/** Sends it to all that are up, and keeps hints for the others. Its cell is fresh: nothing that a state holds. */
export function beginWriting(
  state: State,
  what: Pick<WriteAsk, 'key' | 'write' | 'level' | 'cell' | 'decision'>,
  { needs, replicas, standIns, up }: Addressees,
  asker: Asker,
  node: QuorumNode,
): void {
  const { key, write, level, cell, decision } = what;
  const ask: WriteAsk = {
    kind: 'write',
    ask: nextAsk(state),
    asker,
    key,
    write,
    level,
    cell,
    decision,
    needs,
    replicas,
    up,
    standIns,
    answered: [],
    hinted: [],
    isAnswered: false,
  };
  state.asks.set(ask.ask, ask);
  for (const replica of up) sendWrite(state, ask, replica, '', node);
  for (const [standIn, replica] of standIns) sendWrite(state, ask, standIn, replica, node);
  node.after(node.options.timeout, 'timeout', String(ask.ask));
  const served = new Set([...up, ...standIns.values()]);
  for (const replica of replicas)
    if (!served.has(replica)) hintInstead(state, ask.ask, replica, node);
  scheduleHints(state, ask.ask, node);
}

function sendWrite(
  state: State,
  { ask, key, cell, write, decision }: WriteAsk,
  to: NodeId,
  hintFor: NodeId,
  node: QuorumNode,
): void {
  if (decision !== null && hintFor === '') {
    sendCommit(state, { ask, key, cell, write, decision }, to, node);
    return;
  }
  const sent = { ring: state.membership.version, ask, key, cell, write, hintFor };
  if (to === node.id) keep(state, sent, null, node);
  else node.send(to, { kind: 'write', ...sent });
}

function sendCommit(
  state: State,
  { ask, key, cell, write, decision }: Omit<MessageOf<'commit'>, 'kind' | 'ring'>,
  to: NodeId,
  node: QuorumNode,
): void {
  const what = { ring: state.membership.version, ask, key, write };
  const sent = { ...what, cell, decision: copyDecision(decision) };
  if (to === node.id) learn(state, sent, null, node);
  else node.send(to, { kind: 'commit', ...sent });
}

/** A replica has it, or a node that stands in for one. */
export function hearWritten(
  state: State,
  { ask }: Pick<MessageOf<'written'>, 'ask'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const open = state.asks.get(ask);
  if (open?.kind !== 'write') return;
  const replica = open.standIns.get(from) ?? from;
  if (!open.answered.includes(replica)) open.answered.push(replica);
  goOnWriting(state, open, node);
}

/** Answers when W replicas have it, and is done when all have. */
function goOnWriting(state: State, open: WriteAsk, node: QuorumNode): void {
  const { ask, asker, answered, replicas, needs } = open;
  const isEnough = node.bug('answer before W') ? answered.length > 0 : isMet(needs, answered);
  if (isEnough && !open.isAnswered) {
    open.isAnswered = true;
    answerAsker(state, asker, { kind: 'written', cell: open.cell, write: open.write }, node);
  }
  if (!open.isAnswered || answered.length < replicas.length) return;
  state.asks.delete(ask);
  node.cancel('timeout', String(ask));
  node.cancel('hint', String(ask));
}

/**
 * The coordinator gives up: nobody knows what will become of the write. Whoever has not answered gets a hint; where hints
 * count, that is waited for.
 */
export function giveUpWriting(state: State, open: WriteAsk, node: QuorumNode): void {
  const { ask, asker, answered, needs, isAnswered } = open;
  const silent = silentOf(open);
  const isHinted = hintMissing(state, ask, node);
  for (const id of silent) suspect(state, id, node);
  if (isHinted && countsHints(open, node) && !isAnswered) {
    node.after(node.options.timeout, 'timeout', String(ask));
    return;
  }
  state.asks.delete(ask);
  if (isAnswered) return;
  const reason = `timed out: ${String(lacking(needs, answered))} more needed`;
  answerAsker(state, asker, { kind: 'unknown', reason }, node);
}

/** Of those that were asked, who has not answered. */
function silentOf({ up, standIns, answered }: WriteAsk): readonly NodeId[] {
  const silent = up.filter((replica) => !answered.includes(replica));
  const silentStandIns = [...standIns].filter(([, replica]) => !answered.includes(replica));
  return [...silent, ...silentStandIns.map(([standIn]) => standIn)];
}

function scheduleHints(state: State, ask: number, node: QuorumNode): void {
  const { hints, timeout } = node.options;
  if (hints === 'none' || hints.after === undefined || hints.after >= timeout) return;
  if (state.asks.has(ask)) node.after(hints.after, 'hint', String(ask));
}

/** Replicas have taken too long: the write is kept for them. Answers whether it was for any. */
export function hintMissing(state: State, ask: number, node: QuorumNode): boolean {
  const open = state.asks.get(ask);
  if (open?.kind !== 'write') return false;
  const missing = open.replicas.filter((replica) => !open.answered.includes(replica));
  const kept = missing.filter((replica) => hintInstead(state, ask, replica, node));
  return kept.length > 0;
}

/** A hint is no answer, but where the client asks for `any`: then it counts once it is durable. */
function countsHints({ level }: Pick<WriteAsk, 'level'>, node: QuorumNode): boolean {
  return level === 'any' || node.bug('count hints');
}

function hintInstead(state: State, ask: number, replica: NodeId, node: QuorumNode): boolean {
  const open = state.asks.get(ask);
  if (open?.kind !== 'write' || open.hinted.includes(replica) || replica === node.id) return false;
  open.hinted.push(replica);
  if (!keepHint(state, replica, open, node)) return false;
  if (!countsHints(open, node)) return true;
  const confirmation = { to: null, number: ask, message: 'hinted', replica } as const;
  confirm(state, confirmation, node, () => {
    hearHinted(state, ask, replica, node);
  });
  return true;
}

/** A hint that counts is durable. */
export function hearHinted(state: State, ask: number, replica: NodeId, node: QuorumNode): void {
  const open = state.asks.get(ask);
  if (open?.kind !== 'write' || open.answered.includes(replica)) return;
  open.answered.push(replica);
  goOnWriting(state, open, node);
}
