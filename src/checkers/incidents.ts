/**
 * Which fault began an incident. Runs are not repeated for this, so it is a rule of attribution:
 *
 * - a write that was forgotten or stranded: the last fault that touched its node before the node
 *   went down, as a rule the crash itself;
 * - a write that was rolled back: the last fault that touched a node that held it, before another
 *   node was promoted without it. That promotion is the first one after the reign in which the
 *   write was accepted began;
 * - a write that conflict resolution dropped: the last fault that touched the node where that
 *   happened.
 */
import type { Chronicle, FaultOccurrence, Milestone } from '../history/chronicle.js';
import { isHeldAfter, type Copy } from '../history/copies.js';
import type { Instant } from '../kernel/time.js';

/**
 * The milestones by which failovers are recognised. Families that tell of them under other names
 * pass theirs.
 */
export interface FailoverEvents {
  /** A node has come to believe that the one that accepts writes is gone. */
  readonly suspected: string;
  /** A node became the one that accepts writes: by a promotion, or by an election. */
  readonly promoted: readonly string[];
  /** A node learned that another one is, and is not any more. */
  readonly steppedDown: string;
  /** A node crashed. */
  readonly crashed: string;
  /** A node booted, for the first time or again; the field `role` says in which role. */
  readonly booted: readonly string[];
}

export const failoverEvents: FailoverEvents = {
  suspected: 'suspected',
  promoted: ['promoted', 'elected'],
  steppedDown: 'stepped down',
  crashed: 'crashed',
  booted: ['started', 'restarted'],
};

/**
 * The last fault that began at or before an instant and touched one of the nodes (of all, without
 * any). An operator's act stands for the fault that it answers.
 */
export function lastFaultBefore(
  { faults }: Pick<Chronicle, 'faults'>,
  instant: Instant,
  nodes?: readonly string[],
): FaultOccurrence | null {
  const touches = (fault: FaultOccurrence): boolean =>
    nodes === undefined || nodes.some((node) => fault.nodes.includes(node));
  const before = faults.filter((fault) => fault.beganAt <= instant && touches(fault));
  const last = before.at(-1);
  if (last === undefined || !isRemedy(last)) return last ?? null;
  const isAnswered = ({ endedAt }: FaultOccurrence): boolean =>
    endedAt === null || endedAt > last.beganAt;
  return before.findLast((fault) => !isRemedy(fault) && isAnswered(fault)) ?? last;
}

/** An operator's act, which answers a fault that lasts more often than it begins an incident. */
export function isRemedy({ kind }: FaultOccurrence): boolean {
  return kind === 'command' || kind === 'restart';
}

/**
 * The promotion that made the database go on without a write with these copies, until it vanished;
 * null without one.
 */
export function promotionWithout(
  copies: readonly Copy[],
  promotions: readonly Milestone[],
  vanishedAt: Instant,
): Milestone | null {
  const first = copies[0];
  if (first === undefined) return null;
  const reign = promotions.findLast(
    ({ node, number }) => node === first.node && number <= first.storedIn,
  );
  const isWithout = ({ node, number }: Milestone): boolean =>
    !copies.some((copy) => copy.node === node && isHeldAfter(copy, number));
  return (
    promotions.find(
      (promotion) =>
        promotion.number > (reign?.number ?? 0) &&
        promotion.at <= vanishedAt &&
        promotion.node !== first.node &&
        isWithout(promotion),
    ) ?? null
  );
}

/** The last time that a node crashed; null when it never did. */
export function lastCrash(
  { milestones }: Pick<Chronicle, 'milestones'>,
  node: string,
  events: FailoverEvents,
): Milestone | null {
  return (
    milestones.findLast(
      (milestone) => milestone.event === events.crashed && milestone.node === node,
    ) ?? null
  );
}
