/** Clusters of the Raft family on the table, and what tests of exchanges ask of them. */
import { raft } from '../../src/databases/raft/family.js';
import { configurationOf, type State } from '../../src/databases/raft/state.js';
import { printConfiguration } from '../../src/databases/raft/members/configuration.js';
import { slice } from '../../src/kernel/chunks.js';
import { TableCluster } from './cluster.js';

export type Table = TableCluster<State>;

/** So long that no voter remembers a leader. */
export const longSilence = 3_000_000;

/** A new cluster. Its first leader is n1 unless options say otherwise; everybody knows that its no-op is committed. */
export function cluster(input: Readonly<Record<string, unknown>> = {}): Table {
  const table = new TableCluster<State>(raft, { nodes: 3, ...input });
  table.settle();
  for (const id of leaders(table)) beat(table, id);
  return table;
}

/** The leader gives a sign of life; all that comes of it happens. Letters to nodes that are cut off are lost. */
export function beat(table: Table, leader: string, ...cutOff: readonly string[]): void {
  table.expire(leader, 'heartbeat');
  table.settle(...cutOff);
}

/** A node misses its leader, when the others do, and stands for election. */
export function elect(table: Table, id: string, ...cutOff: readonly string[]): void {
  table.wait(longSilence);
  table.expire(id, 'election');
  table.settle(...cutOff);
}

/** What the log of a node holds: terms of no-ops as `t2`, writes as numbers, the rest as text. */
export function log(table: Table, id: string): readonly (number | string)[] {
  return slice(table.state(id).log, 0).map(({ action, write, term, members }) =>
    action === 'members' ? members : write === 0 ? `t${String(term)}` : write,
  );
}

/** The writes that a node would serve for the key k. */
export function served(table: Table, id: string): readonly number[] {
  return table.state(id).store.get('k') ?? [];
}

export function leaders(table: Table): readonly string[] {
  return [...table.states()].flatMap(([id, { role }]) => (role === 'leader' ? [id] : []));
}

export function members(table: Table, id: string): string {
  return printConfiguration(configurationOf(table.state(id)));
}

/** What clients were told: `[1, 'ok']`, `[2, 'ok', 1]` for a read that returns the write 1. */
export function answered({ replies }: Table): readonly (readonly (number | string)[])[] {
  return replies.map(({ client, reply }) => [client, reply.kind, ...reply.versions]);
}

/** The clients that were told ok, in the order of the answers. */
export function acknowledged({ replies }: Table): readonly number[] {
  return replies.filter(({ reply }) => reply.kind === 'ok').map(({ client }) => client);
}
