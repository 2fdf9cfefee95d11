/** What a coordinator of a conditional write or a serial read knows of it (§2.2, *proposers*), and small questions about that. */
import type { Condition, WriteId } from '../../../history/operation.js';
import type { NodeId } from '../../database.js';
import { answerAsker, type Result } from '../client/answer.js';
import { isMet, quorumOf, type Need } from '../nodes/level.js';
import type { Level } from '../options/schema.js';
import type { Context } from '../../versions/context.js';
import type { Asker, QuorumNode, State } from '../state.js';
import type { Accepted, Decision, Proposal } from './acceptor.js';
import { isLater, isSame, type Ballot } from './ballot.js';

/** A write that happens only if its condition holds. */
export interface Conditional {
  readonly action: 'write' | 'delete';
  readonly write: WriteId;
  readonly level: Level;
  readonly condition: Condition | null;
  readonly basis: readonly WriteId[];
}

/** A conditional write, or a serial read, that this node coordinates. */
export interface Round {
  readonly kind: 'round';
  readonly ask: number;
  readonly asker: Asker;
  readonly key: string;
  /** Null: a serial read. */
  readonly wanted: Conditional | null;
  /** For a serial read: what the session has seen. */
  readonly seen: Context | null;
  /** `committing`: what somebody else left unfinished. */
  step: 'preparing' | 'reading' | 'proposing' | 'committing';
  ballot: Ballot;
  /** A majority of the replicas. */
  needs: readonly Need[];
  replicas: readonly NodeId[];
  /** Of those, who was asked under this ballot; who has answered yes at this step. */
  asked: readonly NodeId[];
  answered: NodeId[];
  /** Somebody has refused: a higher ballot is tried after a while. */
  isPreempted: boolean;
  /** Who has answered anything at all. */
  readonly heard: NodeId[];
  /** The latest that promises have told of. */
  accepted: Accepted | null;
  committed: Decision | null;
  proposal: Proposal | null;
  /** The latest ballot before this one under which somebody may have accepted the client's write. */
  risked: Ballot | null;
}

/** The round that a node has answered, if it waits at one of these steps for answers under this ballot. Others are late. */
export function roundOf(
  state: State,
  { ask, ballot }: { readonly ask: number; readonly ballot: Ballot },
  from: NodeId,
  steps: readonly Round['step'][],
): Round | null {
  const round = state.asks.get(ask);
  if (round?.kind !== 'round') return null;
  if (!round.heard.includes(from)) round.heard.push(from);
  return steps.includes(round.step) && isSame(round.ballot, ballot) ? round : null;
}

/** A majority of each list of replicas: of one, or of two while a ring replaces another one. */
export function majoritiesOf(lists: readonly (readonly NodeId[])[]): readonly Need[] {
  return lists.map((list) => ({ of: list, count: quorumOf(list) }));
}

/** Somebody has said yes. Answers whether that makes a majority. */
export function count({ answered, needs }: Round, from: NodeId): boolean {
  if (!answered.includes(from)) answered.push(from);
  return isMet(needs, answered);
}

/** Whether it proposes its own client's write. */
export function isOwn({ proposal, wanted }: Round): boolean {
  return proposal !== null && proposal.write === wanted?.write;
}

/**
 * The latest ballot under which somebody may have accepted the client's write, and may still tell others of it. Null: none. That
 * all have refused proves nothing: what they refused may have been the same message once more.
 */
export function riskOf(round: Round): Ballot | null {
  return round.step === 'proposing' && isOwn(round) ? round.ballot : round.risked;
}

/** Whether its write surely has not happened and never will: nobody accepted it, or what was decided later did without it. */
export function isHarmless(round: Round): boolean {
  const risk = riskOf(round);
  const { committed, wanted } = round;
  if (risk === null) return true;
  if (committed === null || wanted === null) return false;
  return !committed.decided.includes(wanted.write) && isLater(committed.ballot, risk);
}

/** The round is over, and nothing of it goes on. */
export function close(state: State, { ask }: Round, node: QuorumNode): void {
  state.asks.delete(ask);
  node.cancel('timeout', String(ask));
  node.cancel('higher ballot', String(ask));
}

export function end(state: State, round: Round, result: Result, node: QuorumNode): void {
  close(state, round, node);
  answerAsker(state, round.asker, result, node);
}

/** Without success: definite only if nobody can have accepted the client's write. */
export function fail(state: State, round: Round, reason: string, node: QuorumNode): void {
  end(state, round, { kind: isHarmless(round) ? 'refused' : 'unknown', reason }, node);
}
