/** What clients may ask of reads: where they go, how fresh they must be, what they may see. */
import { z } from 'zod';
import { nodeName } from '../../../scenario/names/schema.js';
import { positiveDuration } from '../../../scenario/values/schema.js';

export const readSchema = z
  .union([z.enum(['primary', 'any', 'replica', 'nearest', 'round-robin']), nodeName])
  .describe(
    'Which node serves reads: the primary, any node, any replica, the nearest node, the replicas in turn, or a node by name',
  );

export const levelSchema = z
  .enum(['local', 'majority', 'linearizable'])
  .describe(
    'What reads may see. local: what the node has applied. majority: only what a majority has. linearizable: what the primary has, once a majority has confirmed that it still is',
  );

export const stickySchema = positiveDuration.describe(
  'After a write of its own, a session reads from the primary for so long',
);

const fallback = z
  .enum(['primary', 'stale', 'fail'])
  .describe('What then: ask the primary, take what the replica has, or fail');

export const tokenSchema = z
  .strictObject({
    timeout: positiveDuration
      .prefault('500ms')
      .describe('How long a replica waits until it has the session’s last write'),
    fallback: fallback.default('primary'),
    checkEpoch: z
      .boolean()
      .default(true)
      .describe('Whether the token says which history its position belongs to'),
  })
  .describe('A session carries the position of its last write, and replicas wait for it');

export const freshnessSchema = z
  .strictObject({
    entries: z
      .int()
      .nonnegative()
      .optional()
      .describe('A replica that knows of more entries than this that it lacks does not serve'),
    age: positiveDuration
      .optional()
      .describe(
        'A replica that cannot prove, by the last heartbeat, to have everything older than this does not serve',
      ),
    fallback: fallback.default('primary'),
  })
  .describe('How far behind a replica may be and still serve');
