/** Clusters of the primary/replica family on the table, and what tests of exchanges ask of them. */
import { primaryReplica } from '../../src/databases/primary-replica/family.js';
import type { State } from '../../src/databases/primary-replica/state.js';
import { slice } from '../../src/kernel/chunks.js';
import { TableCluster } from './cluster.js';

export type Table = TableCluster<State>;

/** A new cluster whose replicas follow n1. */
export function cluster(input: Readonly<Record<string, unknown>> = {}): Table {
  const table = new TableCluster<State>(primaryReplica, { nodes: 3, ...input });
  table.settle();
  return table;
}

/** The writes in the log of a node, without what begins epochs. */
export function log(table: Table, id: string): readonly number[] {
  const entries = slice(table.state(id).log, 0);
  return entries.flatMap(({ action, write }) => (action === 'begin' ? [] : [write]));
}

/** The clients that were told ok, in the order of the answers. */
export function acknowledged({ replies }: Table): readonly number[] {
  return replies.filter(({ reply }) => reply.kind === 'ok').map(({ client }) => client);
}

/** Two replicas miss a dead primary, and one of them is promoted. */
export function failOver(table: Table, dead: string, ...missing: readonly string[]): void {
  for (const id of missing) table.expire(id, 'detect');
  table.settle(dead);
}
