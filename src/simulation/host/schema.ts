/** `hosts:` in a scenario: what the nodes run on. Service time, disk, clock. */
import { z } from 'zod';
import { distribution, drift, name, signedDuration } from '../../scenario/values/schema.js';

const quality = {
  /** How long one input (message, request, timer) occupies the node. Inputs queue, so load causes lag. */
  service: distribution.optional(),
  /** For single kinds of messages, or `request`. */
  serviceByKind: z.record(z.string(), distribution).optional(),
  disk: z
    .strictObject({
      /** From asking for a flush to durable. */
      flush: distribution.optional(),
      /** `none`: flushes run side by side (a delay). `serial`: one after the other (a queue). */
      queue: z.enum(['none', 'serial']).optional(),
    })
    .optional(),
  clock: z
    .strictObject({
      /** How far the wall clock is ahead of true time. */
      offset: signedDuration.optional(),
      /** How much faster it runs: `200ppm`. */
      drift: drift.optional(),
    })
    .optional(),
};

export const hostSchema = z.strictObject(quality);

export const hostsSchema = z.strictObject({
  ...quality,
  /** Overrides for single nodes. */
  nodes: z.record(name, hostSchema).optional(),
});

export type HostSpec = z.output<typeof hostSchema>;
export type HostsSpec = z.output<typeof hostsSchema>;
