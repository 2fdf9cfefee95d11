/**
 * What a checker of consistency leaves out before it judges, and why: operations that say nothing about
 * the others. The counts by reason go into the scope of the result.
 */
import type { ObservedOperation } from '../../history/history.js';

/** In the order in which a scope lists them. */
const reasons = ['failed', 'unknown reads', 'unknown writes that nobody read'] as const;

export type LeftOutReason = (typeof reasons)[number];

/** How many operations were left out, by reason; all reasons begin with 0. */
export type LeftOutCounts = Map<LeftOutReason, number>;

export function nothingLeftOut(): LeftOutCounts {
  return new Map(reasons.map((reason) => [reason, 0]));
}

/** Counts more operations that were left out for a reason. */
export function leaveOut(counts: LeftOutCounts, reason: LeftOutReason, count: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + count);
}

/**
 * The operations that are to be judged: without failed ones, which had no effect, and without those that
 * only read (`readOnly`: actions) and whose answer nobody knows. Those left out are counted.
 */
export function judgedOperations(
  operations: readonly ObservedOperation[],
  readOnly: readonly string[],
  counts: LeftOutCounts,
): readonly ObservedOperation[] {
  const isJudged = ({ action, outcome, output }: ObservedOperation): boolean =>
    outcome !== 'fail' &&
    ((outcome === 'ok' && output !== undefined) || !readOnly.includes(action));
  if (operations.every(isJudged)) return operations;
  const judged = operations.filter(isJudged);
  const failed = operations.filter(({ outcome }) => outcome === 'fail').length;
  leaveOut(counts, 'failed', failed);
  leaveOut(counts, 'unknown reads', operations.length - failed - judged.length);
  return judged;
}

/** How many were left out in all. */
export function leftOutInAll(counts: LeftOutCounts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** For a scope: only the reasons that there were. */
export function leftOutForScope(counts: LeftOutCounts): ReadonlyMap<string, number> {
  return new Map([...counts].filter(([, count]) => count > 0));
}
