/** The strongest read, with which a run is read back at the end: everybody is asked, and the newest primary believed. */
import type { NodeId } from '../../database.js';
import type { Answer } from '../message.js';
import type { PrimaryReplicaRequest } from '../state.js';
import type { PrimaryReplicaClient } from './route.js';
import type { Session } from './session.js';

/** Asks all, but does not wait for those who did not answer the last time. */
export function askEveryNode(
  session: Session,
  request: PrimaryReplicaRequest,
  client: PrimaryReplicaClient,
): void {
  session.awaited = client.nodes.filter((node) => !session.silent.includes(node));
  for (const node of client.nodes) client.send(node, request);
}

export function compareAnswer(
  session: Session,
  answer: Answer,
  from: NodeId,
  client: PrimaryReplicaClient,
): void {
  session.awaited = session.awaited.filter((node) => node !== from);
  session.silent = session.silent.filter((node) => node !== from);
  const { epoch, versions } = answer;
  const isBetter = answer.kind === 'ok' && epoch > (session.best?.epoch ?? -1);
  if (isBetter) session.best = { epoch, versions };
  if (session.awaited.length > 0) return;
  if (session.best !== null) client.succeed(session.best.versions);
  else client.refuse('no node is primary');
}

/** These have not answered in time. */
export function giveUpOn(
  session: Session,
  silent: readonly NodeId[],
  client: PrimaryReplicaClient,
): void {
  session.silent = [...silent];
  if (session.best !== null) client.succeed(session.best.versions);
}
