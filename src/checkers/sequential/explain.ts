/** Why no single order explains a history, from what saturation or the search found. */
import type { ObservedOperation } from '../../history/history.js';
import type { Causality, ConclusionIndex } from '../causal/causality.js';
import { factsOn, noteSteps, violationOf } from '../causal/explain.js';
import { at, membersOf } from '../causal/groups.js';
import type { Step } from '../causal/paths.js';
import type { Because, Violation } from '../consistency/result.js';
import type { SequentialObject } from './walk.js';

/** Operations that would have to be before themselves. */
export function contradictingCycle(
  causality: Causality,
  index: ConclusionIndex,
  cycle: readonly Step[],
): Violation {
  const facts = factsOn({ causality, bounds: { index } });
  noteSteps(facts, cycle);
  const about = cycle.find(({ by }) => typeof by === 'object') ?? cycle[0];
  return violationOf(facts, 'sequential', 'cycle in the order', about?.after ?? 0);
}

/** What it is called when all that can be told is where the search got stuck. */
export const stuckKind = 'no next operation';

/** Of more operations only those are named at which the search was stuck. */
const mostOperations = 1000;

/**
 * All orders were tried. Where only models tell what is right, or there are too many operations, those
 * say most at which the search was stuck; else all are named, and minimise.ts makes them fewer.
 */
export function exhausted(
  causality: Causality,
  objects: readonly SequentialObject[],
  stuck: readonly number[],
): Violation {
  const { operations } = causality;
  const isWhole = objects.length === 0 && operations.length <= mostOperations;
  const nodes = isWhole ? [...operations.keys()] : stuck.toSorted((a, b) => a - b);
  const indexes = nodes.map((node) => (operations[node] as ObservedOperation).index);
  const text = isWhole
    ? 'No order of these operations explains what they returned: all were tried.'
    : 'None of these operations can be the next one where the search for an order got furthest.';
  const facts = isWhole ? nodes.flatMap((node) => known(causality, node)) : [];
  return {
    level: 'sequential',
    kind: isWhole ? 'no order' : stuckKind,
    key: operations[nodes[0] ?? 0]?.key ?? '',
    operations: indexes,
    minimal: false,
    because: [...facts, { rule: 'fact', operations: indexes, text }],
  };
}

/** What is before a node: in its session, and by what it read. */
function known({ operations, predecessor, sources }: Causality, node: number): Because[] {
  const indexOf = (one: number): number => (operations[one] as ObservedOperation).index;
  const before = at(predecessor, node);
  const reads = [...membersOf(sources, node)].map((source): Because => ({
    rule: 'reads from',
    write: indexOf(source),
    read: indexOf(node),
  }));
  if (before < 0) return reads;
  return [{ rule: 'session', before: indexOf(before), after: indexOf(node) }, ...reads];
}
