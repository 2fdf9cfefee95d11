/** Where reads go: the routing policies. */
import type { Client, NodeId } from '../../database.js';
import { dataNodes, type PrimaryReplicaOptions } from '../options/schema.js';
import type { PrimaryReplicaOperation } from '../state.js';
import type { Session } from './session.js';

export type PrimaryReplicaClient = Client<PrimaryReplicaOptions, PrimaryReplicaOperation>;

/** The node that a read is sent to. */
export function chooseReader(
  session: Session,
  { read, level, sticky }: PrimaryReplicaOperation,
  client: PrimaryReplicaClient,
): NodeId {
  if (read === 'primary' || level === 'linearizable') return session.primary;
  if (sticky !== undefined && isWithin(sticky, session, client)) return session.primary;
  const data = dataNodes(client.options);
  const replicas = data.filter((node) => node !== session.primary);
  switch (read) {
    case 'any':
      return client.random.pick(data);
    case 'replica':
      return pickReplica(replicas, session, client);
    case 'round-robin':
      return nextInTurn(replicas, session);
    case 'nearest':
      return nearest(data, session, client);
    default:
      return read;
  }
}

/** Draws only when there is a choice. */
function pickReplica(
  replicas: readonly NodeId[],
  { primary }: Session,
  client: PrimaryReplicaClient,
): NodeId {
  const [only = primary] = replicas;
  return replicas.length > 1 ? client.random.pick(replicas) : only;
}

function nextInTurn(replicas: readonly NodeId[], session: Session): NodeId {
  const next = replicas[session.turn % replicas.length] ?? session.primary;
  session.turn += 1;
  return next;
}

/** The nearest node with data that has not just failed to answer. */
function nearest(
  data: readonly NodeId[],
  { silent, primary }: Session,
  client: PrimaryReplicaClient,
): NodeId {
  const near = client.nearest.filter((node) => data.includes(node));
  return near.find((node) => !silent.includes(node)) ?? near[0] ?? primary;
}

/** The session wrote not longer than `sticky` ago. */
function isWithin(sticky: number, { wroteAt }: Session, client: PrimaryReplicaClient): boolean {
  return wroteAt !== null && client.now() - wroteAt < sticky;
}

/** The next node in the list, round and round. */
export function after(node: NodeId, { nodes }: PrimaryReplicaClient): NodeId {
  return nodes[(nodes.indexOf(node) + 1) % nodes.length] ?? node;
}
