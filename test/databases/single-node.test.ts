/** The rules of the single node: what is durable is acknowledged, what is acknowledged can be read. */
import { expect, test } from 'vitest';
import { singleNode } from '../../src/databases/single-node/family.js';
import { singleNodeSchema } from '../../src/databases/single-node/schema.js';
import { TableCluster } from '../support/cluster.js';

/** What has been answered so far: the client, and what a read returned. */
function answers({ replies }: TableCluster<unknown>): readonly (readonly number[])[] {
  return replies.map(({ client, reply }) => [client, ...reply.versions]);
}

test('a write is acknowledged when it is durable, and only then can be read', () => {
  const table = new TableCluster(singleNode, {});
  const write = table.request('n1');
  const early = table.request('n1', { kind: 'read' });
  expect(answers(table)).toEqual([[early]]);
  table.flush('n1');
  const late = table.request('n1', { kind: 'read' });
  expect(answers(table)).toEqual([[early], [write], [late, write]]);
});

test('a write that waits for nothing is read at once, and gone after a crash', () => {
  const table = new TableCluster(singleNode, { acknowledge: 'buffered' });
  const write = table.request('n1');
  const early = table.request('n1', { kind: 'read' });
  table.crash('n1');
  table.boot('n1');
  const late = table.request('n1', { kind: 'read' });
  expect(answers(table)).toEqual([[write], [early, write], [late]]);
});

test('a flush acknowledges all writes before it, in the order of the log', () => {
  const table = new TableCluster(singleNode, {});
  const writes = [1, 2, 3].map(() => table.request('n1', { kind: 'append' }));
  table.flush('n1');
  const read = table.request('n1', { kind: 'read' });
  expect(answers(table)).toEqual([...writes.map((write) => [write]), [read, ...writes]]);
});

test('a crash keeps what was flushed, a wiped disk nothing', () => {
  const table = new TableCluster(singleNode, {});
  const write = table.request('n1');
  table.flush('n1');
  table.crash('n1');
  table.boot('n1');
  const kept = table.request('n1', { kind: 'read' });
  table.crash('n1', 'wiped');
  table.boot('n1');
  const wiped = table.request('n1', { kind: 'read' });
  expect(answers(table)).toEqual([[write], [kept, write], [wiped]]);
});

test('several nodes are refused', () => {
  expect(singleNodeSchema.safeParse({ kind: 'single-node', nodes: ['a'] }).success).toBe(true);
  const { error } = singleNodeSchema.safeParse({ kind: 'single-node', nodes: 3 });
  expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['nodes'], 'a single node is one node, not 3'],
  ]);
});
