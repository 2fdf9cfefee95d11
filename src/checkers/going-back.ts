/**
 * Where somebody went back in time: the session violations and the inversions of a run. Both ask whether
 * states include writes (inclusion.ts), and only of the keys on which that can be amiss.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { WriteId } from '../history/operation.js';
import type { Fate } from './fates.js';
import { inclusion } from './inclusion.js';
import { inversions, type Inversion } from './inversions.js';
import { keysInDoubt } from './keys-in-doubt.js';
import { sessionViolations, type SessionViolation } from './session-violations.js';
import { versionAncestry } from './version-ancestry.js';
import type { VersionOrder } from './version-order.js';

export interface GoingBack {
  readonly sessionViolations: readonly SessionViolation[];
  readonly inversions: readonly Inversion[];
}

/** Judges all sessions and all reads. O(n log n) in operations and ledger entries. */
export function goingBack(
  chronicle: Chronicle,
  order: VersionOrder,
  fates: ReadonlyMap<WriteId, Fate>,
): GoingBack {
  const doubtful = keysInDoubt(chronicle, order);
  if (doubtful.size === 0) return { sessionViolations: [], inversions: [] };
  const operations = chronicle.operations.filter(({ key }) => doubtful.has(key));
  const looked = { operations, writes: chronicle.writes };
  const included = inclusion(looked, order, versionAncestry(chronicle, order), fates);
  return {
    sessionViolations: sessionViolations(looked, included),
    inversions: inversions(looked, included),
  };
}
