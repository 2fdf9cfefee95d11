/**
 * Looks for one order of all operations: depth first, with a memory of where it has been. Reads that
 * fit go first, since they change nothing; only writes are choices. A register is not written while
 * somebody has yet to read what it holds: its values are unique and do not come back. So what was done
 * tells what registers hold, and the memory needs only positions of sessions, what was done of the
 * loose ones, and the states of other objects: n^k places at most for k sessions of n operations.
 */
import { isNewPlace } from './memory.js';
import { back, changesNothing, fits, startWalk, step, type Problem, type Walk } from './walk.js';

export type SearchResult =
  /** The nodes in an order that explains every answer. */
  | { readonly kind: 'found'; readonly order: readonly number[]; readonly steps: number }
  /** `stuck`: what was next where the search got furthest. */
  | { readonly kind: 'none'; readonly stuck: readonly number[]; readonly steps: number }
  | { readonly kind: 'spent'; readonly steps: number };

interface Choice {
  /** How many steps were made before it. */
  readonly length: number;
  readonly candidates: readonly number[];
  next: number;
}

/**
 * `budget`: in operations made, again when they are made again, and in those besides that each choice was
 * made from, for all of them are looked at. So a step costs about the same in many sessions as in few.
 */
export function search(problem: Problem, budget: number): SearchResult {
  const walk = startWalk(problem);
  const visited = new Set<string>();
  const choices: Choice[] = [];
  let steps = goOn(walk, budget);
  let furthest = { left: Infinity, stuck: [] as readonly number[] };
  const choose = (): void => {
    if (!isNewPlace(visited, walk)) return;
    const candidates = [...walk.ready].filter((node) => fits(walk, node)).sort((a, b) => a - b);
    steps += Math.max(0, walk.ready.size - 1);
    if (walk.left < furthest.left) furthest = { left: walk.left, stuck: [...walk.ready] };
    choices.push({ length: walk.trail.length, candidates, next: 0 });
  };
  choose();
  while (walk.left > 0) {
    const choice = choices.at(-1);
    if (choice === undefined) return { kind: 'none', stuck: furthest.stuck, steps };
    back(walk, choice.length);
    const node = choice.candidates[choice.next++];
    if (node === undefined) choices.pop();
    else {
      if (steps >= budget) return { kind: 'spent', steps: budget };
      step(walk, node);
      steps += 1 + goOn(walk, budget - steps - 1);
      choose();
    }
  }
  return { kind: 'found', order: walk.trail.map(({ node }) => node), steps };
}

/** Makes all steps that are no choice, at most so many. Answers how many. */
function goOn(walk: Walk, most: number): number {
  const { trail } = walk;
  const before = trail.length;
  // What gets ready on the way is visited, too; what did not fit before does not fit now.
  for (const node of walk.ready) {
    if (trail.length - before >= most) return most;
    if (changesNothing(walk, node) && fits(walk, node)) step(walk, node);
  }
  return trail.length - before;
}
