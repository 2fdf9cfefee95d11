/** How a failed primary is replaced, as people write it in a scenario. */
import { z } from 'zod';
import { positiveDuration } from '../../../scenario/values/schema.js';

export const failoverSchema = z.strictObject({
  detect: positiveDuration
    .prefault('2s')
    .describe('A replica that has heard nothing from the primary for so long suspects it'),
  watchers: z
    .union([z.literal('majority'), z.int().positive()])
    .default('majority')
    .describe('How many of the other nodes must miss the primary before one of them is promoted'),
  poll: positiveDuration
    .prefault('500ms')
    .describe('How long a replica that asks around waits for answers'),
  promote: z
    .enum(['most-advanced', 'priority', 'nearest', 'by-hand'])
    .default('most-advanced')
    .describe(
      'Which replica: the one with the most of the log, the one with the highest priority, the one nearest to the old primary, or the one that an operator names',
    ),
  lagLimit: z
    .int()
    .nonnegative()
    .optional()
    .describe('A replica that lacks more entries than this is not promoted'),
  fencing: z
    .enum(['none', 'epoch', 'lease'])
    .default('none')
    .describe(
      'What keeps an old primary from going on. none: nothing. epoch: a majority of votes makes a primary, and whoever voted takes nothing older. lease: besides, a primary serves only while it hears from a majority of voters',
    ),
  lease: positiveDuration
    .optional()
    .describe('How long a primary serves after a sign of life from a majority. Default: detect'),
  rollbackLimit: z
    .int()
    .nonnegative()
    .optional()
    .describe('A node that would have to roll back more entries than this stays out'),
});
