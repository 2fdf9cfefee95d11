/**
 * What `quorate check` says of a history from elsewhere, as JSON (schema.ts). The history and the answers
 * of the checkers come in.
 */
import type { LevelResult } from '../../checkers/consistency/result.js';
import type { Latency } from '../../checkers/latency.js';
import type { ObservedFindings } from '../../checkers/observed/findings.js';
import type { ActionService } from '../../checkers/observed/service.js';
import { worstVerdict } from '../../checkers/verdict.js';
import type { FormatName, HistoryProblem } from '../../history/formats/format.js';
import type { History } from '../../history/history.js';
import { inMilliseconds, type Duration, type Instant } from '../../kernel/time.js';
import { consistencyRow, type RowOptions } from '../consistency/rows.js';
import type { HistoryReport } from './schema.js';

/** A history that was judged. */
export interface Judged {
  /** As given on the command line. */
  readonly file: string;
  readonly format: FormatName;
  /** The model that was asked for by name. */
  readonly model: string | null;
  /** The names of all models that keys were judged by. */
  readonly models: readonly string[];
  readonly history: History;
  readonly results: readonly LevelResult[];
  readonly findings: ObservedFindings;
  readonly warnings: readonly HistoryProblem[];
}

/** The report. Lists hold at most `items` items; counts are exact. */
export function historyReport(judged: Judged, options: RowOptions): HistoryReport {
  const { file, format, model, models, history, results, findings, warnings } = judged;
  const { elements } = findings;
  return {
    formatVersion: 1,
    file,
    format,
    model,
    models: [...models],
    operations: countsOf(history),
    keys: new Set(history.operations.map(({ key }) => key)).size,
    sessions: new Set(history.operations.map(({ session }) => session)).size,
    verdicts: Object.fromEntries(results.map(({ level, verdict }) => [level, verdict])),
    consistency: Object.fromEntries(
      results.map((result) => [result.level, consistencyRow(result, history, options)]),
    ),
    findings: findingRows(findings, history, options.items),
    elements: {
      attempted: elements.attempted,
      stable: elements.stable,
      neverRead: elements.neverRead,
      dropped: elements.dropped,
      stableLatency: latencyRow(elements.stableLatency),
      lostLatency: latencyRow(elements.lostLatency),
    },
    service: Object.fromEntries(
      findings.service.map((service) => [service.action, serviceRow(service)]),
    ),
    undecided: findings.undecided.map(({ part, reason }) => ({ part, reason })),
    warnings: warnings.map(({ line, message }) => ({ line, message })),
    outcome: worstVerdict(results.map(({ verdict }) => verdict)),
  };
}

function countsOf({ operations }: History): HistoryReport['operations'] {
  const counts = { invoked: operations.length, ok: 0, fail: 0, info: 0 };
  for (const { outcome } of operations) counts[outcome] += 1;
  return counts;
}

function findingRows(
  findings: ObservedFindings,
  { operations }: History,
  items: number,
): HistoryReport['findings'] {
  const name = (index: number): string => operations[index]?.name ?? '';
  const some = <Item, Row>(all: readonly Item[], row: (item: Item) => Row) => ({
    count: all.length,
    items: all.slice(0, items).map(row),
  });
  const { staleReads } = findings;
  const ages = staleReads.flatMap(({ age }) => (age === null ? [] : [age]));
  return {
    staleReads: {
      ...some(staleReads, ({ key, read, earliest, versionsBehind, age }) => ({
        key,
        read: name(read),
        missed: name(earliest),
        versions: versionsBehind,
        ageMs: ms(age),
      })),
      maxVersions: largest(staleReads.map(({ versionsBehind }) => versionsBehind)),
      maxAgeMs: ages.length === 0 ? null : inMilliseconds(largest(ages)),
    },
    newOldInversions: some(findings.inversions, ({ key, read, earlier }) => ({
      key,
      read: name(read),
      earlier: name(earlier),
    })),
    phantoms: some(findings.phantoms, (one) => ({ ...one, read: name(one.read) })),
    zombieWrites: some(findings.zombies, (one) => ({
      ...one,
      read: name(one.read),
      writes: one.writes.map(name),
    })),
    duplicateWrites: some(findings.duplicates, (one) => ({ ...one, read: name(one.read) })),
    lostUpdates: some(findings.lostUpdates, (one) => ({
      ...one,
      operations: one.operations.map(name),
    })),
    lostElements: some(findings.elements.lost, (one) => ({
      ...one,
      added: name(one.added),
      lastSeen: one.lastSeen === null ? null : name(one.lastSeen),
      missedBy: name(one.missedBy),
    })),
    recoveredElements: some(findings.elements.recovered, name),
  };
}

function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

function serviceRow(service: ActionService): HistoryReport['service'][string] {
  const { invoked, ok, fail, info, latency, unavailability } = service;
  return {
    invoked,
    ok,
    fail,
    info,
    latency: latencyRow(latency),
    unavailability: unavailability.map(({ from, to, length }) => ({
      fromMs: inMilliseconds(from),
      toMs: ms(to),
      lengthMs: inMilliseconds(length),
    })),
  };
}

function latencyRow({ count, mean, p50, p90, p99, max }: Latency) {
  return {
    count,
    meanMs: ms(mean),
    p50Ms: ms(p50),
    p90Ms: ms(p90),
    p99Ms: ms(p99),
    maxMs: ms(max),
  };
}

function ms(time: Duration | Instant | null): number | null {
  return time === null ? null : inMilliseconds(time);
}
