/** The built-in families: the one place that lists what runs. A new family is one line here and one in schema.ts. */
import type { AnyFamily } from './database.js';
import { primaryReplica } from './primary-replica/family.js';
import { quorum } from './quorum/family.js';
import { raft } from './raft/family.js';
import { singleNode } from './single-node/family.js';

export const families: readonly AnyFamily[] = [primaryReplica, quorum, raft, singleNode];
