/** The client side: a session chooses a coordinator, and remembers of each key what it has seen. */
import type { WriteId } from '../../../history/operation.js';
import type { Client, Driver, NodeId } from '../../database.js';
import { copyContext, emptyContext, mergeContexts, type Context } from '../../versions/context.js';
import type { Answer } from '../message.js';
import { firstRing, replicasIn } from '../membership/ring.js';
import { memberOf, type QuorumOptions } from '../options/schema.js';
import type { Ring } from '../../versions/ring.js';
import type { QuorumOperation, QuorumRequest } from '../state.js';

export type QuorumClient = Client<QuorumOptions, QuorumOperation>;

/** What a session remembers. */
export interface Session {
  /** The last coordinator, where they take turns. */
  turn: number;
  /** Nodes that did not answer in time when they were last asked, the last one last; and those that said that they are no members. */
  silent: NodeId[];
  gone: NodeId[];
  /** By key: what it has read or written; and what it has read alone. */
  readonly seen: Map<string, Context>;
  readonly read: Map<string, Context>;
  /** By key: the writes that it was shown last. */
  readonly shown: Map<string, readonly WriteId[]>;
  /** The ring of the beginning: good enough to find a node that holds a key. */
  readonly ring: Ring;
}

function open({ options, zoneOf, random, nodes }: QuorumClient): Session {
  const turn = nodes.length === 1 ? 0 : random.below(nodes.length);
  return {
    turn,
    silent: [],
    gone: [],
    seen: new Map(),
    read: new Map(),
    shown: new Map(),
    ring: firstRing(options, zoneOf),
  };
}

function invoke(session: Session, request: QuorumRequest, client: QuorumClient): void {
  const { options } = request;
  const to = chooseCoordinator(session, request, client);
  const seen = options.context === 'none' ? undefined : seenFor(session, request, client);
  client.send(to, seen === undefined ? request : telling(seen, session, request));
}

/** The request, with what the session has seen. */
function telling(seen: Context, session: Session, request: QuorumRequest): QuorumRequest {
  const { operation, kind, key, write, condition, basis, attempt } = request;
  const shown = [...(session.shown.get(key) ?? [])];
  const options = { ...request.options, seen: copyContext(seen), shown };
  return { operation, kind, key, write, condition, basis, attempt, options };
}

/** A plain version vector covers siblings that nobody has read: with those, writes replace only what was read. */
function seenFor(
  { seen, read }: Session,
  { kind, key }: QuorumRequest,
  { options }: QuorumClient,
): Context | undefined {
  const isWrite = kind !== 'read';
  return (isWrite && options.versions === 'version-vectors' ? read : seen).get(key);
}

function chooseCoordinator(
  session: Session,
  { key, options: { coordinator } }: QuorumRequest,
  client: QuorumClient,
): NodeId {
  const { nodes, options } = client;
  const isServing = (id: NodeId): boolean =>
    memberOf(id, options).role !== 'none' && !session.gone.includes(id);
  const serving = nodes.filter(isServing);
  const usable = heardOf(session, serving);
  if (usable.length === 0) return nodes[0] ?? '';
  switch (coordinator) {
    case 'any':
      return client.random.pick(usable);
    case 'in turn':
      session.turn = (session.turn + 1) % usable.length;
      return usable[session.turn] ?? '';
    case 'nearest':
      return client.nearest.find((id) => usable.includes(id)) ?? '';
    case 'replica': {
      const replicas = replicasIn(session.ring, key).filter((id) => usable.includes(id));
      const isNear = (id: NodeId): boolean => client.zoneOf(id) === client.zone;
      return replicas.find(isNear) ?? replicas[0] ?? client.random.pick(usable);
    }
    default:
      return coordinator;
  }
}

/** Those that answered when they were last asked. Where nobody did, all but the last one have another chance. */
function heardOf(session: Session, serving: readonly NodeId[]): readonly NodeId[] {
  const isHeard = (id: NodeId): boolean => !session.silent.includes(id);
  const heard = serving.filter(isHeard);
  if (heard.length > 0) return heard;
  session.silent = session.silent.slice(-1);
  const others = serving.filter(isHeard);
  return others.length > 0 ? others : serving;
}

function receive(
  session: Session,
  answer: Answer,
  from: NodeId,
  request: QuorumRequest,
  client: QuorumClient,
): void {
  const { kind, key } = request;
  if (session.silent.includes(from)) session.silent = session.silent.filter((id) => id !== from);
  if (answer.context !== null) {
    remember(session.seen, key, answer.context);
    if (kind === 'read') {
      remember(session.read, key, answer.context);
      session.shown.set(key, [...answer.versions]);
    }
  }
  switch (answer.kind) {
    case 'ok':
      client.succeed(answer.versions);
      return;
    case 'refused':
      if (answer.isMember) client.refuse(answer.reason);
      else askAnother(session, answer, from, request, client);
      return;
    case 'unknown':
      client.lose(answer.reason);
      return;
  }
}

/** It holds nothing any more: the session does not come back to it. */
function askAnother(
  session: Session,
  { reason }: Answer,
  from: NodeId,
  request: QuorumRequest,
  client: QuorumClient,
): void {
  session.gone = [...session.gone, from];
  const isByName = request.options.coordinator === from;
  const isLast = client.nodes.every((id) => session.gone.includes(id));
  if (isByName || isLast) client.refuse(reason);
  else invoke(session, request, client);
}

function remember(seen: Map<string, Context>, key: string, more: Context): void {
  seen.set(key, mergeContexts(seen.get(key) ?? emptyContext, more));
}

function unanswered(session: Session, to: readonly NodeId[]): void {
  session.silent = [...session.silent.filter((id) => !to.includes(id)), ...to];
}

export const driver: Driver<QuorumOptions, QuorumOperation, Session, Answer> = {
  open,
  invoke,
  receive,
  unanswered,
};
