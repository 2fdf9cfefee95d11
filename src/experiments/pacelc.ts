/**
 * PACELC (Abadi, "Consistency Tradeoffs in Modern Distributed Database System Design", 2012): what a
 * configuration gives up when the network is partitioned, availability or consistency, and what it gives
 * up else, latency or consistency. Found out from two runs with the same probing clients, one with a
 * partition and one without (pacelc-probe.ts).
 *
 * - Partitioned: writes choose availability (A) when acknowledged ones are lost or were dropped in
 *   conflict, reads when some are stale or dirty. Otherwise they stayed consistent (C), and somebody
 *   was refused.
 * - Else: writes choose latency (L) when some are acknowledged before another node has them, reads when
 *   some are stale. Otherwise they waited as long as consistency (C) needs.
 *
 * The whole has the letter of whatever chose against consistency.
 */
import { isAnsweredRead } from '../checkers/answered-reads.js';
import { check } from '../checkers/check.js';
import { failoverEvents } from '../checkers/incidents.js';
import { latency } from '../checkers/latency.js';
import { tenuresOf } from '../checkers/tenures.js';
import type { Chronicle } from '../history/chronicle.js';
import { copiesIn } from '../history/copies.js';
import { isAcknowledgedWrite, type Operation } from '../history/operation.js';
import type { Duration } from '../kernel/time.js';
import type { Scenario } from '../scenario/scenario.js';
import type { SimulateOptions } from '../simulation/run.js';
import { simulate } from '../simulation/simulate.js';
import { partitionBegins, partitionEnds, probeOf, type Sides } from './pacelc-probe.js';

/** What is chosen when the network is partitioned, and what otherwise. */
export interface PacelcClass {
  readonly partitioned: 'A' | 'C';
  readonly otherwise: 'L' | 'C';
}

/** How the scenario is run. */
export type PacelcOptions = Pick<SimulateOptions, 'seed' | 'databases'>;

export interface Pacelc {
  readonly seed: string;
  readonly whole: PacelcClass;
  readonly writes: PacelcClass;
  readonly reads: PacelcClass;
  readonly partitioned: PartitionedEvidence;
  readonly calm: CalmEvidence;
}

/** What became of operations that were invoked during the partition, and of all writes of that run. */
export interface PartitionedEvidence {
  /** In words: `partition n1 | n2 n3`. */
  readonly summary: string;
  readonly length: Duration;
  readonly sides: readonly Side[];
  /** Those that were on their way when the partition began are among them. */
  readonly lostWrites: number;
  readonly discardedWrites: number;
  readonly staleReads: number;
  readonly dirtyReads: number;
}

/** The clients of one side of the partition. */
export interface Side {
  /** As the probing clients are called: near and far, or with a number where a name was taken. */
  readonly name: string;
  readonly writes: Answered;
  readonly reads: Answered;
}

export interface Answered {
  readonly tried: number;
  readonly ok: number;
}

export interface CalmEvidence {
  readonly acknowledgedWrites: number;
  /** Acknowledged when no other node had them. */
  readonly earlyWrites: number;
  readonly reads: number;
  readonly staleReads: number;
  /** Medians; null when none was answered. */
  readonly writeLatency: Duration | null;
  readonly readLatency: Duration | null;
}

/**
 * Classifies the configuration of a scenario: its database, network and hosts, and how its first client
 * group asks. Its faults, workloads and expectations do not matter. Throws a `ScenarioError` when the
 * scenario cannot be probed.
 */
export function pacelc(scenario: Scenario, options: PacelcOptions = {}): Pacelc {
  const declarations = (options.databases ?? []).map(({ declaration }) => declaration);
  const probe = probeOf(scenario, declarations);
  const { seed, chronicle } = simulate(probe.calm, options);
  const calm = calmEvidence(chronicle);
  const run = simulate(probe.partitioned(accepting(chronicle)), options);
  const partitioned = partitionedEvidence(run.chronicle, probe.sides);
  const writes: PacelcClass = {
    partitioned: partitioned.lostWrites + partitioned.discardedWrites > 0 ? 'A' : 'C',
    otherwise: calm.earlyWrites > 0 ? 'L' : 'C',
  };
  const reads: PacelcClass = {
    partitioned: partitioned.staleReads + partitioned.dirtyReads > 0 ? 'A' : 'C',
    otherwise: calm.staleReads > 0 ? 'L' : 'C',
  };
  const whole: PacelcClass = {
    partitioned: [writes, reads].some((one) => one.partitioned === 'A') ? 'A' : 'C',
    otherwise: [writes, reads].some((one) => one.otherwise === 'L') ? 'L' : 'C',
  };
  return { seed, whole, writes, reads, partitioned, calm };
}

/** How many nodes hold the role that accepts writes when the partition would begin. */
function accepting(chronicle: Chronicle): number {
  const inOffice = tenuresOf(chronicle, failoverEvents).filter(
    ({ from, to }) => from <= partitionBegins && partitionBegins < to,
  );
  return new Set(inOffice.map(({ node }) => node)).size;
}

function partitionedEvidence(chronicle: Chronicle, sides: Sides): PartitionedEvidence {
  const findings = check(chronicle);
  const [fault] = chronicle.faults;
  const during = chronicle.operations.filter(isDuringPartition);
  return {
    summary: fault?.summary ?? '',
    length: partitionEnds - partitionBegins,
    sides: sides.map((name) => {
      const own = during.filter(({ group }) => group === name);
      return {
        name,
        writes: answered(own.filter(({ kind }) => kind !== 'read')),
        reads: answered(own.filter(({ kind }) => kind === 'read')),
      };
    }),
    lostWrites: findings.lostWrites.length,
    discardedWrites: findings.discardedInConflict.length,
    staleReads: readsDuringPartition(findings.staleReads),
    dirtyReads: readsDuringPartition(findings.dirtyReads),
  };
}

function isDuringPartition({ invokedAt }: Operation): boolean {
  return partitionBegins <= invokedAt && invokedAt < partitionEnds;
}

function readsDuringPartition(findings: readonly { readonly read: Operation }[]): number {
  return findings.filter(({ read }) => isDuringPartition(read)).length;
}

function answered(operations: readonly Operation[]): Answered {
  const ok = operations.filter(({ outcome }) => outcome === 'ok').length;
  return { tried: operations.length, ok };
}

function calmEvidence(chronicle: Chronicle): CalmEvidence {
  const { operations, provenance } = chronicle;
  const copies = copiesIn(provenance);
  const isAlone = provenance.nodes.length === 1;
  const acknowledged = operations.filter(isAcknowledgedWrite);
  const reads = operations.filter(isAnsweredRead);
  // A copy counts also when the next write has replaced it since.
  const isEarly = ({ write, completedIn }: Operation): boolean => {
    const stored = copies(write).filter(({ storedIn }) => storedIn <= (completedIn ?? 0));
    return new Set(stored.map(({ node }) => node)).size < 2;
  };
  return {
    acknowledgedWrites: acknowledged.length,
    earlyWrites: isAlone ? 0 : acknowledged.filter(isEarly).length,
    reads: reads.length,
    staleReads: check(chronicle).staleReads.length,
    writeLatency: latency(acknowledged).p50,
    readLatency: latency(reads).p50,
  };
}
