/**
 * Liveness: while nothing is wrong, writes succeed. The family says under which terms (`LivenessTerms`): so many nodes
 * are up, and since the last disturbance so much time has passed. A disturbance is the beginning or the end of a fault,
 * a crash, a boot, an operator's act; a fault other than a crash disturbs as long as it lasts.
 *
 * A **stall** is a stretch without disturbance in which clients try to write, and for longer than the terms allow no
 * write succeeds. The verdict is valid when there is none, and in some stretch after a fault a write succeeded in time;
 * else the run says nothing.
 */
import type { Chronicle, LivenessTerms } from '../history/chronicle.js';
import type { Operation } from '../history/operation.js';
import type { Duration, Instant } from '../kernel/time.js';
import { firstIndex } from './first-index.js';
import { failoverEvents } from './incidents.js';
import type { Stretch } from './stretches.js';
import type { Verdict } from './verdict.js';

export interface Stall {
  /** Since when clients tried in vain. */
  readonly from: Instant;
  /** Until a write succeeded, clients gave up, or something was wrong again. */
  readonly to: Instant;
  /** So long it might have been. */
  readonly allowed: Duration;
}

export interface Liveness {
  /** Null where the family promises nothing. */
  readonly verdict: Verdict | null;
  readonly stalls: readonly Stall[];
}

/** Looks for stalls. About O(n log n) in operations, and so much for each long stretch. */
export function liveness(chronicle: Chronicle): Liveness {
  const { liveness: terms, operations, faults } = chronicle;
  if (terms === null) return { verdict: null, stalls: [] };
  const allowed = terms.within + terms.aftermath + terms.search;
  const writes = operations.filter(({ kind }) => kind !== 'read');
  const calm = calmStretches(chronicle, terms);
  const stalls = calm
    .filter(({ from, to }) => to - from > allowed)
    .flatMap((stretch) => stallsIn(stretch, writes, allowed, terms.timeout));
  const isExercised = calm.some(
    ({ from, to }) =>
      faults.some(({ beganAt }) => beganAt <= from) &&
      writes.some((write) => succeedsBetween(write, from, Math.min(to, from + allowed))),
  );
  return { verdict: stalls.length > 0 ? 'invalid' : isExercised ? 'valid' : 'unknown', stalls };
}

function succeedsBetween({ outcome, completedAt }: Operation, from: Instant, to: Instant): boolean {
  return outcome === 'ok' && completedAt !== null && completedAt > from && completedAt <= to;
}

/** Stretches without disturbance in which enough nodes are up, in order. */
export function calmStretches(
  { faults, milestones, clientsStoppedAt }: Chronicle,
  { nodes, least }: LivenessTerms,
): readonly Stretch[] {
  const lasting = faults.filter(({ kind }) => kind !== 'crash');
  const instants = new Set<Instant>([0, clientsStoppedAt]);
  for (const { beganAt, endedAt } of faults) {
    instants.add(beganAt);
    if (endedAt !== null) instants.add(endedAt);
  }
  const ups = milestones.filter(({ event }) => isBootOrCrash(event));
  for (const { at } of ups) instants.add(at);
  const stretches: Stretch[] = [];
  const down = new Set<string>();
  let next = 0;
  const edges = [...instants].filter((at) => at <= clientsStoppedAt).sort((a, b) => a - b);
  edges.forEach((from, index) => {
    for (let one = ups[next]; one !== undefined && one.at <= from; one = ups[next]) {
      if (one.event === failoverEvents.crashed) down.add(one.node);
      else down.delete(one.node);
      next += 1;
    }
    const to = edges[index + 1];
    if (to === undefined) return;
    // Who is a member may have been changed by then.
    const isChanged = faults.some(({ kind, beganAt }) => kind === 'command' && beganAt <= from);
    const up = nodes.filter((node) => !down.has(node)).length;
    const isEnough = up >= least && (!isChanged || down.size === 0);
    const isDisturbed = lasting.some(
      ({ beganAt, endedAt }) => beganAt <= from && (endedAt ?? Infinity) >= to,
    );
    if (isEnough && !isDisturbed) stretches.push({ from, to });
  });
  return stretches;
}

function isBootOrCrash(event: string): boolean {
  return event === failoverEvents.crashed || failoverEvents.booted.includes(event);
}

/** Between two successes in a row, or an end of the stretch, clients may try in vain too long. */
function stallsIn(
  { from, to }: Stretch,
  writes: readonly Operation[],
  allowed: Duration,
  pause: Duration,
): readonly Stall[] {
  const successes = writes
    .flatMap(({ outcome, completedAt }) => (outcome === 'ok' ? [completedAt ?? 0] : []))
    .filter((at) => at > from && at < to)
    .sort((a, b) => a - b);
  const edges = [from, ...successes, to];
  return edges.slice(1).flatMap((end, index): readonly Stall[] => {
    const gap = { from: edges[index] ?? from, to: end };
    if (gap.to - gap.from <= allowed) return [];
    const trial = longestTrial(gap, writes, pause);
    return trial === null || trial.to - trial.from <= allowed ? [] : [{ ...trial, allowed }];
  });
}

/** The longest part of a gap in which there always was an operation under way, but for pauses. */
function longestTrial(gap: Stretch, writes: readonly Operation[], pause: Duration): Stretch | null {
  let longest: Stretch | null = null;
  let current: Stretch | null = null;
  const end = firstIndex(writes, ({ invokedAt }) => invokedAt >= gap.to);
  for (const { invokedAt, completedAt } of writes.slice(0, end)) {
    const to = Math.min(gap.to, completedAt ?? invokedAt);
    if (to <= gap.from) continue;
    const from = Math.max(gap.from, invokedAt);
    current =
      current === null || from - current.to > pause
        ? { from, to }
        : { from: current.from, to: Math.max(current.to, to) };
    if (longest === null || current.to - current.from > longest.to - longest.from) {
      longest = current;
    }
  }
  return longest;
}
