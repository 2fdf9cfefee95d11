/**
 * The virtual network: decides for each message whether and when it arrives. Scheduling the arrival is the
 * simulation's affair; the network knows links, filters and instants, not what a message means.
 *
 * All attempts of a stream to get a message through are decided at the instant at which it is sent.
 */
import { waitedOver } from '../../kernel/backoff.js';
import { SimulatorError } from '../../kernel/errors.js';
import type { RandomSource } from '../../kernel/random.js';
import type { Duration, Instant } from '../../kernel/time.js';
import { decide, losses, type Carried, type Decision, type Filter, type Held } from './filter.js';
import { createLink, type Link } from './link.js';
import type { NetworkSpec } from './schema.js';
import { qualityOf, type Endpoint } from './topology.js';

/** When a message arrives: never when it was dropped or is held, twice when it was duplicated. */
export interface Fate {
  readonly arrivesAt: Instant | null;
  /** When its copy does. */
  readonly againAt: Instant | null;
  /** `dropped by partition-1`, `lost`; null when it simply passes. */
  readonly disposition: string | null;
}

/** Whether a filter touches the link from one endpoint to another. */
type Concerns = (from: number, to: number) => boolean;

const undisturbed: Decision = decide([], '', 'new');

/** A connection sends again so often, waits at most so many times the first wait, and then gives up. */
const retransmissions = 6;
const longestWait = 8;

export class Network {
  readonly #spec: NetworkSpec;
  readonly #endpoints: readonly Endpoint[];
  readonly #random: RandomSource;
  /** Links that have carried something, in the order of first use; and by their ends. */
  readonly #links: Link[] = [];
  readonly #linkAt: (Link | undefined)[] = [];
  readonly #filters: { readonly filter: Filter; readonly concerns: Concerns }[] = [];
  /** The longest way that any message has had so far; settling waits for such ones. */
  longestDelay: Duration = 0;

  constructor(spec: NetworkSpec, endpoints: readonly Endpoint[], random: RandomSource) {
    this.#spec = spec;
    this.#endpoints = endpoints;
    this.#random = random;
  }

  /** Decides about a message that is sent now. Held messages come back through `remove`. */
  transmit(message: Carried, now: Instant): Fate {
    const link = this.#link(message.from, message.to);
    if (link.filters.length === 0) return this.#pass(link, message, now, undisturbed);
    return this.#judge(link, message, now, 'new');
  }

  /** Decides about a message that arrives now: null lets it arrive, else what stops it, in words. */
  land(message: Carried): string | null {
    const link = this.#link(message.from, message.to);
    if (message.sentIn < link.lastCut.event) return `dropped on its way by ${link.lastCut.by}`;
    for (const filter of link.filters) {
      if (filter.inFlight === 'hold' && message.sentIn < filter.since) {
        filter.held.push({ message, waits: 'to arrive' });
        return `held on its way by ${filter.fault}`;
      }
    }
    return null;
  }

  /** Puts a filter on all links that it concerns, those that come into being later included. */
  install(filter: Filter, concerns: Concerns): void {
    this.#filters.push({ filter, concerns });
    for (const link of this.#links) {
      if (concerns(link.from, link.to)) attach(link, filter);
    }
  }

  /** Takes a filter off; answers the messages it held, in the order of sending, for `resume`. */
  remove(filter: Filter): readonly Held[] {
    const index = this.#filters.findIndex((entry) => entry.filter === filter);
    if (index >= 0) this.#filters.splice(index, 1);
    for (const link of this.#links) {
      if (link.filters.includes(filter)) {
        link.filters = link.filters.filter((other) => other !== filter);
      }
    }
    return filter.held.splice(0).sort((one, other) => one.message.id - other.message.id);
  }

  /** Decides about a message whose filter is gone. What had come to the end of its way has only to arrive. */
  resume({ message, waits }: Held, now: Instant): Fate {
    if (waits === 'to arrive') return { arrivesAt: now, againAt: null, disposition: 'released' };
    const link = this.#link(message.from, message.to);
    if (message.sentIn < link.lastCut.event) {
      return never(`dropped by ${link.lastCut.by}`);
    }
    const fate = this.#judge(link, message, now, 'held before');
    return { ...fate, disposition: fate.disposition ?? 'released' };
  }

  /** An endpoint crashed: everything that it sent before this event is gone. */
  dropInFlightFrom(from: number, event: number): void {
    const by = `the crash of ${this.#endpoint(from).name}`;
    for (const link of this.#links) {
      if (link.from === from) link.lastCut = { event, by };
    }
  }

  #endpoint(index: number): Endpoint {
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) throw new SimulatorError(`there is no endpoint ${String(index)}`);
    return endpoint;
  }

  #link(from: number, to: number): Link {
    const key = from * this.#endpoints.length + to;
    return this.#linkAt[key] ?? this.#connect(key, from, to);
  }

  #connect(key: number, from: number, to: number): Link {
    const [source, destination] = [this.#endpoint(from), this.#endpoint(to)];
    const quality = qualityOf(this.#spec, source, destination);
    const random = this.#random.stream(`link/${source.name}->${destination.name}`);
    const link = createLink(from, to, quality, random);
    for (const { filter, concerns } of this.#filters) {
      if (concerns(from, to)) attach(link, filter);
    }
    this.#linkAt[key] = link;
    this.#links.push(link);
    return link;
  }

  #judge(link: Link, message: Carried, now: Instant, attempt: 'new' | 'held before'): Fate {
    const decision = decide(link.filters, message.messageKind, attempt);
    const { stoppedBy } = decision;
    if (stoppedBy === null) return this.#pass(link, message, now, decision);
    const isHeld = stoppedBy.disposition.kind === 'hold';
    if (isHeld) stoppedBy.held.push({ message, waits: 'to leave' });
    const verb = isHeld ? 'held' : 'dropped';
    return never(`${verb} by ${stoppedBy.fault}`);
  }

  #pass(link: Link, message: Carried, now: Instant, decision: Decision): Fate {
    const { quality, random } = link;
    // What is lost has taken its time on the link all the same.
    const leaves = leave(link, message.bytes, now, decision.bytesPerSecond);
    const attempts = quality.ordered ? retransmissions + 1 : 1;
    const failures = lostAttempts(link, decision.losing, attempts);
    if (failures === attempts) return never('lost');
    const resent = waitedOver(failures, quality.retransmit, longestWait * quality.retransmit);
    const ready = leaves + resent + decision.delay;
    const arrivesAt = this.#arrival(link, message, now, ready);
    const isCopied = quality.duplicate > 0 && random.fraction() < quality.duplicate;
    if (!isCopied && !decision.isDuplicated) {
      return { arrivesAt, againAt: null, disposition: failures > 0 ? 'sent again' : null };
    }
    const againAt = this.#arrival(link, message, now, ready);
    return { arrivesAt, againAt, disposition: 'duplicated' };
  }

  #arrival(link: Link, message: Carried, now: Instant, leaves: Instant): Instant {
    const { drawLatencyByKind: byKind } = link;
    const special = byKind.size === 0 ? undefined : byKind.get(message.messageKind);
    const draw = special ?? link.drawLatency;
    let at = leaves + draw(link.random);
    if (link.quality.ordered) {
      at = Math.max(at, link.lastArrival.get(message.channel) ?? 0);
      link.lastArrival.set(message.channel, at);
    }
    this.longestDelay = Math.max(this.longestDelay, at - now);
    return at;
  }
}

function never(disposition: string): Fate {
  return { arrivesAt: null, againAt: null, disposition };
}

function attach(link: Link, filter: Filter): void {
  link.filters = [...link.filters, filter];
  if (filter.inFlight === 'drop') link.lastCut = { event: filter.since, by: filter.fault };
}

/** How many attempts in a row are lost before one gets through. */
function lostAttempts(link: Link, losing: Decision['losing'], attempts: number): number {
  let failures = 0;
  while (failures < attempts && isLost(link, losing)) failures += 1;
  return failures;
}

function isLost({ quality, random }: Link, losing: Decision['losing']): boolean {
  const isLostByItself = quality.loss > 0 && random.fraction() < quality.loss;
  return losses(losing) > 0 || isLostByItself;
}

/** When the message's last byte has left, behind everything that waits on the link. */
function leave(link: Link, bytes: number, now: Instant, narrowed: number): Instant {
  const bytesPerSecond = Math.min(link.quality.bytesPerSecond, narrowed);
  if (bytesPerSecond === Infinity) return now;
  const takes = Math.ceil((bytes * 1_000_000) / bytesPerSecond);
  link.freeAt = Math.max(now, link.freeAt) + takes;
  return link.freeAt;
}
