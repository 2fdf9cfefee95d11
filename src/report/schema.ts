/**
 * The JSON report: the contract with tools. Fields may be added, never renamed. Durations are
 * numbers of milliseconds, named …Ms. `expect` in a scenario names numbers by their path in here.
 */
import { z } from 'zod';
import { consistencySchema } from './consistency/schema.js';
import { inversion, sessionGuarantees, sessionViolation } from './going-back/schema.js';

const count = z.int().nonnegative();
const ms = z.number();
/** What nothing could decide is null, never 0. */
const msOrNull = z.number().nullable();

/** What the clients saw is judged by these when somebody asks. */
const observedLevels = ['linearizable', 'sequential', 'causallyConvergent', 'causal'] as const;

/** What the report judges as a whole, besides counting findings. */
export const verdictNames = [
  'converged',
  'noLostWrites',
  'noStaleReads',
  'live',
  ...sessionGuarantees,
  ...observedLevels,
] as const;

export const lostKinds = [
  'rolled back',
  'forgotten',
  'stranded',
  'resurrected',
  'clobbered',
  'conflict',
] as const;

const write = {
  write: count,
  operation: count,
  client: z.string(),
  group: z.string(),
  key: z.string(),
  value: z.number(),
  invokedMs: ms,
  completedMs: msOrNull,
};

const lostWrite = z.object({
  ...write,
  kind: z.enum(lostKinds),
  /**
   * `traced`: known from provenance. `observed`: also, a later read should have seen it and did
   * not.
   */
  evidence: z.enum(['traced', 'observed']),
  /** Where it stood last, and what became of it there. */
  node: z.string(),
  vanishedMs: msOrNull,
  /** The fault that began the incident, if one did. */
  fault: z.string().nullable(),
  headline: z.string(),
});

const staleRead = z.object({
  operation: count,
  client: z.string(),
  group: z.string(),
  key: z.string(),
  node: z.string(),
  invokedMs: ms,
  /** What it returned, and the newest acknowledged value that it missed. */
  returned: z.array(z.number()),
  missed: z.number(),
  versions: count,
  ageMs: ms,
  headline: z.string(),
});

const lostUpdate = z.object({
  ...write,
  /** The update that took its place, and the values that it was computed from. */
  by: count,
  basis: z.array(z.number()),
  headline: z.string(),
});

const divergenceInterval = z.object({
  key: z.string(),
  fromMs: ms,
  toMs: msOrNull,
  /** What each node that was up held when it began. */
  held: z.record(z.string(), z.array(z.number())),
  headline: z.string(),
});

const plainWrite = z.object({ ...write, headline: z.string() });

export const latency = z.object({
  count,
  meanMs: msOrNull,
  p50Ms: msOrNull,
  p90Ms: msOrNull,
  p99Ms: msOrNull,
  maxMs: msOrNull,
});

const latencies = z.object({ write: latency, append: latency, delete: latency, read: latency });

/** Of each kind of operation. */
const byOperation = z.object({ writeMs: ms, appendMs: ms, deleteMs: ms, readMs: ms });

const operations = z.object({
  invoked: count,
  ok: count,
  fail: count,
  info: count,
  /** How often clients tried an operation again. */
  retries: count,
});

const throughput = z.object({
  /** Acknowledged operations a second, while clients ran. */
  perSecond: z.number(),
  writesPerSecond: z.number(),
  readsPerSecond: z.number(),
});

/** The share of invoked operations that ended ok, from 0 to 1; null of none. Writes, appends and deletes count together. */
const availability = z.object({
  all: z.number().nullable(),
  writes: z.number().nullable(),
  reads: z.number().nullable(),
});

/**
 * Messages while clients ran, counted when they are sent: each once, though it be lost, duplicated or sent
 * again. What nodes do by themselves, such as heartbeats, is among them.
 */
const messages = z.object({
  /** Between nodes. */
  sent: count,
  /** From clients to nodes, and the answers that somebody still waited for. */
  requests: count,
  replies: count,
  /** Those between nodes by operation invoked; null of none. */
  perOperation: z.number().nullable(),
});

const splitBrain = z.object({
  fromMs: ms,
  toMs: ms,
  /** What each of the two nodes acknowledged meanwhile, and how much of it is lost. */
  sides: z.array(z.object({ node: z.string(), acknowledged: count, lost: count })),
  headline: z.string(),
});

/** The stages of replication, from the furthest to the last. */
export const stages = ['sent', 'written', 'flushed', 'applied', 'visible'] as const;

export type Stage = (typeof stages)[number];

/** Percentiles over the samples, in entries of the log. */
const lag = z.object({
  p50: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
});

/** How far behind the furthest position of any node; left out where nobody showed the stage. */
const stageLag = lag.optional();

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ count, items: z.array(item) });

export const reportSchema = z.object({
  formatVersion: z.literal(1),
  scenario: z.object({ name: z.string(), digest: z.string(), file: z.string().nullable() }),
  seed: z.string(),
  traceDigest: z.string(),
  events: count,
  virtualTimeMs: ms,
  operations,
  /** Fates of the acknowledged writes. */
  fates: z.object({
    acknowledged: count,
    present: count,
    superseded: count,
    lost: count,
    discardedInConflict: count,
    /** Of those present: values that stand beside others, since none knew of another. */
    keptAsSibling: count,
    unknown: count,
  }),
  findings: z.object({
    lostWrites: z.object({
      count,
      byKind: z.record(z.enum(lostKinds), count),
      items: z.array(lostWrite),
    }),
    discardedInConflict: listOf(plainWrite),
    /** Acknowledged writes that an update overwrote without having seen them. */
    lostUpdates: listOf(lostUpdate),
    staleReads: z.object({
      count,
      maxVersions: count,
      maxAgeMs: ms,
      items: z.array(staleRead),
    }),
    /** Ended info, yet present or superseded. */
    recoveredWrites: listOf(plainWrite),
    /** Ended fail, yet present. */
    zombieWrites: listOf(plainWrite),
    /** One write applied more than once. */
    duplicateWrites: listOf(plainWrite),
    /** Cut from a log somewhere, acknowledged or not. */
    rolledBackWrites: z.object({
      count,
      acknowledged: count,
      items: z.array(
        z.object({ ...write, node: z.string(), rolledBackMs: ms, acknowledged: z.boolean() }),
      ),
    }),
    /** Reads of a write that did not last: rolled back, erased by a crash, or on no node that is read in the end. */
    dirtyReads: listOf(
      z.object({
        operation: count,
        client: z.string(),
        group: z.string(),
        key: z.string(),
        value: z.number(),
        invokedMs: ms,
        headline: z.string(),
      }),
    ),
    /** Promises to sessions that reads broke, and writes that were read without what they stand on. */
    sessionViolations: z.object({
      count,
      byGuarantee: z.record(z.enum(sessionGuarantees), count),
      items: z.array(sessionViolation),
    }),
    /** Reads that missed what another read had returned before they were invoked. */
    inversions: listOf(inversion),
    /** Keys on which nodes that are up still differ after settling. */
    divergence: listOf(
      z.object({ key: z.string(), values: z.record(z.string(), z.array(z.number())) }),
    ),
    /** When nodes that were up held different states of a key. Only when asked for. */
    divergenceIntervals: z
      .object({
        count,
        longestMs: ms,
        /** For how long at least one key differed. */
        totalMs: ms,
        /** From the end of the last fault until every key had been equal; null when one never was. */
        convergedAfterMs: msOrNull,
        items: z.array(divergenceInterval),
      })
      .optional(),
    /** Stretches in which two nodes both acknowledged writes as primary. */
    splitBrain: z.object({
      count,
      /** For how long there was a split brain at all. */
      totalMs: ms,
      /** Two nodes in the role at once; two of them that also answered clients. */
      believedCount: count,
      believedMs: ms,
      servingCount: count,
      servingMs: ms,
      items: z.array(splitBrain),
    }),
    /** When writes should have succeeded and did not, though nothing was wrong any more. */
    stalls: listOf(z.object({ fromMs: ms, toMs: ms, allowedMs: ms, headline: z.string() })),
    invariantViolations: listOf(z.object({ invariant: z.string(), atMs: ms, message: z.string() })),
  }),
  verdicts: z.record(z.string(), z.enum(['valid', 'invalid', 'unknown'])),
  /** By level, those that were asked for: what the verdict covers, and contradictions. */
  consistency: z.record(z.string(), consistencySchema),
  metrics: z.object({
    latency: latencies,
    throughput,
    availability,
    messages,
    unavailability: z.array(
      z.object({ kind: z.string(), fromMs: ms, toMs: msOrNull, lengthMs: ms }),
    ),
    /** The longest of them, by operation kind; 0 when there was none. */
    longestUnavailability: byOperation,
    /** The shortest outage that the rate of operations of each kind can show. */
    unavailabilityResolution: byOperation,
    rpoMs: ms,
    rtoMs: msOrNull,
    recovery: z
      .object({
        fault: z.string(),
        /**
         * From the fault to the first suspicion, on to the promotion, on to the first acknowledged
         * write.
         */
        detectionMs: msOrNull,
        promotionMs: msOrNull,
        rediscoveryMs: msOrNull,
      })
      .nullable(),
    replication: z.record(
      z.string(),
      z.object({
        /** How many applied log positions behind the most advanced node the node was. */
        behind: lag,
        /** As far as the primary had sent its log to the node. */
        sent: stageLag,
        written: stageLag,
        flushed: stageLag,
        applied: stageLag,
        visible: stageLag,
      }),
    ),
    settledAfterMs: msOrNull,
  }),
  /** The same for each client group alone. */
  groups: z.record(
    z.string(),
    z.object({
      operations,
      latency: latencies,
      throughput,
      lostWrites: count,
      lostUpdates: count,
      staleReads: count,
      dirtyReads: count,
      sessionViolations: count,
    }),
  ),
  /** How often each note of the protocol was made, each fault applied. */
  coverage: z.object({ notes: z.record(z.string(), count), faults: z.record(z.string(), count) }),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  expectations: z.array(
    z.object({
      path: z.string(),
      expected: z.string(),
      actual: z.union([z.number(), z.string(), z.null()]),
      met: z.union([z.boolean(), z.literal('unknown')]),
    }),
  ),
  outcome: z.enum(['as-expected', 'failed', 'unknown']),
});

export type Report = z.output<typeof reportSchema>;

/** What a finding is called in the report. */
export type FindingKind = keyof Report['findings'];
