/** Which objects the search must keep the state of, and which are told by what was read. */
import type { Causality } from '../causal/causality.js';
import type { ModelChoice } from '../models/choice.js';
import type { Model } from '../models/model.js';
import type { SequentialObject } from './walk.js';

/** The keys that reads do not tell enough of, each with its model; one object when a model is not about keys. */
export function objectsOf(
  { operations, keys, keyOf }: Causality,
  modelOf: ModelChoice,
): readonly SequentialObject[] {
  const actions = keys.map(() => new Set<string>());
  for (const [node, { action }] of operations.entries()) {
    actions[keyOf[node] as number]?.add(action);
  }
  const objects: SequentialObject[] = [];
  const whole: { model: Model; keys: number[] }[] = [];
  for (const [key, { reason }] of keys.entries()) {
    if (reason === null) continue;
    const model = modelOf(actions[key] as Set<string>);
    const shared = whole.find((object) => object.model === model);
    if (model.perKey) objects.push({ model, keys: [key] });
    else if (shared === undefined) whole.push({ model, keys: [key] });
    else shared.keys.push(key);
  }
  return [...objects, ...whole];
}
