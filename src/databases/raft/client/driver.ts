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
  /** How often the current attempt has been sent on to another node. */
  hops: number;
  /** Nodes that did not answer in time the last time. */
  silent: NodeId[];
}

/** Hints may be wrong; following them must end. */
const maxHops = 3;

function open({ options, nodes }: RaftClient): Session {
  const leader = firstLeader(options) ?? nodesWith('voter', options)[0] ?? nodes[0] ?? '';
  return { leader, term: 0, hops: 0, silent: [] };
}

function invoke(session: Session, request: RaftRequest, client: RaftClient): void {
  session.hops = 0;
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

/** Who refuses without a hint knows of no leader: perhaps the next node does. */
function followHint(
  session: Session,
  { leader, reason }: Answer,
  from: NodeId,
  request: RaftRequest,
  client: RaftClient,
): void {
  session.hops += 1;
  if (leader === null && session.leader === from) session.leader = after(from, client);
  if (session.leader === from || session.hops > maxHops) client.refuse(reason);
  else client.send(session.leader, withSession(request, client));
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
