/** What a session of the primary/replica family remembers. */
import type { Instant } from '../../../kernel/time.js';
import type { NodeId } from '../../database.js';
import type { Versions } from '../message.js';
import type { PrimaryReplicaClient } from './route.js';

export interface Session {
  /** Who this session believes to be primary, and in which epoch. */
  primary: NodeId;
  epoch: number;
  /** How often the current attempt has been sent on to another node. */
  hops: number;
  /** What no replica could give the current operation, and it does without. */
  waived: ('token' | 'freshness')[];
  /** Where its last write stands, and when it was acknowledged. */
  token: { readonly epoch: number; readonly position: number } | null;
  wroteAt: Instant | null;
  /** How many reads it has sent out in turn. */
  turn: number;
  /** The strongest read: nodes that have not answered yet, and the best answer so far. */
  awaited: NodeId[];
  best: { epoch: number; versions: Versions } | null;
  /** Nodes that did not answer in time the last time. */
  silent: NodeId[];
}

export function newSession({ nodes }: PrimaryReplicaClient): Session {
  return {
    primary: nodes[0] ?? '',
    epoch: 0,
    hops: 0,
    waived: [],
    token: null,
    wroteAt: null,
    turn: 0,
    awaited: [],
    best: null,
    silent: [],
  };
}
