/** Where a search got stuck: the furthest that any order gets, and what does not go on from there. */
import type { Because } from '../../consistency/result.js';
import type { DepthFirst } from './depth-first.js';
import { IMPOSSIBLE } from './transitions.js';

const MOST_OPERATIONS_TOLD = 12;
const MOST_STATES_TOLD = 5;

/**
 * Every operation that is due at the furthest point and fits none of the states possible there. If the next
 * one would fit, it leads to where a later read can never fit; then that is told.
 */
export function stuckIn(walk: DepthFirst): readonly Because[] {
  const { certain, transitions } = walk.part;
  const next = walk.deepest;
  const after = statesAfter(walk, next);
  if (after.length > 0) {
    const hopeless = walk.part.foresight.reads.filter((read) => {
      const isDue = read >= next && (certain.starts[read] as number) <= walk.stuckAt;
      const reading = certain.classes[read] as number;
      return isDue && after.every((state) => !transitions.mayLead(state, reading));
    });
    return hopeless.slice(0, MOST_OPERATIONS_TOLD).map((read) => notPossible(walk, read, after));
  }
  const told: Because[] = [];
  for (let operation = next; operation < certain.count; operation += 1) {
    if ((certain.starts[operation] as number) > (certain.ends[next] as number)) continue;
    const states = walk.visited.statesAt(next, certain.bits[operation] as number);
    const operationClass = certain.classes[operation] as number;
    const fits = states.some((state) => transitions.step(state, operationClass) !== IMPOSSIBLE);
    if (states.length > 0 && !fits) told.push(notPossible(walk, operation, states));
    if (told.length === MOST_OPERATIONS_TOLD) break;
  }
  return told;
}

/** The states that the next operation leads to; the initial one when nothing was hoped for from there on. */
function statesAfter({ part, visited }: DepthFirst, next: number): readonly number[] {
  if (visited.count === 0) return [0];
  const { certain, transitions } = part;
  const states = visited.statesAt(next, certain.bits[next] as number);
  const after = states.map((state) => transitions.step(state, certain.classes[next] as number));
  return [...new Set(after)].filter((state) => state !== IMPOSSIBLE);
}

function notPossible({ part }: DepthFirst, operation: number, states: readonly number[]): Because {
  return {
    rule: 'not possible',
    operation: part.certain.indexes[operation] as number,
    states: states.slice(0, MOST_STATES_TOLD).map((state) => part.transitions.describe(state)),
  };
}
