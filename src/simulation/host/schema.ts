/** `hosts:` in a scenario: what the nodes run on. Service time, disk, clock. */
import { z } from 'zod';
import { inputKind, nodeName } from '../../scenario/names/schema.js';
import { distribution, drift, signedDuration } from '../../scenario/values/schema.js';

const quality = {
  service: distribution
    .optional()
    .describe(
      'How long one message or request occupies the node. Inputs queue, so load causes lag',
    ),
  serviceByKind: z
    .record(inputKind, distribution)
    .optional()
    .describe('The same for single kinds of messages, or request'),
  disk: z
    .strictObject({
      flush: distribution.optional().describe('From asking for a flush to durable'),
      queue: z
        .enum(['none', 'serial'])
        .optional()
        .describe(
          'none: flushes run side by side (a delay). serial: one after the other (a queue)',
        ),
    })
    .optional(),
  clock: z
    .strictObject({
      offset: signedDuration
        .optional()
        .describe('How far the wall clock is ahead of true time: -200ms'),
      drift: drift.optional().describe('How much faster it runs: 200ppm'),
    })
    .optional(),
};

export const hostSchema = z.strictObject(quality);

export const hostsSchema = z.strictObject({
  ...quality,
  nodes: z.record(nodeName, hostSchema).optional().describe('Overrides for single nodes'),
});

export type HostSpec = z.output<typeof hostSchema>;
export type HostsSpec = z.output<typeof hostsSchema>;
