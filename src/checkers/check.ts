/**
 * All questions, asked of one chronicle. Each checker is a file of its own; this one gives them
 * what they share and collects their findings for the report.
 */
import type { Chronicle } from '../history/chronicle.js';
import { copiesIn } from '../history/copies.js';
import { isAcknowledgedWrite, type Operation, type WriteId } from '../history/operation.js';
import { observedLevels, type AskedFor, type ObservedLevel } from './asked-for.js';
import { dirtyReads, type DirtyRead } from './dirty-reads.js';
import { divergence, type DivergentKey } from './divergence.js';
import { divergenceIntervals, type DivergenceOverTime } from './divergence-intervals.js';
import { duplicateWrites } from './duplicate-writes.js';
import { fatesOf, type Fate } from './fates.js';
import { goingBack } from './going-back.js';
import { failoverEvents } from './incidents.js';
import type { Inversion } from './inversions.js';
import { liveness, type Stall } from './liveness.js';
import { lostUpdates, type LostUpdate } from './lost-updates.js';
import { goneSince, lostWrites, withEvidence, type LostWrite } from './lost-writes.js';
import { observedConsistency, type ObservedConsistency } from './observed-consistency.js';
import { recoveredWrites } from './recovered-writes.js';
import { recovery, type Recovery } from './recovery.js';
import { rolledBackWrites, type RolledBackWrite } from './rolled-back-writes.js';
import {
  sessionGuarantees,
  type SessionGuarantee,
  type SessionViolation,
} from './session-violations.js';
import { splitBrainGrades, type SplitBrainGrades } from './split-brain-grades.js';
import { splitBrains, type SplitBrain } from './split-brain.js';
import { staleness, type StaleRead } from './stale-reads.js';
import { unavailability, type UnavailabilityWindow } from './unavailability.js';
import type { Verdict } from './verdict.js';
import { versionOrder } from './version-order.js';
import { zombieWrites } from './zombie-writes.js';

export interface CheckOptions {
  /** What to ask beside the questions that are always asked. Default: nothing. */
  readonly also?: ReadonlySet<AskedFor>;
}

export interface Verdicts
  extends
    Readonly<Record<SessionGuarantee, Verdict>>,
    Readonly<Partial<Record<ObservedLevel, Verdict>>> {
  /** Whether all nodes that are up would serve the same. */
  readonly converged: Verdict;
  readonly noLostWrites: Verdict;
  readonly noStaleReads: Verdict;
  /** Whether writes succeed again after faults; left out where the family promises nothing. */
  readonly live?: Verdict;
}

export interface Findings {
  readonly fates: ReadonlyMap<WriteId, Fate>;
  readonly lostWrites: readonly LostWrite[];
  readonly discardedInConflict: readonly Operation[];
  readonly lostUpdates: readonly LostUpdate[];
  readonly staleReads: readonly StaleRead[];
  readonly recoveredWrites: readonly Operation[];
  readonly zombieWrites: readonly Operation[];
  readonly duplicateWrites: readonly Operation[];
  readonly rolledBackWrites: readonly RolledBackWrite[];
  readonly dirtyReads: readonly DirtyRead[];
  readonly sessionViolations: readonly SessionViolation[];
  readonly inversions: readonly Inversion[];
  readonly divergence: readonly DivergentKey[];
  /** Null unless asked for. */
  readonly divergenceIntervals: DivergenceOverTime | null;
  readonly splitBrain: readonly SplitBrain[];
  readonly splitBrainGrades: SplitBrainGrades;
  readonly unavailability: readonly UnavailabilityWindow[];
  /** When writes should have succeeded and did not. */
  readonly stalls: readonly Stall[];
  readonly recovery: Recovery;
  /** The levels of consistency that were asked for; null when none was. */
  readonly consistency: ObservedConsistency | null;
  readonly verdicts: Verdicts;
}

/** Judges a chronicle. About O(n log n) in operations and ledger entries, see stale-reads.ts. */
export function check(chronicle: Chronicle, { also = new Set() }: CheckOptions = {}): Findings {
  const order = versionOrder(chronicle);
  const copies = copiesIn(chronicle.provenance);
  const fates = fatesOf(chronicle, order, copies);
  const losses = lostWrites(chronicle, fates, copies, failoverEvents);
  const { staleReads, missed } = staleness(chronicle, order, goneSince(losses));
  const lost = withEvidence(losses, missed);
  const rolledBack = rolledBackWrites(chronicle);
  const windows = unavailability(chronicle);
  const divergent = divergence(chronicle);
  const back = goingBack(chronicle, order, fates);
  const { verdict: live, stalls } = liveness(chronicle);
  const levels = observedLevels.filter((level) => also.has(level));
  const consistency = levels.length === 0 ? null : observedConsistency(chronicle, levels, order);
  return {
    fates,
    lostWrites: lost,
    discardedInConflict: chronicle.writes.filter(
      (operation): operation is Operation =>
        fates.get(operation?.write ?? 0) === 'discarded in conflict',
    ),
    staleReads,
    lostUpdates: lostUpdates(chronicle, order),
    recoveredWrites: recoveredWrites(chronicle, fates),
    zombieWrites: zombieWrites(chronicle, fates),
    duplicateWrites: duplicateWrites(chronicle, order),
    rolledBackWrites: rolledBack,
    dirtyReads: dirtyReads(chronicle, order, fates, copies),
    ...back,
    divergence: divergent,
    divergenceIntervals: also.has('divergenceIntervals')
      ? divergenceIntervals(chronicle, order)
      : null,
    splitBrain: splitBrains(chronicle, fates, failoverEvents),
    splitBrainGrades: splitBrainGrades(chronicle, failoverEvents),
    unavailability: windows,
    stalls,
    recovery: recovery(chronicle, lost, windows, failoverEvents),
    consistency,
    verdicts: {
      converged: convergedVerdict(chronicle, divergent),
      noLostWrites: lostVerdict(chronicle, lost, fates),
      noStaleReads: staleReads.length > 0 ? 'invalid' : 'valid',
      ...(live === null ? {} : { live }),
      ...sessionVerdicts(back.sessionViolations),
      ...Object.fromEntries(
        (consistency?.results ?? []).map(({ level, verdict }) => [level, verdict]),
      ),
    },
  };
}

function convergedVerdict(
  { finalContents, settledAt }: Chronicle,
  divergent: readonly DivergentKey[],
): Verdict {
  if (divergent.length > 0) return 'invalid';
  const nobodyIsUp = finalContents.every(({ versions }) => versions === null);
  return nobodyIsUp || settledAt === null ? 'unknown' : 'valid';
}

function sessionVerdicts(
  violations: readonly SessionViolation[],
): Readonly<Record<SessionGuarantee, Verdict>> {
  const broken = new Set(violations.map(({ guarantee }) => guarantee));
  const verdicts = sessionGuarantees.map((name) => [name, broken.has(name) ? 'invalid' : 'valid']);
  return Object.fromEntries(verdicts) as Record<SessionGuarantee, Verdict>;
}

function lostVerdict(
  { writes }: Chronicle,
  lost: readonly LostWrite[],
  fates: ReadonlyMap<WriteId, Fate>,
): Verdict {
  if (lost.length > 0) return 'invalid';
  const isOpen = writes.some(
    (operation) =>
      operation !== undefined &&
      isAcknowledgedWrite(operation) &&
      fates.get(operation.write) === 'unknown',
  );
  return isOpen ? 'unknown' : 'valid';
}
