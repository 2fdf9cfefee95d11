/** The declarations of the built-in families: all that a scenario can say to them. A new family is one line here and one in registry.ts. */
import { primaryReplicaDeclaration } from './primary-replica/schema.js';
import { quorumDeclaration } from './quorum/schema.js';
import { raftDeclaration } from './raft/schema.js';
import { singleNodeDeclaration } from './single-node/schema.js';

export const builtInDeclarations = {
  'primary-replica': primaryReplicaDeclaration,
  quorum: quorumDeclaration,
  raft: raftDeclaration,
  'single-node': singleNodeDeclaration,
} as const;

export type DatabaseKind = keyof typeof builtInDeclarations;
