/** `database:` in a scenario with `kind: single-node`: one node, no replication. */
import { z } from 'zod';
import { nodesSchema, type FamilyDeclaration } from '../common/schema.js';

export const singleNodeSchema = z.strictObject({
  kind: z.literal('single-node'),
  nodes: nodesSchema.default(['n1']),
  /** Whether the client hears `ok` before or after the flush. */
  acknowledge: z.enum(['flushed', 'buffered']).default('flushed'),
  bugs: z.array(z.string()).default([]),
});

export const singleNodeOperationSchema = z.strictObject({});

export type SingleNodeOptions = z.output<typeof singleNodeSchema>;
export type SingleNodeOperationOptions = z.output<typeof singleNodeOperationSchema>;

export const singleNodeDeclaration = {
  kind: 'single-node',
  summary: 'One node without replication: the control group.',
  database: singleNodeSchema,
  operation: singleNodeOperationSchema,
  messages: {},
  roles: ['single'],
  events: {},
  commands: {},
  bugs: {
    'acknowledge before the flush':
      'the node says `flushed` and acknowledges before its disk has the write',
  },
} as const satisfies FamilyDeclaration;
