/**
 * Zombies: a client was told that the write surely had no effect, yet it is there. Always a
 * violation.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';
import type { Fate } from './fates.js';

/** Writes that ended `fail` and are present, in the order of invocation. */
export function zombieWrites(
  { writes }: Pick<Chronicle, 'writes'>,
  fates: ReadonlyMap<WriteId, Fate>,
): readonly Operation[] {
  return writes.filter(
    (operation): operation is Operation =>
      operation?.outcome === 'fail' && fates.get(operation.write) === 'present',
  );
}
