/** The client side: a session remembers who leads, follows the hints of those who do not, and looks further when nobody answers. */
import type { Client, Driver, NodeId } from '../../database.js';
import type { Answer } from '../message.js';
import { firstLeader, nodesWith, type RaftOptions } from '../options/schema.js';
import type { RaftOperation, RaftRequest } from '../state.js';

export type RaftClient = Client<RaftOptions, RaftOperation>;

/** What a session remembers. */
export interface Session {
  /** Who this session believes to lead, and in which term. */
  leader: NodeId;
  term: number;
  /** Who has refused the current attempt. */
  refusers: NodeId[];
  /** Nodes that did not answer in time the last time. */
  silent: NodeId[];
}

function open({ options, nodes }: RaftClient): Session {
  const leader = firstLeader(options) ?? nodesWith('voter', options)[0] ?? nodes[0] ?? '';
  return { leader, term: 0, refusers: [], silent: [] };
}

function invoke(session: Session, request: RaftRequest, client: RaftClient): void {
  session.refusers = [];
  const to = request.kind === 'read' ? chooseReader(session, request, client) : session.leader;
  client.send(to, withSession(request, client));
}

/** A write that shall apply once says which of its session's it is: writes are numbered in the order of invocation. */
function withSession(request: RaftRequest, { id }: RaftClient): RaftRequest {
  const { options, write, kind } = request;
  if (!options.idempotencyKey || kind === 'read') return request;
  return { ...request, options: { ...options, session: { id, sequence: write } } };
}

function chooseReader(
  { leader, silent }: Session,
  { options: { read } }: RaftRequest,
  client: RaftClient,
): NodeId {
  switch (read) {
    case 'leader':
      return leader;
    case 'any':
      return client.random.pick(client.nodes);
    case 'nearest':
      return client.nearest.find((node) => !silent.includes(node)) ?? leader;
    default:
      return read;
  }
}

function receive(
  session: Session,
  answer: Answer,
  from: NodeId,
  request: RaftRequest,
  client: RaftClient,
): void {
  session.silent = session.silent.filter((node) => node !== from);
  if (answer.leader !== null && answer.term >= session.term) {
    session.term = answer.term;
    session.leader = answer.leader;
  }
  switch (answer.kind) {
    case 'ok':
      client.succeed(answer.versions);
      return;
    case 'refused':
      followHint(session, answer, from, request, client);
      return;
    case 'unknown':
      client.lose(answer.reason);
      return;
  }
}

/**
 * Hints may be old: a node that was removed believes in its last leader for good. So nobody is asked twice in one attempt; who
 * knows of no other is passed over, and where all have refused there is no leader now.
 */
function followHint(
  session: Session,
  { leader, reason }: Answer,
  from: NodeId,
  request: RaftRequest,
  client: RaftClient,
): void {
  session.refusers = [...session.refusers, from];
  const isNew = (node: NodeId): boolean => !session.refusers.includes(node);
  const places = client.nodes.length;
  const start = client.nodes.indexOf(from) + 1;
  const round = client.nodes.map((_, index) => client.nodes[(start + index) % places] ?? from);
  // A leader that hands over refuses, too, and no other will do any better.
  const next = leader === from ? undefined : [session.leader, ...round].find(isNew);
  session.leader = next ?? session.leader;
  if (next === undefined) client.refuse(reason);
  else client.send(next, withSession(request, client));
}

/** Nobody answered: perhaps the next node does. */
function unanswered(
  session: Session,
  to: readonly NodeId[],
  _request: RaftRequest,
  client: RaftClient,
): void {
  session.silent = [...to];
  if (to.includes(session.leader)) session.leader = after(session.leader, client);
}

/** The next node in the list, round and round. */
function after(node: NodeId, { nodes }: RaftClient): NodeId {
  return nodes[(nodes.indexOf(node) + 1) % nodes.length] ?? node;
}

export const driver: Driver<RaftOptions, RaftOperation, Session, Answer> = {
  open,
  invoke,
  receive,
  unanswered,
};
