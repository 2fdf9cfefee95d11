/**
 * The virtual network: decides for each message whether and when it arrives. Scheduling the arrival is the
 * simulation's affair; the network knows links, filters and instants, not what a message means.
 */
import { waitedOver } from '../../kernel/backoff.js';
import type { RandomSource } from '../../kernel/random.js';
import type { Duration, Instant } from '../../kernel/time.js';
import { decide, loses, type Carried, type Decision, type Filter, type Held } from './filter.js';
import { createLink, type Link } from './link.js';
import type { NetworkSpec } from './schema.js';
import { qualityOf, type Endpoint } from './topology.js';

/** When copies of a message arrive: none when it was dropped or is held, several when it was duplicated. */
export interface Fate {
  readonly arrivesAt: readonly Instant[];
  /** `dropped by partition-1`, `lost`; null when it simply passes. */
  readonly disposition: string | null;
}

/** What happens to a message at the instant at which it would arrive. */
export type Landing = 'arrives' | 'dropped' | 'held';

const undisturbed: Decision = decide([], '');

/** A connection sends again so often, waits at most so many times the first wait, and then gives up. */
const retransmissions = 6;
const longestWait = 8;

export class Network {
  readonly #spec: NetworkSpec;
  readonly #endpoints: Endpoint[];
  readonly #random: RandomSource;
  readonly #links = new Map<number, Link>();
  readonly #filters: { filter: Filter; concerns: (from: number, to: number) => boolean }[] = [];
  /** The longest way that any message has had so far; settling waits for such ones. */
  longestDelay: Duration = 0;

  constructor(spec: NetworkSpec, endpoints: readonly Endpoint[], random: RandomSource) {
    this.#spec = spec;
    this.#endpoints = [...endpoints];
    this.#random = random;
  }

  /** Decides about a message that is sent now. Held messages come back through `remove`. */
  transmit(from: number, to: number, message: Carried, now: Instant): Fate {
    const link = this.#link(from, to);
    if (link.filters.length === 0) return this.#pass(link, message, now, undisturbed);
    const decision = decide(link.filters, message.messageKind);
    if (decision.fate === 'pass') return this.#pass(link, message, now, decision);
    if (decision.fate === 'hold') decision.by?.held.push({ from, to, message });
    const verb = decision.fate === 'drop' ? 'dropped' : 'held';
    return { arrivesAt: [], disposition: `${verb} by ${decision.by?.fault ?? ''}` };
  }

  /** Decides about a message that arrives now: cuts reach what was already on its way. */
  land(from: number, to: number, message: Carried): Landing {
    const link = this.#link(from, to);
    if (message.sentIn < link.dropSentBefore) return 'dropped';
    for (const filter of link.filters) {
      if (filter.inFlight === 'hold' && message.sentIn < filter.since) {
        filter.held.push({ from, to, message });
        return 'held';
      }
    }
    return 'arrives';
  }

  /** Puts a filter on all links that it concerns, those that come into being later included. */
  install(filter: Filter, concerns: (from: number, to: number) => boolean): void {
    this.#filters.push({ filter, concerns });
    for (const link of this.#links.values()) {
      if (concerns(link.from, link.to)) attach(link, filter);
    }
  }

  /** Takes a filter off; answers the messages it held, oldest first. The caller sends them on. */
  remove(filter: Filter): readonly Held[] {
    const index = this.#filters.findIndex((entry) => entry.filter === filter);
    if (index >= 0) this.#filters.splice(index, 1);
    for (const link of this.#links.values()) {
      if (link.filters.includes(filter)) {
        link.filters = link.filters.filter((other) => other !== filter);
      }
    }
    return filter.held.splice(0);
  }

  /** Everything that an endpoint sent before this event is gone. */
  dropInFlightFrom(from: number, event: number): void {
    for (const link of this.#links.values()) {
      if (link.from === from) link.dropSentBefore = event;
    }
  }

  #link(from: number, to: number): Link {
    const key = from * this.#endpoints.length + to;
    return this.#links.get(key) ?? this.#connect(key, from, to);
  }

  #connect(key: number, from: number, to: number): Link {
    const [source, destination] = [this.#endpoints[from], this.#endpoints[to]];
    if (source === undefined || destination === undefined) throw new RangeError('no such endpoint');
    const quality = qualityOf(this.#spec, source, destination);
    const random = this.#random.stream(`link/${source.name}->${destination.name}`);
    const link = createLink(from, to, quality, random);
    for (const { filter, concerns } of this.#filters) {
      if (concerns(from, to)) attach(link, filter);
    }
    this.#links.set(key, link);
    return link;
  }

  #pass(link: Link, message: Carried, now: Instant, decision: Decision): Fate {
    const { quality, random } = link;
    let resent: Duration = 0;
    if (quality.loss > 0 || decision.losing.length > 0) {
      const failures = lostAttempts(link, decision.losing);
      if (failures > 0 && (!quality.ordered || failures > retransmissions)) {
        return { arrivesAt: [], disposition: 'lost' };
      }
      resent = waitedOver(failures, quality.retransmit, longestWait * quality.retransmit);
    }
    const leaves = leave(link, message.bytes, now, decision.bytesPerSecond);
    const ready = leaves + decision.delay + resent;
    const first = this.#arrival(link, message, now, ready);
    const copied = quality.duplicate > 0 && random.fraction() < quality.duplicate;
    if (!copied && decision.duplicated === null) {
      return { arrivesAt: [first], disposition: resent > 0 ? 'sent again' : null };
    }
    const second = this.#arrival(link, message, now, ready);
    return { arrivesAt: [first, second], disposition: 'duplicated' };
  }

  #arrival(link: Link, message: Carried, now: Instant, leaves: Instant): Instant {
    const draw = link.drawLatencyByKind.get(message.messageKind) ?? link.drawLatency;
    let at = leaves + draw(link.random);
    if (link.quality.ordered) {
      at = Math.max(at, link.lastArrival.get(message.channel) ?? 0);
      link.lastArrival.set(message.channel, at);
    }
    this.longestDelay = Math.max(this.longestDelay, at - now);
    return at;
  }
}

function attach(link: Link, filter: Filter): void {
  link.filters = [...link.filters, filter];
  if (filter.inFlight === 'drop') link.dropSentBefore = filter.since;
}

/** How many attempts in a row are lost before one gets through; what travels alone has one attempt. */
function lostAttempts(link: Link, losing: readonly Filter[]): number {
  const attempts = link.quality.ordered ? retransmissions + 1 : 1;
  let failures = 0;
  while (failures < attempts && (losing.some(loses) || isLost(link))) failures += 1;
  return failures;
}

function isLost(link: Link): boolean {
  return link.quality.loss > 0 && link.random.fraction() < link.quality.loss;
}

/** When the message's last byte has left, behind everything that waits on the link. */
function leave(link: Link, bytes: number, now: Instant, narrowed: number): Instant {
  const bytesPerSecond = Math.min(link.quality.bytesPerSecond, narrowed);
  if (bytesPerSecond === Infinity) return now;
  const takes = Math.ceil((bytes * 1_000_000) / bytesPerSecond);
  link.freeAt = Math.max(now, link.freeAt) + takes;
  return link.freeAt;
}
