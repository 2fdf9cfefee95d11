/**
 * The findings of the checkers as the JSON report tells them: flat rows, milliseconds, a headline
 * each.
 */
import type { Findings } from '../checkers/check.js';
import type { DivergenceOverTime } from '../checkers/divergence-intervals.js';
import type { Inversion } from '../checkers/inversions.js';
import type { LostUpdate } from '../checkers/lost-updates.js';
import type { LostWrite } from '../checkers/lost-writes.js';
import type { SessionViolation } from '../checkers/session-violations.js';
import { instantOf, timeOfSplitBrain, type SplitBrain } from '../checkers/split-brain.js';
import type { StaleRead } from '../checkers/stale-reads.js';
import type { Operation } from '../history/operation.js';
import { inMilliseconds } from '../kernel/time.js';
import type { Run } from '../simulation/run.js';
import {
  dirtyHeadline,
  discardedHeadline,
  divergenceIntervalHeadline,
  duplicateHeadline,
  inversionHeadline,
  lostHeadline,
  lostUpdateHeadline,
  recoveredHeadline,
  sessionHeadline,
  splitBrainHeadline,
  stallHeadline,
  staleHeadline,
  zombieHeadline,
} from './headlines.js';
import { sessionGuarantees } from './going-back/schema.js';
import { milliseconds } from './milliseconds.js';
import { lostKinds, type Report } from './schema.js';
import { valuesOf, type Values } from './values.js';

type Rows = Report['findings'];

/** The rows of every finding; of each kind at most `limit` items, while counts are exact. */
export function findingRows(
  findings: Findings,
  { chronicle, invariantViolations }: Pick<Run, 'chronicle' | 'invariantViolations'>,
  limit: number,
): Rows {
  const values = valuesOf(chronicle);
  const { staleReads, rolledBackWrites, dirtyReads, divergence, divergenceIntervals } = findings;
  const plainly = (operations: readonly Operation[], headline: (one: Operation) => string) =>
    some(operations, limit, (one) => ({ ...writeRow(one), headline: headline(one) }));
  return {
    lostWrites: lostRows(findings.lostWrites, limit),
    discardedInConflict: plainly(findings.discardedInConflict, discardedHeadline),
    lostUpdates: some(findings.lostUpdates, limit, lostUpdateRow),
    staleReads: {
      ...some(staleReads, limit, (stale) => staleRow(stale, values)),
      maxVersions: maximum(staleReads.map(({ versionsBehind }) => versionsBehind)),
      maxAgeMs: inMilliseconds(maximum(staleReads.map(({ age }) => age))),
    },
    recoveredWrites: plainly(findings.recoveredWrites, recoveredHeadline),
    zombieWrites: plainly(findings.zombieWrites, zombieHeadline),
    duplicateWrites: plainly(findings.duplicateWrites, duplicateHeadline),
    rolledBackWrites: {
      ...some(rolledBackWrites, limit, ({ operation, node, at, acknowledged }) => ({
        ...writeRow(operation),
        node,
        rolledBackMs: inMilliseconds(at),
        acknowledged,
      })),
      acknowledged: rolledBackWrites.filter(({ acknowledged }) => acknowledged).length,
    },
    dirtyReads: some(dirtyReads, limit, (dirty) => ({
      ...readRow(dirty.read),
      value: dirty.write,
      headline: dirtyHeadline(dirty, values),
    })),
    sessionViolations: sessionRows(findings.sessionViolations, limit, values),
    inversions: some(findings.inversions, limit, (inversion) => inversionRow(inversion, values)),
    divergence: some(divergence, limit, ({ key, versions }) => ({
      key,
      values: Object.fromEntries([...versions].map(([node, held]) => [node, [...held]])),
    })),
    ...(divergenceIntervals === null
      ? {}
      : { divergenceIntervals: intervalRows(divergenceIntervals, limit, values) }),
    splitBrain: splitBrainRows(findings, limit),
    stalls: some(findings.stalls, limit, (stall) => ({
      fromMs: inMilliseconds(stall.from),
      toMs: inMilliseconds(stall.to),
      allowedMs: inMilliseconds(stall.allowed),
      headline: stallHeadline(stall),
    })),
    invariantViolations: some(invariantViolations, limit, ({ invariant, at, message }) => ({
      invariant,
      atMs: inMilliseconds(at),
      message,
    })),
  };
}

function some<Item, Row>(
  items: readonly Item[],
  limit: number,
  row: (item: Item) => Row,
): { count: number; items: Row[] } {
  return { count: items.length, items: items.slice(0, limit).map(row) };
}

function maximum(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

function lostRows(lost: readonly LostWrite[], limit: number): Rows['lostWrites'] {
  const counts = lostKinds.map((kind) => [kind, lost.filter((one) => one.kind === kind).length]);
  return {
    ...some(lost, limit, (one) => ({
      ...writeRow(one.operation),
      kind: one.kind,
      evidence: one.evidence,
      node: one.node,
      vanishedMs: milliseconds(one.vanishedAt),
      fault: one.fault?.fault ?? null,
      headline: lostHeadline(one),
    })),
    byKind: Object.fromEntries(counts) as Rows['lostWrites']['byKind'],
  };
}

function lostUpdateRow(lost: LostUpdate): Rows['lostUpdates']['items'][number] {
  const { write, basis } = lost.by;
  return {
    ...writeRow(lost.operation),
    by: write,
    basis: [...(basis ?? [])],
    headline: lostUpdateHeadline(lost),
  };
}

function staleRow(stale: StaleRead, values: Values): Rows['staleReads']['items'][number] {
  return {
    ...answerRow(stale.read),
    missed: stale.newest,
    versions: stale.versionsBehind,
    ageMs: inMilliseconds(stale.age),
    headline: staleHeadline(stale, values),
  };
}

function sessionRows(
  violations: readonly SessionViolation[],
  limit: number,
  values: Values,
): Rows['sessionViolations'] {
  const counts = sessionGuarantees.map((name) => [
    name,
    violations.filter(({ guarantee }) => guarantee === name).length,
  ]);
  return {
    ...some(violations, limit, (violation) => sessionRow(violation, values)),
    byGuarantee: Object.fromEntries(counts) as Rows['sessionViolations']['byGuarantee'],
  };
}

function sessionRow(
  violation: SessionViolation,
  values: Values,
): Rows['sessionViolations']['items'][number] {
  const { guarantee, earlier, later, read, missed } = violation;
  const { client, group } = later;
  return {
    ...answerRow(read),
    ...{ guarantee, client, group, earlier: earlier.id, later: later.id, missed },
    headline: sessionHeadline(violation, values),
  };
}

function inversionRow(inversion: Inversion, values: Values): Rows['inversions']['items'][number] {
  const { earlier, later, missed } = inversion;
  return {
    ...answerRow(later),
    ...{ earlier: earlier.id, missed },
    headline: inversionHeadline(inversion, values),
  };
}

function intervalRows(
  { intervals, longest, total, convergedAfter }: DivergenceOverTime,
  limit: number,
  values: Values,
): NonNullable<Rows['divergenceIntervals']> {
  return {
    ...some(intervals, limit, (interval) => ({
      key: interval.key,
      fromMs: inMilliseconds(interval.from),
      toMs: milliseconds(interval.to),
      held: Object.fromEntries([...interval.held].map(([node, held]) => [node, [...held]])),
      headline: divergenceIntervalHeadline(interval, values),
    })),
    longestMs: inMilliseconds(longest),
    totalMs: inMilliseconds(total),
    convergedAfterMs: milliseconds(convergedAfter),
  };
}

function splitBrainRows(
  { splitBrain, splitBrainGrades: { believed, serving } }: Findings,
  limit: number,
): Rows['splitBrain'] {
  return {
    ...some(splitBrain, limit, splitBrainRow),
    totalMs: inMilliseconds(timeOfSplitBrain(splitBrain)),
    believedCount: believed.count,
    believedMs: inMilliseconds(believed.time),
    servingCount: serving.count,
    servingMs: inMilliseconds(serving.time),
  };
}

function splitBrainRow(found: SplitBrain): Rows['splitBrain']['items'][number] {
  return {
    fromMs: inMilliseconds(instantOf(found.from)),
    toMs: inMilliseconds(instantOf(found.to)),
    sides: found.sides.map(({ node, acknowledged, lost }) => ({ node, acknowledged, lost })),
    headline: splitBrainHeadline(found),
  };
}

function readRow({ id, client, group, key, invokedAt }: Operation) {
  return { operation: id, client, group, key, invokedMs: inMilliseconds(invokedAt) };
}

/** A read and what was answered. */
function answerRow(read: Operation) {
  return {
    ...readRow(read),
    node: read.answeredBy ?? '',
    returned: [...(read.versions ?? [])],
  };
}

function writeRow(operation: Operation) {
  const { write, completedAt } = operation;
  return {
    ...readRow(operation),
    write,
    value: write,
    completedMs: milliseconds(completedAt),
  };
}
