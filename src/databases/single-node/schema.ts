/** `database:` in a scenario with `kind: single-node`: one node, no replication. */
import { z } from 'zod';
import type { ValueProblem } from '../../scenario/values/schema.js';
import { bugsSchema, nodesSchema, type FamilyDeclaration } from '../common/schema.js';

export const singleNodeSchema = z
  .strictObject({
    kind: z.literal('single-node'),
    nodes: nodesSchema.prefault(1).describe('Its name, in a list: [n1]'),
    acknowledge: z
      .enum(['flushed', 'buffered'])
      .default('flushed')
      .describe('Whether the client hears ok after the flush or before it'),
    bugs: bugsSchema,
  })
  .superRefine(({ nodes }, context) => {
    if (nodes.length === 1) return;
    context.addIssue({
      code: 'custom',
      input: nodes,
      path: ['nodes'],
      message: `a single node is one node, not ${String(nodes.length)}`,
      params: { problem: 'range' satisfies ValueProblem },
    });
  });

export const singleNodeOperationSchema = z.strictObject({});

export type SingleNodeOptions = z.output<typeof singleNodeSchema>;
export type SingleNodeOperationOptions = z.output<typeof singleNodeOperationSchema>;

export const singleNodeDeclaration = {
  kind: 'single-node',
  summary: 'One node without replication: the control group.',
  database: singleNodeSchema,
  operation: singleNodeOperationSchema,
  conditions: true,
  messages: {},
  roles: ['single'],
  events: {},
  commands: {},
  commandKeys: {},
  bugs: {
    'acknowledge before the flush':
      'the node says `flushed` and acknowledges before its disk has the write',
  },
} as const satisfies FamilyDeclaration;
