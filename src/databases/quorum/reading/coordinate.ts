/**
 * Rules of a coordinator that reads (Dynamo §4.5): it asks as many replicas as it needs, or all, and answers with what the
 * first R have together. Where only one sends the value and others a digest of it, a difference asks for the values.
 */
import { unreachable } from '../../../kernel/errors.js';
import type { NodeId } from '../../database.js';
import type { Cell } from '../../versions/cell.js';
import { coversContext } from '../../versions/context.js';
import { answerAsker } from '../client/answer.js';
import type { MessageOf } from '../message.js';
import { fewest, isMet, lacking, needsOf, withStandIns, type Need } from '../nodes/level.js';
import { replicasOf } from '../membership/ring.js';
import { reachable, standInsFor } from '../nodes/reach.js';
import type { ReadLevel } from '../options/schema.js';
import {
  nextAsk,
  type Asker,
  type Found,
  type QuorumNode,
  type ReadAsk,
  type State,
} from '../state.js';
import { hearCell } from '../store/clock.js';
import { foundHere } from './serve.js';
import { behindOf, clearOf, repairBehind, resolve } from './repair.js';

/** Serial reads are rounds of Paxos. */
type PlainLevel = Exclude<ReadLevel, 'serial'>;

/** Begins a read, unless too few replicas can be asked. */
export function coordinateRead(
  state: State,
  wanted: Pick<ReadAsk, 'key' | 'seen'> & { readonly level: PlainLevel },
  asker: Asker,
  node: QuorumNode,
): void {
  const { key, level, seen } = wanted;
  const { sloppy } = node.options;
  const replicas = replicasOf(state, key);
  const standIns = sloppy ? standInsFor(replicas, key, state) : new Map<NodeId, NodeId>();
  const up = reachable([...replicas, ...standIns.keys()], state);
  const needs = withStandIns(needsFor(level, replicas, up, node), standIns);
  if (!isMet(needs, up) || up.length === 0) {
    const reason = `too few replicas are up: ${String(lacking(needs, up))} more needed`;
    answerAsker(state, asker, { kind: 'refused', reason }, node);
    return;
  }
  beginRead(state, { key, seen, needs, replicas, up }, asker, node);
}

/** Asks those of `up` that are needed, or all of them. */
export function beginRead(
  state: State,
  { key, seen, needs, replicas, up }: Pick<ReadAsk, 'key' | 'seen' | 'needs' | 'replicas' | 'up'>,
  asker: Asker,
  node: QuorumNode,
): void {
  const { ask: whom, readRepair } = node.options;
  const isForAll =
    whom === 'all' || (readRepair.chance > 0 && node.random.fraction() < readRepair.chance);
  const read: ReadAsk = {
    kind: 'read',
    ask: nextAsk(state),
    asker,
    key,
    needs,
    replicas,
    seen,
    up,
    asked: [],
    askedInFull: [],
    found: [],
    repairing: [],
    repaired: [],
    decided: null,
    phase: 'asking',
  };
  state.asks.set(read.ask, read);
  node.after(node.options.timeout, 'timeout', String(read.ask));
  const { speculate } = node.options;
  if (speculate !== undefined) node.after(speculate, 'speculate', String(read.ask));
  for (const replica of isForAll ? up : fewest(needs, up)) {
    askReplica(state, read, replica, node.options.digests && read.asked.length > 0, node);
  }
  goOnReading(state, read.ask, node);
}

function needsFor(
  level: PlainLevel,
  replicas: readonly NodeId[],
  up: readonly NodeId[],
  node: QuorumNode,
): readonly Need[] {
  if (level === 'available') return [{ of: up, count: up.length }];
  return needsOf(level, replicas, node.zoneOf(node.id), node.zoneOf);
}

export function askReplica(
  state: State,
  read: ReadAsk,
  replica: NodeId,
  isDigest: boolean,
  node: QuorumNode,
): void {
  const { ask, key } = read;
  if (!read.asked.includes(replica)) read.asked.push(replica);
  if (!isDigest) read.askedInFull.push(replica);
  if (replica === node.id) read.found.push(foundHere(state, key, node));
  else node.send(replica, { kind: 'read', ring: state.membership.version, ask, key, isDigest });
}

/** A replica has answered. */
export function hearValue(
  state: State,
  { ask, cell, digest }: MessageOf<'value'>,
  from: NodeId,
  node: QuorumNode,
): void {
  if (cell !== null) hearCell(state, cell, node);
  const read = state.asks.get(ask);
  if (read?.kind !== 'read') return;
  const place = read.found.findIndex((found) => found.from === from);
  if (place < 0) read.found.push({ from, cell, digest });
  else if (cell !== null) read.found.splice(place, 1, { from, cell, digest });
  goOnReading(state, ask, node);
}

/** The next step of a read, if it has what it waits for. */
export function goOnReading(state: State, ask: number, node: QuorumNode): void {
  const read = state.asks.get(ask);
  if (read?.kind !== 'read') return;
  switch (read.phase) {
    case 'asking':
    case 'asking in full':
      compareAnswers(state, read, node);
      return;
    case 'repairing':
      if (read.decided === null || !read.repairing.every((id) => read.repaired.includes(id)))
        return;
      answerRead(state, read, read.decided, node);
      return;
    case 'answered':
      finishIfAll(state, read, node);
      return;
    default:
      unreachable(read.phase);
  }
}

/** It waits until of as many as it needs it is clear what they have. Of others that may become so later. */
function compareAnswers(state: State, read: ReadAsk, node: QuorumNode): void {
  const isEnough = (found: readonly Found[]): boolean =>
    isMet(
      read.needs,
      found.map(({ from }) => from),
    );
  if (isEnough(clearOf(read.found))) {
    decide(state, read, node);
  } else if (isEnough(read.found)) {
    read.phase = 'asking in full';
    askUnclear(state, read, node);
  }
}

/** Asks for the values whose digests fit none that has come. Answers whether there are any. */
function askUnclear(state: State, read: ReadAsk, node: QuorumNode): boolean {
  const clear = clearOf(read.found).map(({ from }) => from);
  const unclear = read.found.map(({ from }) => from).filter((from) => !clear.includes(from));
  for (const from of unclear) {
    if (!read.askedInFull.includes(from)) askReplica(state, read, from, false, node);
  }
  return unclear.length > 0;
}

/** What the replicas have together is the answer, once as many have it as were needed where reads repair and block. */
function decide(state: State, read: ReadAsk, node: QuorumNode): void {
  const together = resolve(read, node);
  if (read.seen !== null && !coversContext(node.options.versions, together, read.seen)) {
    askFurther(state, read, node);
    return;
  }
  const isBlocking = node.options.readRepair.mode === 'blocking';
  if (!isBlocking || behindOf(clearOf(read.found), together).length === 0) {
    answerRead(state, read, together, node);
    return;
  }
  read.phase = 'repairing';
  read.decided = together;
  repairBehind(state, read, node);
}

/** What the session has seen is not here yet: perhaps another replica has it. */
function askFurther(state: State, read: ReadAsk, node: QuorumNode): void {
  const further = read.up.filter((id) => !read.asked.includes(id));
  read.phase = 'asking';
  for (const replica of further) askReplica(state, read, replica, false, node);
  if (askUnclear(state, read, node)) return;
  if (further.length > 0 || read.found.length < read.asked.length) return;
  closeRead(state, read, node);
  const reason = 'what the session has seen is on no replica that is up';
  answerAsker(state, read.asker, { kind: 'refused', reason }, node);
}

function answerRead(state: State, read: ReadAsk, cell: Cell, node: QuorumNode): void {
  read.phase = 'answered';
  answerAsker(state, read.asker, { kind: 'read', cell }, node);
  finishIfAll(state, read, node);
}

/**
 * Who was asked besides has answered, too: what they lack is repaired now. Of a digest that fits no value nobody can tell
 * who is behind: the value is asked for first.
 */
function finishIfAll(state: State, read: ReadAsk, node: QuorumNode): void {
  if (read.found.length < read.asked.length) return;
  const isRepairing = node.options.readRepair.mode !== 'none';
  if (isRepairing && askUnclear(state, read, node)) return;
  closeRead(state, read, node);
  if (isRepairing) repairBehind(state, read, node);
}

export function closeRead(state: State, { ask }: ReadAsk, node: QuorumNode): void {
  state.asks.delete(ask);
  node.cancel('timeout', String(ask));
  node.cancel('speculate', String(ask));
}
