/** What travels: one flat record for messages between nodes, requests of clients and replies to them. */
import type { ClientHandle, Reply, Request, Tagged } from '../databases/database.js';
import type { Carried } from './network/filter.js';

export interface Envelope extends Carried {
  readonly kind: 'message' | 'request' | 'reply';
  /** Requests and replies: the session, and the attempt that it belongs to; otherwise -1 and 0. */
  readonly session: number;
  readonly client: ClientHandle;
  readonly operation: number;
  readonly body: Tagged | Request<unknown> | Reply;
}
