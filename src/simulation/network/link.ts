/** One direction between two endpoints: its qualities, its own random stream, and what is on its way. */
import type { Distribution } from '../../kernel/distribution.js';
import { pairs } from '../../kernel/pairs.js';
import type { RandomStream } from '../../kernel/random.js';
import { sampler } from '../../kernel/sampling.js';
import { MILLISECOND, type Duration, type Instant } from '../../kernel/time.js';
import type { Filter } from './filter.js';
import type { NetworkSpec } from './schema.js';

/** The qualities of a link, from the network's defaults and the overrides that concern it. */
export interface LinkQuality {
  readonly latency: Distribution;
  readonly latencyByKind: ReadonlyMap<string, Distribution>;
  readonly loss: number;
  readonly duplicate: number;
  readonly ordered: boolean;
  /** On ordered links: how long until a lost message is sent again the first time. */
  readonly retransmit: Duration;
  readonly bytesPerSecond: number;
}

export interface Link {
  readonly from: number;
  readonly to: number;
  readonly quality: LinkQuality;
  readonly random: RandomStream;
  readonly drawLatency: (stream: RandomStream) => Duration;
  readonly drawLatencyByKind: ReadonlyMap<string, (stream: RandomStream) => Duration>;
  filters: Filter[];
  /** The last fault that dropped what was on its way: nothing sent in an earlier event arrives any more. */
  lastCut: { readonly event: number; readonly by: string };
  /** When the last byte handed to the link leaves. */
  freeAt: Instant;
  /** Ordered links: the last arrival so far, by channel. */
  readonly lastArrival: Map<string, Instant>;
}

export const defaultQuality: LinkQuality = {
  latency: { kind: 'constant', value: MILLISECOND },
  latencyByKind: new Map(),
  loss: 0,
  duplicate: 0,
  ordered: true,
  retransmit: 200 * MILLISECOND,
  bytesPerSecond: Infinity,
};

/** The quality that results when some of its parts are said anew. */
export function refine(
  quality: LinkQuality,
  said: Omit<NetworkSpec, 'zones' | 'roundTrip' | 'links'>,
): LinkQuality {
  return {
    latency: said.latency ?? quality.latency,
    latencyByKind:
      said.latencyByKind === undefined
        ? quality.latencyByKind
        : new Map([...quality.latencyByKind, ...pairs(said.latencyByKind)]),
    loss: said.loss ?? quality.loss,
    duplicate: said.duplicate ?? quality.duplicate,
    ordered: said.order === undefined ? quality.ordered : said.order === 'stream',
    retransmit: said.retransmit ?? quality.retransmit,
    bytesPerSecond: said.bandwidth ?? quality.bytesPerSecond,
  };
}

export function createLink(
  from: number,
  to: number,
  quality: LinkQuality,
  random: RandomStream,
): Link {
  const byKind = new Map<string, (stream: RandomStream) => Duration>();
  for (const [kind, latency] of quality.latencyByKind) byKind.set(kind, sampler(latency));
  return {
    from,
    to,
    quality,
    random,
    drawLatency: sampler(quality.latency),
    drawLatencyByKind: byKind,
    filters: [],
    lastCut: { event: 0, by: '' },
    freeAt: 0,
    lastArrival: new Map(),
  };
}
