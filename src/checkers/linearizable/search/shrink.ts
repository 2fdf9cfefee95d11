/**
 * Makes a claim small: fewer certain operations, as long as they contradict each other. First it looks for a
 * late beginning, then operations become optional, many at a time and then one by one (delta debugging), reads
 * first.
 */
import type { ObservedOperation } from '../../../history/history.js';
import { isReadOnly } from '../../models/model.js';
import { relaxed, type Claim, type Proven, type Trials } from './claim.js';

/** How many reads are tried as a beginning. */
const BEGINNINGS = 32;
/** What each of them may cost: at first little, since one of them is often easy. */
const BEGINNING_STEPS = [500, 3_000, 20_000];

/** A claim about what comes after a read that fits one state only. */
export interface Late extends Proven {
  readonly beginning: ObservedOperation;
}

/**
 * The latest read that will do as a beginning. If the read fits one state only, then any order has that state
 * at the read. What precedes the read is behind it then, what follows it still has to come, and all the others
 * may come or have been. So if these cannot be ordered from that state on, all of them cannot. The states that
 * the read may fit are all those that the search met.
 */
export function lateBeginning({ claim, proof }: Proven, trials: Trials): Late | null {
  const { transitions } = proof.part;
  const reads = claim.certain
    .filter((operation) => isReadOnly(trials.model, operation))
    .sort((a, b) => b.start - a.start)
    .slice(0, BEGINNINGS);
  if (!trials.pays(transitions.size >>> 5)) return null;
  const states = transitions.statesThatFit(reads);
  const candidates = reads.flatMap((beginning, place) => {
    const [initial, ...others] = states[place] ?? [];
    return initial === undefined || others.length > 0 ? [] : [{ beginning, initial }];
  });
  for (const limit of BEGINNING_STEPS) {
    for (const { beginning, initial } of candidates) {
      if (trials.isHalfSpent) return null;
      const late = trials.proven(claimAfter(beginning, { ...claim, initial }, trials), limit);
      const isCertain =
        late !== null &&
        trials.pays(transitions.stateCount >>> 4) &&
        transitions.fitsOnly(beginning, initial);
      if (isCertain) return { ...late, beginning };
    }
  }
  return null;
}

function claimAfter(beginning: ObservedOperation, claim: Claim, trials: Trials): Claim {
  const certain = claim.certain.filter(({ end }) => end >= beginning.start);
  const concurrent = certain.filter(({ start }) => start <= beginning.end);
  return relaxed({ ...claim, certain }, new Set(concurrent), trials.model);
}

/** The claim with as few certain operations as the allowance lets it find. */
export function shrink({ claim, proof }: Proven, trials: Trials): Proven {
  const isRead = (operation: ObservedOperation): boolean => isReadOnly(trials.model, operation);
  const reads = claim.certain.filter(isRead);
  const others = claim.certain.filter((operation) => !isRead(operation));
  let smallest: Proven = { claim: { ...claim, certain: [...reads, ...others] }, proof };
  for (let size = Math.ceil(claim.certain.length / 2); size > 1; size = Math.ceil(size / 2)) {
    smallest = relaxInPieces(smallest, size, trials);
  }
  for (let before = Infinity; smallest.claim.certain.length < before;) {
    before = smallest.claim.certain.length;
    smallest = relaxInPieces(smallest, 1, trials);
  }
  return smallest;
}

function relaxInPieces(proven: Proven, size: number, trials: Trials): Proven {
  let smallest = proven;
  for (let at = 0; at < smallest.claim.certain.length && trials.affords(smallest.claim);) {
    const piece = new Set(smallest.claim.certain.slice(at, at + size));
    const smaller = trials.proven(relaxed(smallest.claim, piece, trials.model));
    if (smaller === null) at += size;
    else smallest = smaller;
  }
  return smallest;
}
