/**
 * The client side: a session remembers who is primary, follows the hints of those who are not, looks further when somebody
 * has none or does not answer, and carries the position of its last write where the scenario wants it to.
 */
import type { Driver, NodeId } from '../../database.js';
import type { Answer, SessionContext } from '../message.js';
import type { PrimaryReplicaOptions } from '../options/schema.js';
import type { PrimaryReplicaOperation, PrimaryReplicaRequest } from '../state.js';
import { after, chooseReader, type PrimaryReplicaClient } from './route.js';
import { askEveryNode, compareAnswer, giveUpOn } from './strongest.js';
import { newSession, type Session } from './session.js';
import { notThereYet, otherHistory, tooLong, tooManyEntries } from '../reading/reasons.js';

/** Hints may be wrong; following them must end. */
const maxHops = 3;

function invoke(
  session: Session,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  session.hops = 0;
  session.best = null;
  session.awaited = [];
  session.waived = [];
  const { read, acknowledge } = request.options;
  if (request.kind !== 'read') {
    ask(session, session.primary, request, client);
    const setting = acknowledge ?? client.options.acknowledge;
    // Whether a condition holds, only the primary can tell.
    if (setting.kind === 'none' && request.condition === null) client.succeed([]);
  } else if (read === 'latest-primary') askEveryNode(session, request, client);
  else ask(session, chooseReader(session, request.options, client), request, client);
}

/** Sends the operation, with what the session knows. */
function ask(
  session: Session,
  to: NodeId,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  const { options } = request;
  const { failover } = client.options;
  const isFenced = failover !== 'none' && failover.fencing !== 'none';
  if (!isFenced && options.token === undefined) client.send(to, request);
  else
    client.send(to, { ...request, options: { ...options, session: contextOf(session, options) } });
}

function contextOf(session: Session, { token }: PrimaryReplicaOperation): SessionContext {
  if (token === undefined || session.token === null) return { epoch: session.epoch, token: null };
  const { epoch, position } = session.token;
  return { epoch: session.epoch, token: { epoch: token.checkEpoch ? epoch : null, position } };
}

function receive(
  session: Session,
  answer: Answer,
  from: NodeId,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  if (request.options.read === 'latest-primary') {
    compareAnswer(session, answer, from, client);
    return;
  }
  learnPrimary(session, answer);
  switch (answer.kind) {
    case 'ok':
      if (request.kind !== 'read') rememberWrite(session, answer, client);
      client.succeed(answer.versions);
      return;
    case 'refused':
      refused(session, answer, from, request, client);
      return;
    case 'unknown':
      client.lose(answer.reason);
      return;
  }
}

function refused(
  session: Session,
  answer: Answer,
  from: NodeId,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  const what = request.kind === 'read' ? unsatisfied(answer) : null;
  if (what === null) followHint(session, answer, from, request, client);
  else fallBack(session, what, answer, request, client);
}

/** The newer epoch knows better. */
function learnPrimary(session: Session, answer: Answer): void {
  if (answer.primary === null || answer.epoch < session.epoch) return;
  session.epoch = answer.epoch;
  session.primary = answer.primary;
}

function rememberWrite(
  session: Session,
  { epoch, position }: Answer,
  client: PrimaryReplicaClient,
): void {
  session.wroteAt = client.now();
  const { token } = session;
  const isOlder =
    token !== null && (epoch < token.epoch || (epoch === token.epoch && position < token.position));
  if (!isOlder) session.token = { epoch, position };
}

const tokenReasons: readonly string[] = [notThereYet, otherHistory];
const freshnessReasons: readonly string[] = [tooManyEntries, tooLong];

/** What of the request the replica could not satisfy; null when it refused for another reason. */
function unsatisfied({ reason }: Answer): 'token' | 'freshness' | null {
  if (tokenReasons.includes(reason)) return 'token';
  return freshnessReasons.includes(reason) ? 'freshness' : null;
}

/** The replica could not give what was asked for: the scenario says what then. */
function fallBack(
  session: Session,
  what: 'token' | 'freshness',
  { reason }: Answer,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  const fallback = request.options[what]?.fallback ?? 'primary';
  session.hops += 1;
  session.waived.push(what);
  if (fallback === 'fail' || session.hops > maxHops) {
    client.refuse(reason);
    return;
  }
  const options = withoutWaived(session, request.options);
  if (fallback === 'primary') {
    ask(session, session.primary, { ...request, options: { ...options, read: 'primary' } }, client);
  } else {
    ask(session, chooseReader(session, options, client), { ...request, options }, client);
  }
}

/** What the operation still asks for: what a replica could not give is not asked for again. */
function withoutWaived(
  { waived }: Session,
  { token, freshness, ...options }: PrimaryReplicaOperation,
): PrimaryReplicaOperation {
  return {
    ...options,
    ...(token === undefined || waived.includes('token') ? {} : { token }),
    ...(freshness === undefined || waived.includes('freshness') ? {} : { freshness }),
  };
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
  else ask(session, session.primary, request, client);
}

/** Nobody answered: perhaps the next node does. */
function unanswered(
  session: Session,
  to: readonly NodeId[],
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  if (request.options.read === 'latest-primary') {
    giveUpOn(session, to, client);
    return;
  }
  session.silent = [...to];
  if (to.includes(session.primary)) session.primary = after(session.primary, client);
}

export const driver: Driver<PrimaryReplicaOptions, PrimaryReplicaOperation, Session, Answer> = {
  open: newSession,
  invoke,
  receive,
  unanswered,
};
