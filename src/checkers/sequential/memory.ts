/** Remembers where a walk has been: what is done and what the objects hold, as a text. */
import type { Walk } from './walk.js';

export interface Memory {
  readonly visited: Set<string>;
  /** By object: numbers of its states, by identity. */
  readonly states: readonly Map<string | number, number>[];
}

export function noMemory({ problem }: Walk): Memory {
  return { visited: new Set(), states: problem.objects.map(() => new Map()) };
}

/** Whether the walk is here for the first time. Then it is remembered. */
export function isNewPlace({ visited, states }: Memory, walk: Walk): boolean {
  const { objects } = walk.problem;
  const held = objects.map(({ model }, object) => {
    const identity = model.identity(walk.states[object]);
    const numbers = states[object] as Map<string | number, number>;
    const number = numbers.get(identity) ?? numbers.size;
    numbers.set(identity, number);
    return number;
  });
  const place = [...walk.positions, ...held, ...[...walk.loose].sort((a, b) => a - b)];
  const text = String.fromCharCode(...place.flatMap((one) => [one & 0xffff, one >>> 16]));
  if (visited.has(text)) return false;
  visited.add(text);
  return true;
}
