/**
 * How far two nodes that held the sole role at once got: each grade is worse than the one before.
 *
 * - *believed*: two tenures overlap (tenures.ts);
 * - *serving*: both also answered clients, reads or writes, over the same stretch;
 * - *conflicting*: both acknowledged writes: the split brain of split-brain.ts.
 *
 * Protocols with terms allow the first by design, and a read from an old primary is stale at worst; only
 * the last one makes two histories. Who answered is told by when clients heard it, so a client that is far
 * away may hear of an answer when its node has left the office.
 */
import type { Chronicle, Milestone } from '../history/chronicle.js';
import { isAcknowledgedWrite, type Operation } from '../history/operation.js';
import type { Duration } from '../kernel/time.js';
import { isAnsweredRead } from './answered-reads.js';
import type { FailoverEvents } from './incidents.js';
import { instantOf, overlappingReigns } from './split-brain.js';
import { timeCovered, type Stretch } from './stretches.js';
import { tenuresOf, type Tenure } from './tenures.js';

/** How many overlaps of two nodes there were, and for how long there was any. */
export interface Grade {
  readonly count: number;
  readonly time: Duration;
}

export interface SplitBrainGrades {
  readonly believed: Grade;
  readonly serving: Grade;
}

/** Grades what two nodes in one role did. O(n log n) in operations; without promotions, nothing. */
export function splitBrainGrades(
  chronicle: Pick<Chronicle, 'operations' | 'roles' | 'milestones' | 'endedAt'>,
  events: FailoverEvents,
): SplitBrainGrades {
  const promotions = chronicle.milestones.filter(({ event }) => events.promoted.includes(event));
  if (promotions.length === 0) return { believed: gradeOf([]), serving: gradeOf([]) };
  const tenures = tenuresOf(chronicle, events);
  return {
    believed: gradeOf(overlaps(tenures)),
    serving: gradeOf(serving(chronicle.operations, promotions, tenures)),
  };
}

function gradeOf(found: readonly Stretch[]): Grade {
  return { count: found.length, time: timeCovered(found) };
}

/** In the order in which they began. A role that is handed over at an instant is never held by two. */
function overlaps(tenures: readonly Tenure[]): readonly Stretch[] {
  return tenures.flatMap(({ node, from, to }, index) =>
    tenures
      .slice(0, index)
      .filter((other) => other.node !== node && other.to > from && to > from)
      .map((other) => ({ from, to: Math.min(to, other.to) })),
  );
}

/** Where two nodes answered at once: as primaries, so that reads count while they were in office. */
function serving(
  operations: readonly Operation[],
  promotions: readonly Milestone[],
  tenures: readonly Tenure[],
): readonly Stretch[] {
  const isInOffice = ({ answeredBy, completedAt }: Operation): boolean =>
    tenures.some(
      ({ node, from, to }) =>
        node === answeredBy && completedAt !== null && from <= completedAt && completedAt <= to,
    );
  const answered = operations.filter(
    (operation) =>
      isAcknowledgedWrite(operation) || (isAnsweredRead(operation) && isInOffice(operation)),
  );
  return overlappingReigns(answered, promotions).map(([earlier, later]) => ({
    from: instantOf(later.first),
    to: Math.min(instantOf(earlier.last), instantOf(later.last)),
  }));
}
