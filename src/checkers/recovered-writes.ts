/** Recovered writes: nobody was told that they happened, yet they did. Reported, never an error. */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import type { Fate } from './fates.js';

/**
 * Writes that ended `info`, or never, and are present or superseded; in the order of invocation.
 */
export function recoveredWrites(
  { writes }: Pick<Chronicle, 'writes'>,
  fates: ReadonlyMap<WriteId, Fate>,
): readonly Operation[] {
  return writes.filter((operation): operation is Operation => {
    if (operation === undefined || operation.outcome === 'ok' || operation.outcome === 'fail') {
      return false;
    }
    const fate = fates.get(operation.write);
    return fate === 'present' || fate === 'superseded';
  });
}
