/** The JSON of `quorate check`: the contract with tools. Fields may be added, never renamed. */
import { z } from 'zod';
import { consistencySchema } from '../consistency/schema.js';
import { latency } from '../schema.js';

const count = z.int().nonnegative();
const msOrNull = z.number().nullable();
const verdict = z.enum(['valid', 'invalid', 'unknown']);
const value: z.ZodType = z.json();
/** Operations are told by the names that the history gives them. */
const name = z.string();

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ count, items: z.array(item) });

const sighting = z.object({ key: z.string(), value, read: name, reads: count });

export const historyReportSchema = z.object({
  formatVersion: z.literal(1),
  file: z.string(),
  format: z.string(),
  /** The model that was asked for or that the history names; null when each key had the weakest that fits its actions. */
  model: z.string().nullable(),
  /** The models that keys were judged by. */
  models: z.array(z.string()),
  operations: z.object({ invoked: count, ok: count, fail: count, info: count }),
  keys: count,
  sessions: count,
  verdicts: z.record(z.string(), verdict),
  /** By level. */
  consistency: z.record(z.string(), consistencySchema),
  /** What the history shows for certain, whatever the database did inside. */
  findings: z.object({
    staleReads: z.object({
      count,
      maxVersions: count,
      maxAgeMs: msOrNull,
      items: z.array(
        z.object({ key: z.string(), read: name, missed: name, versions: count, ageMs: msOrNull }),
      ),
    }),
    /** Reads of something older than what an earlier read had shown. */
    newOldInversions: listOf(z.object({ key: z.string(), read: name, earlier: name })),
    /** Values that nobody had begun to write. */
    phantoms: listOf(sighting),
    /** Values that only failed operations wrote. */
    zombieWrites: listOf(z.object({ ...sighting.shape, writes: z.array(name) })),
    /** Elements that a read showed more often than they were added. */
    duplicateWrites: listOf(z.object({ ...sighting.shape, times: count })),
    /** Compare-and-sets that replaced the same value; all but one of each group are lost. */
    lostUpdates: listOf(z.object({ key: z.string(), basis: value, operations: z.array(name) })),
    /** Elements of lists and sets that were known, and that the last read of their key missed. */
    lostElements: listOf(
      z.object({
        key: z.string(),
        value,
        added: name,
        acknowledged: z.boolean(),
        lastSeen: name.nullable(),
        missedBy: name,
      }),
    ),
    /** Elements whose adding nobody confirmed, yet that are there. */
    recoveredElements: listOf(name),
  }),
  elements: z.object({
    attempted: count,
    stable: count,
    neverRead: count,
    dropped: count,
    stableLatency: latency,
    lostLatency: latency,
  }),
  /** By action: how the database served its clients. */
  service: z.record(
    z.string(),
    z.object({
      invoked: count,
      ok: count,
      fail: count,
      info: count,
      latency,
      unavailability: z.array(
        z.object({ fromMs: z.number(), toMs: msOrNull, lengthMs: z.number() }),
      ),
    }),
  ),
  /** Keys that the findings could not be looked for in, and why. */
  undecided: z.array(z.object({ part: z.string(), reason: z.string() })),
  warnings: z.array(z.object({ line: count, message: z.string() })),
  outcome: verdict,
});

export type HistoryReport = z.output<typeof historyReportSchema>;
