/**
 * What an incident cost: the data-loss window (RPO) and the time until the database served again
 * (RTO).
 *
 * Lost writes that the same fault began make one incident. Its data-loss window runs from the
 * acknowledgement of its oldest lost write to the fault, or to the last acknowledgement of a lost
 * write when an isolated primary went on after the fault. Of several incidents the longest window
 * counts.
 *
 * Recovery is told for that incident; when nothing was lost, for the last fault before the first
 * promotion; without a promotion, for the fault that began the longest window without writes.
 */
import type { Chronicle, FaultOccurrence, Milestone } from '../history/chronicle.js';
import { isAcknowledgedWrite } from '../history/operation.js';
import { groupedBy } from '../kernel/grouped.js';
import type { Duration, Instant } from '../kernel/time.js';
import { isRemedy, lastFaultBefore, type FailoverEvents } from './incidents.js';
import type { LostWrite } from './lost-writes.js';
import type { UnavailabilityWindow } from './unavailability.js';

export interface Recovery {
  /** 0 when nothing was lost. */
  readonly dataLossWindow: Duration;
  /** Null when no fault interrupted the service. */
  readonly incident: Incident | null;
}

/** The phases follow each other: each runs from the end of the one before it that is known. */
export interface Incident {
  readonly fault: FaultOccurrence;
  /** From the fault to service; null when nothing was interrupted, or service never came back. */
  readonly recoveryTime: Duration | null;
  /** From the fault to the first suspicion. */
  readonly detection: Duration | null;
  /** On to the promotion. */
  readonly promotion: Duration | null;
  /** On to the first acknowledged write of the new configuration. */
  readonly rediscovery: Duration | null;
}

/** Measures data loss and recovery. `windows` are all windows of unavailability. */
export function recovery(
  chronicle: Chronicle,
  lost: readonly LostWrite[],
  windows: readonly UnavailabilityWindow[],
  events: FailoverEvents,
): Recovery {
  const worst = worstLoss(lost);
  const writeWindows = windows.filter(({ kind }) => kind !== 'read');
  const fault = worst?.fault ?? interruption(chronicle, writeWindows, events);
  return {
    dataLossWindow: worst?.window ?? 0,
    incident: fault === null ? null : incident(fault, chronicle, writeWindows, events),
  };
}

interface Loss {
  readonly fault: FaultOccurrence | null;
  readonly window: Duration;
}

/** The incident with the longest data-loss window; the first of several. */
function worstLoss(lost: readonly LostWrite[]): Loss | null {
  const losses = [...groupedBy(lost, ({ fault }) => fault)].map(([fault, of]): Loss => {
    const acknowledged = of.map(({ operation }) => operation.completedAt ?? 0);
    const oldest = acknowledged.reduce((first, at) => Math.min(first, at), Infinity);
    const last = acknowledged.reduce((latest, at) => Math.max(latest, at), fault?.beganAt ?? 0);
    return { fault, window: last - oldest };
  });
  return losses.reduce<Loss | null>(
    (worst, loss) => (worst !== null && worst.window >= loss.window ? worst : loss),
    null,
  );
}

/** The fault that interrupted service although nothing was lost. */
function interruption(
  chronicle: Chronicle,
  writeWindows: readonly UnavailabilityWindow[],
  { promoted }: FailoverEvents,
): FaultOccurrence | null {
  const promotion = chronicle.milestones.find(
    ({ event, at }) => promoted.includes(event) && lastFaultBefore(chronicle, at) !== null,
  );
  if (promotion !== undefined) return lastFaultBefore(chronicle, promotion.at);
  const longest = writeWindows.reduce<UnavailabilityWindow | null>(
    (worst, window) => (worst !== null && worst.length >= window.length ? worst : window),
    null,
  );
  return longest === null ? null : faultThatBegan(longest, chronicle);
}

/**
 * The fault that began nearest to the beginning of the window. It may begin a little later, because
 * an attempt that was on its way when the fault struck begins the window.
 */
function faultThatBegan(
  { from, to }: UnavailabilityWindow,
  { faults }: Chronicle,
): FaultOccurrence | null {
  const distance = ({ beganAt }: FaultOccurrence): Duration => Math.abs(beganAt - from);
  const before = faults.filter(({ beganAt }) => to === null || beganAt < to);
  const struck = before.filter((fault) => !isRemedy(fault));
  return (struck.length > 0 ? struck : before).reduce<FaultOccurrence | null>(
    (nearest, fault) =>
      nearest !== null && distance(nearest) <= distance(fault) ? nearest : fault,
    null,
  );
}

function incident(
  fault: FaultOccurrence,
  chronicle: Chronicle,
  writeWindows: readonly UnavailabilityWindow[],
  { suspected, promoted }: FailoverEvents,
): Incident {
  const after = chronicle.milestones.filter(({ at }) => at > fault.beganAt);
  const promotions = after.filter(({ event }) => promoted.includes(event));
  const promotion = promotions[0];
  if (promotion === undefined) {
    const recoveryTime = untilWindowEnds(fault, writeWindows);
    return { fault, recoveryTime, detection: null, promotion: null, rediscovery: null };
  }
  const suspicion = after.find(({ event, at }) => event === suspected && at <= promotion.at);
  const served = firstServed(chronicle.writes, promotions);
  return {
    fault,
    recoveryTime: served === null ? null : served - fault.beganAt,
    detection: suspicion === undefined ? null : suspicion.at - fault.beganAt,
    promotion: promotion.at - (suspicion?.at ?? fault.beganAt),
    rediscovery: served === null ? null : served - promotion.at,
  };
}

/** When the first acknowledged write was answered by a node that had been promoted before. */
function firstServed(
  writes: Chronicle['writes'],
  promotions: readonly Milestone[],
): Instant | null {
  const promotedAt = new Map<string, Instant>();
  for (const { node, at } of promotions) if (!promotedAt.has(node)) promotedAt.set(node, at);
  let first: Instant | null = null;
  for (const operation of writes) {
    if (operation === undefined || !isAcknowledgedWrite(operation)) continue;
    const { completedAt, answeredBy } = operation;
    const since = promotedAt.get(answeredBy ?? '');
    if (since === undefined || completedAt === null || completedAt < since) continue;
    if (first === null || completedAt < first) first = completedAt;
  }
  return first;
}

/** Until service came back in the first window that the fault can have begun. */
function untilWindowEnds(
  fault: FaultOccurrence,
  writeWindows: readonly UnavailabilityWindow[],
): Duration | null {
  const window = writeWindows.find(({ to }) => to === null || to > fault.beganAt);
  return window === undefined || window.to === null ? null : window.to - fault.beganAt;
}
