/**
 * The client side: a session remembers who is primary, follows the hints of those who are not, and looks
 * further when somebody has none or does not answer.
 */
import type { Client, Driver, NodeId } from '../database.js';
import type { WriteId } from '../../history/operation.js';
import type { PrimaryReplicaOperationOptions, PrimaryReplicaOptions } from './schema.js';
import type { Answer, PrimaryReplicaRequest } from './state.js';

export interface Session {
  /** Who this session believes to be primary, and in which epoch. */
  primary: NodeId;
  epoch: number;
  /** How often the current attempt has been sent on to another node. */
  hops: number;
  /** `latest-primary`: nodes that have not answered yet, and the best answer so far. */
  awaited: NodeId[];
  /** Nodes that did not answer in time the last time; they are asked, but not waited for. */
  silent: NodeId[];
  best: { epoch: number; versions: readonly WriteId[] } | null;
}

type PrimaryReplicaClient = Client<PrimaryReplicaOptions, PrimaryReplicaOperationOptions>;

/** Hints may be wrong; following them must end. */
const maxHops = 3;

function open(client: PrimaryReplicaClient): Session {
  return { primary: client.nodes[0] ?? '', epoch: 0, hops: 0, awaited: [], silent: [], best: null };
}

function invoke(
  session: Session,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  session.hops = 0;
  session.best = null;
  session.awaited = [];
  const { read } = request.options;
  if (request.kind !== 'read' || read === 'primary') client.send(session.primary, request);
  else if (read === 'latest-primary') askEveryNode(session, request, client);
  else client.send(chooseReader(session, read, client), request);
}

function chooseReader(session: Session, read: string, client: PrimaryReplicaClient): NodeId {
  if (read === 'any') return client.random.pick(client.nodes);
  if (read !== 'replica') return read;
  const replicas = client.nodes.filter((node) => node !== session.primary);
  const [only = session.primary] = replicas;
  return replicas.length > 1 ? client.random.pick(replicas) : only;
}

function askEveryNode(
  session: Session,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  session.awaited = client.nodes.filter((node) => !session.silent.includes(node));
  for (const node of client.nodes) client.send(node, request);
}

function receive(
  session: Session,
  answer: Answer,
  from: NodeId,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  if (request.kind === 'read' && request.options.read === 'latest-primary') {
    compareAnswer(session, answer, from, client);
    return;
  }
  learnPrimary(session, answer);
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

/** The newer epoch knows better. */
function learnPrimary(session: Session, answer: Answer): void {
  if (answer.primary === null || answer.epoch < session.epoch) return;
  session.epoch = answer.epoch;
  session.primary = answer.primary;
}

/** Who refuses without a hint knows of no primary: perhaps the next node does. */
function followHint(
  session: Session,
  answer: Answer,
  from: NodeId,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  session.hops += 1;
  if (answer.primary === null && session.primary === from) session.primary = after(from, client);
  if (session.primary === from || session.hops > maxHops) client.refuse(answer.reason);
  else client.send(session.primary, request);
}

function compareAnswer(
  session: Session,
  answer: Answer,
  from: NodeId,
  client: PrimaryReplicaClient,
): void {
  session.awaited = session.awaited.filter((node) => node !== from);
  session.silent = session.silent.filter((node) => node !== from);
  const { epoch, versions } = answer;
  if (answer.kind === 'ok' && epoch > (session.best?.epoch ?? -1))
    session.best = { epoch, versions };
  if (session.awaited.length === 0) takeBest(session, client);
}

function takeBest(session: Session, client: PrimaryReplicaClient): void {
  if (session.best !== null) client.succeed(session.best.versions);
  else client.refuse('no node is primary');
}

/** Nobody answered: perhaps the next node does. */
function unanswered(
  session: Session,
  to: readonly NodeId[],
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  if (request.kind === 'read' && request.options.read === 'latest-primary') {
    session.silent = [...to];
    if (session.best !== null) client.succeed(session.best.versions);
    return;
  }
  if (!to.includes(session.primary)) return;
  session.primary = after(session.primary, client);
}

/** The next node in the list, round and round. */
function after(node: NodeId, { nodes }: PrimaryReplicaClient): NodeId {
  return nodes[(nodes.indexOf(node) + 1) % nodes.length] ?? node;
}

export const driver: Driver<
  PrimaryReplicaOptions,
  PrimaryReplicaOperationOptions,
  Session,
  Answer
> = { open, invoke, receive, unanswered };
