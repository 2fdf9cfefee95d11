/**
 * The findings of the checkers as the JSON report tells them: flat rows, milliseconds, a headline
 * each.
 */
import type { Findings } from '../checkers/check.js';
import type { LostWrite } from '../checkers/lost-writes.js';
import { instantOf, timeOfSplitBrain, type SplitBrain } from '../checkers/split-brain.js';
import type { StaleRead } from '../checkers/stale-reads.js';
import type { Operation } from '../history/operation.js';
import { inMilliseconds } from '../kernel/time.js';
import type { InvariantViolation } from '../simulation/run.js';
import {
  dirtyHeadline,
  discardedHeadline,
  duplicateHeadline,
  lostHeadline,
  recoveredHeadline,
  splitBrainHeadline,
  staleHeadline,
  zombieHeadline,
} from './headlines.js';
import { lostKinds, type Report } from './schema.js';

type Rows = Report['findings'];

/** The rows of every finding; of each kind at most `limit` items, while counts are exact. */
export function findingRows(
  findings: Findings,
  violations: readonly InvariantViolation[],
  limit: number,
): Rows {
  const { staleReads, rolledBackWrites, dirtyReads, divergence, splitBrain } = findings;
  const plainly = (operations: readonly Operation[], headline: (one: Operation) => string) =>
    some(operations, limit, (one) => ({ ...writeRow(one), headline: headline(one) }));
  return {
    lostWrites: lostRows(findings.lostWrites, limit),
    discardedInConflict: plainly(findings.discardedInConflict, discardedHeadline),
    staleReads: {
      ...some(staleReads, limit, staleRow),
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
      headline: dirtyHeadline(dirty),
    })),
    divergence: some(divergence, limit, ({ key, versions }) => ({
      key,
      values: Object.fromEntries([...versions].map(([node, values]) => [node, [...values]])),
    })),
    splitBrain: {
      ...some(splitBrain, limit, splitBrainRow),
      totalMs: inMilliseconds(timeOfSplitBrain(splitBrain)),
    },
    invariantViolations: some(violations, limit, ({ invariant, at, message }) => ({
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
      vanishedMs: one.vanishedAt === null ? null : inMilliseconds(one.vanishedAt),
      fault: one.fault?.fault ?? null,
      headline: lostHeadline(one),
    })),
    byKind: Object.fromEntries(counts) as Rows['lostWrites']['byKind'],
  };
}

function staleRow(stale: StaleRead): Rows['staleReads']['items'][number] {
  return {
    ...readRow(stale.read),
    node: stale.read.answeredBy ?? '',
    returned: [...(stale.read.versions ?? [])],
    missed: stale.newest,
    versions: stale.versionsBehind,
    ageMs: inMilliseconds(stale.age),
    headline: staleHeadline(stale),
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

function writeRow(operation: Operation) {
  const { write, completedAt } = operation;
  return {
    ...readRow(operation),
    write,
    value: write,
    completedMs: completedAt === null ? null : inMilliseconds(completedAt),
  };
}
