/**
 * Shortest paths through the graph of causality (breadth first), to explain in few steps why one
 * operation is before another one. Session order counts as one step however far it leads.
 */
import type { Causality, Conclusion, ConclusionIndex } from './causality.js';
import type { Clocks } from './clocks.js';
import { at } from './groups.js';

export interface Step {
  readonly before: number;
  readonly after: number;
  /** Why. */
  readonly by: 'session' | 'reads from' | Conclusion;
}

export interface Bounds {
  /** Walk along these as well; null: along none. */
  readonly index: ConclusionIndex | null;
  /** Only the first so many of them. */
  readonly conclusions?: number;
  /** When given: the clocks that include all the path goes through. */
  readonly clocks?: Clocks;
}

/** A search under way. */
interface Search {
  readonly causality: Causality;
  readonly to: number;
  readonly bounds: Bounds;
  readonly parents: Map<number, Step>;
  readonly queue: number[];
  /** By session: from here on all positions were reached. */
  readonly reachedFrom: Map<number, number>;
}

/**
 * A path of fewest steps from one node to another one, or from a node back to itself; null when
 * there is none. O(nodes + edges), and with clocks only of what is between.
 */
export function shortestPath(
  causality: Causality,
  from: number,
  to: number,
  bounds: Bounds,
): readonly Step[] | null {
  const parents = new Map<number, Step>();
  const queue = [from];
  const search = { causality, to, bounds, parents, queue, reachedFrom: new Map<number, number>() };
  for (let next = 0; next < queue.length && !parents.has(to); next++) {
    expand(search, queue[next] as number);
  }
  if (!parents.has(to)) return null;
  const steps: Step[] = [];
  let node = to;
  do {
    const step = parents.get(node) as Step;
    steps.push(step);
    node = step.before;
  } while (node !== from);
  return steps.reverse();
}

function expand(search: Search, node: number): void {
  const { causality, bounds } = search;
  const { readers } = causality;
  for (let place = at(readers.start, node); place < at(readers.start, node + 1); place++) {
    reach(search, { before: node, after: at(readers.members, place), by: 'reads from' });
  }
  if (at(causality.isLoose, node) === 0) expandSession(search, node);
  if (bounds.index === null) return;
  const { conclusions, outOf } = bounds.index;
  for (let place = at(outOf.start, node); place < at(outOf.start, node + 1); place++) {
    const number = at(outOf.members, place);
    const by = conclusions[number] as Conclusion;
    if (number < (bounds.conclusions ?? Infinity)) {
      reach(search, { before: node, after: by.after, by });
    }
  }
}

/** All later operations of the session that were not reached yet, one step further. */
function expandSession(search: Search, node: number): void {
  const { sessions, sessionOf, positionOf, isLoose } = search.causality;
  const session = at(sessionOf, node);
  const first = at(sessions.start, session);
  const own = at(positionOf, node);
  const end = search.reachedFrom.get(session) ?? at(sessions.start, session + 1) - first;
  const last = furthest(search, session);
  for (let position = own + 1; position < end; position++) {
    const after = at(sessions.members, first + position);
    // What is loose may be in the past all the same, until something certain is not.
    if (position > last && at(isLoose, after) === 0) break;
    reach(search, { before: node, after, by: 'session' });
  }
  search.reachedFrom.set(session, Math.min(end, own + 1));
}

function reach(search: Search, step: Step): void {
  const { causality, to, parents, queue } = search;
  const { after } = step;
  const position = at(causality.positionOf, after);
  const isLoose = at(causality.isLoose, after) === 1;
  if (!isLoose && position > furthest(search, at(causality.sessionOf, after))) return;
  if (parents.has(after) || (after === queue[0] && after !== to)) return;
  parents.set(after, step);
  queue.push(after);
}

/** How far into a session the path may go. */
function furthest({ to, bounds }: Search, session: number): number {
  if (bounds.clocks === undefined) return Infinity;
  return at(bounds.clocks.entries, to * bounds.clocks.width + session);
}
