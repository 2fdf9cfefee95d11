/**
 * Makes of a contradiction one that stands for itself: with the writes that its reads saw, and without what
 * it can do without.
 */
import type { ObservedOperation } from '../../../history/history.js';
import type { Claim, Trials } from './claim.js';

/** More operations than these are not tried one by one. */
const LARGEST = 24;

/**
 * What contradicts itself when it is looked at alone: without any one of the operations (a write with all
 * that only it explains) the others can be ordered. Null when none was found within the allowance.
 * @param core the operations that contradict each other, whatever the others did
 * @param whole a claim about all operations, from the beginning
 */
export function witnessOf(
  core: readonly ObservedOperation[],
  whole: Claim,
  trials: Trials,
): readonly ObservedOperation[] | null {
  const complete = new Set(core);
  for (const operation of core) {
    const explanation = complete.size > LARGEST ? null : explanationOf(operation, whole, trials);
    if (explanation === null) return null;
    for (const other of explanation) complete.add(other);
  }
  return complete.size > LARGEST ? null : reduced([...complete], whole, trials);
}

/** Operations that explain what this one was answered; null when it is not known. None when nothing does. */
function explanationOf(
  operation: ObservedOperation,
  whole: Claim,
  trials: Trials,
): readonly ObservedOperation[] | null {
  const others = [...whole.certain, ...whole.optional].filter(
    (other) => other !== operation && other.start <= operation.end,
  );
  const walk = trials.search({ initial: whole.initial, certain: [operation], optional: others });
  if (walk === null || walk.verdict === 'unknown') return null;
  const used = new Set(walk.verdict === 'valid' ? walk.order : []);
  return others.filter(({ index }) => used.has(index));
}

/**
 * Takes away one after the other. What is left must be a contradiction that the others cannot resolve. Null
 * when it may not be minimal.
 */
function reduced(
  operations: readonly ObservedOperation[],
  whole: Claim,
  trials: Trials,
): readonly ObservedOperation[] | null {
  let isMinimal = true;
  for (const operation of operations) {
    const fewer = without(operation, operations, whole, trials);
    const verdict = trials.verdict({ ...whole, certain: fewer, optional: [] });
    if (verdict === 'valid') continue;
    isMinimal = false;
    if (verdict === 'unknown') continue;
    const ends = fewer.filter(({ outcome }) => outcome === 'ok').map(({ end }) => end);
    const last = Math.max(...ends);
    const others = [...whole.certain, ...whole.optional].filter(
      (other) => other.start <= last && !fewer.includes(other),
    );
    if (trials.verdict({ ...whole, certain: fewer, optional: others }) === 'invalid') {
      return reduced(fewer, whole, trials);
    }
  }
  return isMinimal ? operations : null;
}

/** Without an operation and all that nothing but it explains. */
function without(
  operation: ObservedOperation,
  operations: readonly ObservedOperation[],
  whole: Claim,
  trials: Trials,
): readonly ObservedOperation[] {
  let left = operations.filter((other) => other !== operation);
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    left = left.filter((other) => {
      const optional = left.filter((candidate) => candidate !== other);
      return trials.verdict({ ...whole, certain: [other], optional }) !== 'invalid';
    });
  }
  return left;
}
