/** `network:` in a scenario: latency, zones, links. */
import { z } from 'zod';
import { messageKind, nodeName, placeName, zoneName } from '../../scenario/names/schema.js';
import {
  bandwidth,
  distribution,
  duration,
  positiveDuration,
  share,
} from '../../scenario/values/schema.js';

const linkQuality = {
  latency: distribution.optional().describe('One way'),
  latencyByKind: z
    .record(messageKind, distribution)
    .optional()
    .describe('One way, for single kinds of messages: { append: 5s }'),
  loss: share.optional().describe('Share of messages that are lost'),
  duplicate: share.optional().describe('Share of messages that arrive twice'),
  order: z
    .enum(['stream', 'none'])
    .optional()
    .describe(
      'stream: messages of one channel keep their order, and what is lost is sent again (as TCP does). none: each travels alone',
    ),
  retransmit: positiveDuration
    .optional()
    .describe('On streams: how long until a lost message is sent again, doubling'),
  bandwidth: bandwidth.optional().describe('Messages queue for it'),
};

/** Overrides for the links between some nodes. Later entries win. */
export const linkSchema = z.union([
  z.strictObject({
    between: z
      .tuple([placeName, placeName])
      .describe('Two nodes or zones: the links in both directions'),
    ...linkQuality,
  }),
  z.strictObject({
    from: placeName.describe('A node or zone: the links in one direction'),
    to: placeName,
    ...linkQuality,
  }),
]);

export const networkSchema = z.strictObject({
  ...linkQuality,
  zones: z
    .record(zoneName, z.array(nodeName).min(1))
    .optional()
    .describe('Zones and the nodes in them: { eu: [n1, n2], us: [n3] }'),
  roundTrip: z
    .record(zoneName, z.record(zoneName, duration))
    .optional()
    .describe(
      'Round trips between zones: { us: { eu: 100ms } }, counted in both directions. Half of it is the one-way latency',
    ),
  links: z
    .array(linkSchema)
    .optional()
    .describe('Overrides for the links between some nodes. Later entries win'),
});

export type NetworkSpec = z.output<typeof networkSchema>;
export type LinkSpec = z.output<typeof linkSchema>;
