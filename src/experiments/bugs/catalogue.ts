/**
 * The catalogue of bugs: all that the built-in families can be made to do wrong, by family. It tests the
 * tester: what is switched on must be found. A new family is one line here.
 */
import type { DatabaseKind } from '../../databases/schema.js';
import type { KnownBug } from './known-bug.js';
import { primaryReplicaBugs } from './primary-replica.js';
import { quorumBugs } from './quorum.js';
import { raftBugs } from './raft.js';
import { singleNodeBugs } from './single-node.js';

export const catalogue: Readonly<Record<DatabaseKind, readonly KnownBug[]>> = {
  'primary-replica': primaryReplicaBugs,
  quorum: quorumBugs,
  raft: raftBugs,
  'single-node': singleNodeBugs,
};

/** All bugs, in the order of the families. */
export const knownBugs: readonly KnownBug[] = Object.values(catalogue).flat();

/** The family that a bug belongs to. */
export function familyOf({ scenario }: KnownBug): DatabaseKind {
  return scenario.database.kind;
}
