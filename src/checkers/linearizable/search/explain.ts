/**
 * Why a part has no linearization. In general there is no short proof of that, so two things are told: the
 * smallest contradiction that could be found within an allowance of steps, and where every order of it gets
 * stuck: the states that are still possible, and what fits none of them.
 */
import type { ObservedOperation } from '../../../history/history.js';
import type { Because, Violation } from '../../consistency/result.js';
import type { Model } from '../../models/model.js';
import { claimOf, narrowed, Trials, type Proven } from './claim.js';
import type { DepthFirst } from './depth-first.js';
import { stuckIn } from './frontier.js';
import { lateBeginning, shrink } from './shrink.js';
import { witnessOf } from './witness.js';

/** Of more operations the real-time order is not told. */
const MOST_OPERATIONS_IN_ORDER = 12;

/** A few operations that contradict each other whatever the others did, and the claim that says so. */
interface Contradiction extends Proven {
  readonly core: readonly ObservedOperation[];
  /** What must be known to follow the proof. */
  readonly because: readonly Because[];
}

/**
 * @param proof the search that found no order
 * @param allowance how many steps the explanation may cost
 */
export function explain(
  { key, operations }: { readonly key: string; readonly operations: readonly ObservedOperation[] },
  model: Model,
  proof: DepthFirst,
  allowance: number,
): { readonly violation: Violation; readonly steps: number } {
  const trials = new Trials(model, allowance);
  const claim = claimOf(operations, model);
  const proven = narrowed({ claim, proof }, model);
  const contradiction = contradictionAfterRead(proven, trials) ?? contradictionIn(proven, trials);
  const witness = witnessOf(contradiction.core, claim, trials);
  const alone = witness && trials.search({ ...claim, certain: witness, optional: [] });
  const isMinimal = alone?.verdict === 'invalid';
  const told = witness !== null && isMinimal ? witness : contradiction.core;
  const violation: Violation = {
    level: 'linearizable',
    kind: 'no order fits',
    key,
    operations: told.map(({ index }) => index).sort((a, b) => a - b),
    minimal: isMinimal,
    because: [
      ...(told.length <= MOST_OPERATIONS_IN_ORDER ? realTime(told) : []),
      ...(isMinimal ? stuckIn(alone) : [...contradiction.because, ...stuckIn(contradiction.proof)]),
    ],
  };
  return { violation, steps: trials.steps };
}

function contradictionIn(whole: Proven, trials: Trials): Contradiction {
  const smallest = shrink(whole, trials);
  return { ...smallest, core: smallest.claim.certain, because: [] };
}

/** Null when there is none that is one when looked at alone. */
function contradictionAfterRead(whole: Proven, trials: Trials): Contradiction | null {
  const late = lateBeginning(whole, trials);
  if (late === null) return null;
  const smallest = shrink(late, trials);
  const core = [late.beginning, ...smallest.claim.certain];
  const alone = trials.verdict({ ...whole.claim, certain: core, optional: [] });
  if (alone !== 'invalid') return null;
  const { initial } = smallest.claim;
  const text = `Right after it the state is ${trials.model.describe(initial)}.`;
  const because: Because = { rule: 'fact', operations: [late.beginning.index], text };
  return { ...smallest, core, because: [because] };
}

/** Who precedes whom, without what follows from the rest. */
function realTime(operations: readonly ObservedOperation[]): readonly Because[] {
  const sorted = [...operations].sort((a, b) => a.index - b.index);
  return sorted.flatMap((after) => {
    const before = sorted.filter(({ end }) => end < after.start);
    const direct = before.filter(({ end }) => !before.some(({ start }) => end < start));
    return direct.map(({ index }): Because => ({
      rule: 'real time',
      before: index,
      after: after.index,
    }));
  });
}
