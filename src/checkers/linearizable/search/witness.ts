/**
 * Makes of a contradiction one that stands for itself: with the writes that its reads saw, and without what
 * it can do without.
 */
import type { ObservedOperation } from '../../../history/history.js';
import type { Claim, Trials } from './claim.js';

/** More operations than these are not tried one by one. */
const LARGEST = 24;

export interface Witness {
  readonly operations: readonly ObservedOperation[];
  /** Without any one of them (a write with all that only it explains) the others can be ordered. */
  readonly minimal: boolean;
}

/**
 * What contradicts itself when it is looked at alone.
 * @param core the operations that contradict each other, whatever the others did
 * @param whole a claim about all operations, from the beginning
 */
export function witnessOf(
  core: readonly ObservedOperation[],
  whole: Claim,
  trials: Trials,
): Witness {
  const explained = core.map((operation) => explanationOf(operation, whole, trials));
  const isExplained = explained.every((explanation) => explanation !== null);
  const complete = [
    ...new Set([...core, ...explained.flatMap((explanation) => explanation ?? [])]),
  ];
  if (isExplained && complete.length <= LARGEST) return reduced(complete, whole, trials);
  return { operations: complete, minimal: false };
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

/** Takes away one after the other. What is left must be a contradiction that the others cannot resolve. */
function reduced(operations: readonly ObservedOperation[], whole: Claim, trials: Trials): Witness {
  let minimal = true;
  for (const operation of operations) {
    const fewer = without(operation, operations, whole, trials);
    const verdict = trials.verdict({ ...whole, certain: fewer, optional: [] });
    if (verdict === 'valid') continue;
    minimal = false;
    if (verdict === 'unknown') continue;
    const kept = new Set(fewer);
    const others = [...whole.certain, ...whole.optional].filter((other) => !kept.has(other));
    if (trials.verdict({ ...whole, certain: fewer, optional: others }) === 'invalid') {
      return reduced(fewer, whole, trials);
    }
  }
  return { operations, minimal };
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
