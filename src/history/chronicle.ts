/**
 * The chronicle: everything a run leaves for its judges. The simulation writes it, checkers read nothing
 * else, so they know no protocol and no scenario language.
 */
import type { Duration, Instant } from '../kernel/time.js';
import type { EventNumber, Operation, WriteId } from './operation.js';
import type { Provenance } from './provenance.js';

/** One time that a fault was applied. A repeating fault leaves several. */
export interface FaultOccurrence {
  /** The fault's stable id. */
  readonly fault: string;
  /** Its place in the scenario's list of faults, from 0. */
  readonly index: number;
  /** Its action: `partition`, `crash`, … */
  readonly kind: string;
  /** In words: `crash n1`, `partition n1 | n2 n3`. */
  readonly summary: string;
  readonly beganAt: Instant;
  readonly beganIn: EventNumber;
  /** Null for a fault that stayed. */
  endedAt: Instant | null;
  /** The nodes it touched. */
  readonly nodes: readonly string[];
}

/** Something declared by the family (or generic: `started`, `crashed`, `restarted`) that people may wait for. */
export interface Milestone {
  readonly event: string;
  readonly node: string;
  readonly at: Instant;
  readonly number: EventNumber;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** What one node would serve at the end: versions by key. Null when the node was down. */
export interface FinalContents {
  readonly node: string;
  readonly versions: ReadonlyMap<string, readonly WriteId[]> | null;
  /** The keys that other nodes are to hold, and not this one. Default: none. */
  readonly elsewhere?: ReadonlySet<string>;
}

/** The strong read of one key after settling. Null versions: nothing could serve it, so fates on this key are unknown. */
export interface FinalRead {
  readonly key: string;
  readonly versions: readonly WriteId[] | null;
  readonly at: Instant;
}

/** Under which terms a family promises that a write succeeds: what checkers must know to hold it to that. */
export interface LivenessTerms {
  /** So long after the last disturbance, if clients are patient. */
  readonly within: Duration;
  /** At least so many of these nodes must be up. */
  readonly nodes: readonly string[];
  readonly least: number;
  /** So long may what a fault has delayed be on its way when the fault is over. */
  readonly aftermath: Duration;
  /** So long may clients look for who can answer; one operation takes `timeout` at most. */
  readonly search: Duration;
  readonly timeout: Duration;
}

export interface Chronicle {
  /** The roles that the family declares. */
  readonly roles: readonly string[];
  /** In the order of invocation; the final reads are not among them. */
  readonly operations: readonly Operation[];
  /** By write id; index 0 is unused. */
  readonly writes: readonly (Operation | undefined)[];
  readonly provenance: Provenance;
  readonly faults: readonly FaultOccurrence[];
  readonly milestones: readonly Milestone[];
  readonly finalContents: readonly FinalContents[];
  readonly finalReads: ReadonlyMap<string, FinalRead>;
  /** Null where the family promises nothing. */
  readonly liveness: LivenessTerms | null;
  /** When clients stopped. */
  readonly clientsStoppedAt: Instant;
  /** When replicas had not changed for a while, or null when the settle time ran out first. */
  readonly settledAt: Instant | null;
  readonly endedAt: Instant;
}
