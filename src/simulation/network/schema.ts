/** `network:` in a scenario: latency, zones, links. */
import { z } from 'zod';
import {
  bandwidth,
  distribution,
  duration,
  name,
  positiveDuration,
  share,
} from '../../scenario/values/schema.js';

const linkQuality = {
  /** One way. */
  latency: distribution.optional(),
  /** One way, for single kinds of messages: `{ append: 5s }`. */
  latencyByKind: z.record(z.string(), distribution).optional(),
  loss: share.optional(),
  duplicate: share.optional(),
  /** `stream`: messages of one channel keep their order, and what is lost is sent again (as TCP does). `none`: each travels alone. */
  order: z.enum(['stream', 'none']).optional(),
  /** On streams: how long until a lost message is sent again, doubling. */
  retransmit: positiveDuration.optional(),
  bandwidth: bandwidth.optional(),
};

/** Overrides for the links between some nodes. Later entries win. */
export const linkSchema = z.union([
  z.strictObject({ between: z.tuple([name, name]), ...linkQuality }),
  z.strictObject({ from: name, to: name, ...linkQuality }),
]);

export const networkSchema = z.strictObject({
  ...linkQuality,
  /** Zones and the nodes in them. */
  zones: z.record(name, z.array(name).min(1)).optional(),
  /** Round trips between zones: `{ us: { eu: 100ms } }`, counted in both directions. Half of it is the one-way latency. */
  roundTrip: z.record(name, z.record(name, duration)).optional(),
  links: z.array(linkSchema).optional(),
});

export type NetworkSpec = z.output<typeof networkSchema>;
export type LinkSpec = z.output<typeof linkSchema>;
