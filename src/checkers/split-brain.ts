/**
 * Split brain: two nodes acknowledged writes as primary at once. A *reign* of a node lies between
 * two of its promotions; what came before the first one is a reign too. It spans from the first to
 * the last acknowledgement of a write that the node gave in it, by when clients heard of them. Two
 * reigns of different nodes whose spans overlap are a split brain.
 *
 * Reads do not count, nor does a family without a role that is meant for one node at a time, or
 * without promotions: where every node accepts writes by design, no brain is split. Clients that are
 * far away hear late, so an overlap that is shorter than their latency may be an orderly change.
 */
import type { Chronicle, Milestone } from '../history/chronicle.js';
import {
  isAcknowledgedWrite,
  type EventNumber,
  type Operation,
  type WriteId,
} from '../history/operation.js';
import { groupedBy } from '../kernel/grouped.js';
import type { Duration, Instant } from '../kernel/time.js';
import { isLost, type Fate } from './fates.js';
import { firstIndex } from './first-index.js';
import type { FailoverEvents } from './incidents.js';
import { timeCovered } from './stretches.js';
import { soleRoles } from './tenures.js';

export interface SplitBrain {
  /** The first write that was acknowledged in the reign that began later. */
  readonly from: Operation;
  /** The last write that was acknowledged in the reign that ended earlier. */
  readonly to: Operation;
  /** The reign that began earlier comes first. */
  readonly sides: readonly [SplitBrainSide, SplitBrainSide];
}

/** What one of the two nodes did between `from` and `to`, both included. */
export interface SplitBrainSide {
  readonly node: string;
  /** The promotion that began its reign; null for a reign before the first one. */
  readonly promotion: Milestone | null;
  /** How many writes it acknowledged. */
  readonly acknowledged: number;
  /** How many of these are lost. */
  readonly lost: number;
}

/**
 * Every overlap of two reigns, in the order in which the overlaps began. O(n log n) in writes, times
 * the number of nodes that reign at once.
 */
export function splitBrains(
  { writes, milestones, roles }: Pick<Chronicle, 'writes' | 'milestones' | 'roles'>,
  fates: ReadonlyMap<WriteId, Fate>,
  { promoted }: FailoverEvents,
): readonly SplitBrain[] {
  const promotions = milestones.filter(({ event }) => promoted.includes(event));
  if (promotions.length === 0 || !soleRoles.some((role) => roles.includes(role))) return [];
  const acknowledged = writes.filter(
    (operation): operation is Operation =>
      operation !== undefined && isAcknowledgedWrite(operation),
  );
  return overlappingReigns(acknowledged, promotions).map(([earlier, later]) =>
    overlap(earlier, later, fates),
  );
}

/** For how long there was a split brain at all: overlaps that lie over each other count once. */
export function timeOfSplitBrain(found: readonly SplitBrain[]): Duration {
  return timeCovered(found.map(({ from, to }) => ({ from: instantOf(from), to: instantOf(to) })));
}

/** When the client heard that its write happened. */
export function instantOf({ completedAt }: Operation): Instant {
  return completedAt ?? 0;
}

function eventOf({ completedIn }: Operation): EventNumber {
  return completedIn ?? 0;
}

export interface Reign {
  readonly node: string;
  readonly promotion: Milestone | null;
  /** What the node answered in it, in the order of completion. */
  readonly answers: readonly Operation[];
  readonly first: Operation;
  readonly last: Operation;
}

/**
 * Pairs of reigns of different nodes that lie over each other, the one that began earlier first, in the
 * order in which the overlaps began.
 * @param answered operations, whose reigns span from the first to the last of them
 */
export function overlappingReigns(
  answered: readonly Operation[],
  promotions: readonly Milestone[],
): readonly (readonly [Reign, Reign])[] {
  const pairs: (readonly [Reign, Reign])[] = [];
  let reigning: readonly Reign[] = [];
  for (const reign of reignsOf(answered, promotions)) {
    reigning = reigning.filter((other) => eventOf(other.last) >= eventOf(reign.first));
    for (const other of reigning) pairs.push([other, reign]);
    reigning = [...reigning, reign];
  }
  return pairs;
}

/** All reigns in which something was answered, in the order of their first answers. */
function reignsOf(
  answered: readonly Operation[],
  promotions: readonly Milestone[],
): readonly Reign[] {
  return [...groupedBy(answered, ({ answeredBy }) => answeredBy)]
    .flatMap(([node, answers]) => {
      if (node === null) return [];
      const inOrder = answers.toSorted((a, b) => eventOf(a) - eventOf(b));
      const own = promotions.filter((promotion) => promotion.node === node);
      return reignsOfNode(node, inOrder, own);
    })
    .sort((a, b) => eventOf(a.first) - eventOf(b.first));
}

function reignsOfNode(
  node: string,
  answers: readonly Operation[],
  promotions: readonly Milestone[],
): readonly Reign[] {
  return [null, ...promotions].flatMap((promotion, index): Reign[] => {
    const next = promotions[index];
    const end = next === undefined ? answers.length : indexAfter(answers, next.number);
    const start = promotion === null ? 0 : indexAfter(answers, promotion.number);
    const own = answers.slice(start, end);
    const [first, last] = [own[0], own.at(-1)];
    return first === undefined || last === undefined
      ? []
      : [{ node, promotion, answers: own, first, last }];
  });
}

/** The index of the first answer after an event. */
function indexAfter(answers: readonly Operation[], event: EventNumber): number {
  return firstIndex(answers, (operation) => eventOf(operation) > event);
}

function overlap(earlier: Reign, later: Reign, fates: ReadonlyMap<WriteId, Fate>): SplitBrain {
  const from = later.first;
  const to = eventOf(earlier.last) < eventOf(later.last) ? earlier.last : later.last;
  const side = ({ node, promotion, answers }: Reign): SplitBrainSide => {
    const start = firstIndex(answers, (operation) => eventOf(operation) >= eventOf(from));
    const within = answers.slice(start, indexAfter(answers, eventOf(to)));
    const lost = within.filter(({ write }) => isLost(fates.get(write))).length;
    return { node, promotion, acknowledged: within.length, lost };
  };
  return { from, to, sides: [side(earlier), side(later)] };
}
