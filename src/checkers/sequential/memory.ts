/** Remembers where a walk has been: what is done and what the objects hold, as a text. */
import type { Walk } from './walk.js';

/** More places are not remembered: beyond, the search is as right, but may come back to one. */
const mostPlaces = 2_000_000;

/** Whether the walk is here for the first time. Then it is remembered. */
export function isNewPlace(
  visited: Set<string>,
  { positions, states, unreadLoose }: Walk,
): boolean {
  const loose = [...unreadLoose].sort((a, b) => a - b);
  const place = `${positions.join()};${states.join()};${loose.join()}`;
  if (visited.has(place)) return false;
  if (visited.size < mostPlaces) visited.add(place);
  return true;
}
