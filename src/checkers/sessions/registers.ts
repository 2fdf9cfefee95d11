/**
 * Session guarantees of registers. A read shows one version, so a guarantee is about the order of the
 * writes: violated when no order that respects what is certain (certain-order.ts) meets its demands,
 * kept when every one does, and not decided between.
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Causality } from '../causal/causality.js';
import { at } from '../causal/groups.js';
import type { Because, Violation } from '../consistency/result.js';
import {
  beginning,
  certainOrderOf,
  isOlder,
  olderBecause,
  type CertainOrder,
} from './certain-order.js';
import { contradictoryDemands, type OlderStep } from './cycles.js';
import { demandsOf, type Demand } from './demands.js';
import { rules, type Guarantee } from './guarantees.js';
import { violationOf } from './violation.js';

export interface RegisterFindings {
  /** The first of every key. */
  readonly violations: readonly Violation[];
  /** By session: how many pairs of versions may stand in either order. */
  readonly open: ReadonlyMap<string, number>;
}

export function judgeRegisters(causality: Causality, guarantee: Guarantee): RegisterFindings {
  const order = certainOrderOf(causality);
  const demands = demandsOf(causality, order, rules[guarantee]);
  const violations = new Map<number, Violation>();
  const openByKey = new Map<number, Demand[]>();
  const open = new Map<string, number>();
  for (const demand of demands) {
    const key = at(causality.keyOf, demand.boundBy);
    if (violations.has(key) || isOlder(order, demand.known, demand.bound)) continue;
    if (isOlder(order, demand.bound, demand.known)) {
      violations.set(key, unmet(causality, order, guarantee, demand));
      continue;
    }
    const others = openByKey.get(key);
    if (others === undefined) openByKey.set(key, [demand]);
    else others.push(demand);
    const { session } = causality.operations[demand.boundBy] as ObservedOperation;
    open.set(session, (open.get(session) ?? 0) + 1);
  }
  for (const [key, ofKey] of openByKey) {
    const cycle = violations.has(key) ? [] : contradictoryDemands(ofKey, order);
    if (cycle.length > 0) violations.set(key, unmetTogether(causality, order, guarantee, cycle));
  }
  return { violations: [...violations.values()], open };
}

/** A demand that is surely not met: two to five operations. */
function unmet(
  causality: Causality,
  order: CertainOrder,
  guarantee: Guarantee,
  demand: Demand,
): Violation {
  const { known, bound } = demand;
  const because = [
    ...shownBy(causality, demand),
    ...(bound === beginning ? [] : olderBecause(causality, order, bound, known)),
  ];
  return violationOf(causality, guarantee, demand.boundBy, because);
}

function unmetTogether(
  causality: Causality,
  order: CertainOrder,
  guarantee: Guarantee,
  cycle: readonly OlderStep[],
): Violation {
  const because = cycle.flatMap(({ before, after, by }): readonly Because[] => {
    if (by === null) return olderBecause(causality, order, before, after);
    const indexOf = (node: number): number =>
      (causality.operations[node] as ObservedOperation).index;
    const older = { before: indexOf(before), after: indexOf(after) };
    return [...shownBy(causality, by), { rule: 'conflict order', ...older }];
  });
  const demand = cycle.find(({ by }) => by !== null)?.by;
  return violationOf(causality, guarantee, demand?.boundBy ?? 0, because);
}

/** That the session knew one version, and that a later operation of it is about the other one. */
function shownBy(causality: Causality, { known, knownBy, bound, boundBy }: Demand): Because[] {
  const indexOf = (node: number): number => (causality.operations[node] as ObservedOperation).index;
  const [read, write] = [indexOf(knownBy), indexOf(boundBy)];
  const knowing: Because[] =
    knownBy === known ? [] : [{ rule: 'reads from', write: indexOf(known), read }];
  const session: Because = { rule: 'session', before: read, after: write };
  if (boundBy === bound) return [...knowing, session];
  const about: Because =
    bound === beginning
      ? { rule: 'reads the beginning', read: write }
      : { rule: 'reads from', write: indexOf(bound), read: write };
  return [...knowing, session, about];
}
