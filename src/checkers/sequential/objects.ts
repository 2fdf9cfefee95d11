/** Which objects the search must keep the state of, and which are told by what was read. */
import { groupedBy } from '../../kernel/grouped.js';
import type { Causality } from '../causal/causality.js';
import type { SequentialObject } from './walk.js';

/** The keys that reads do not tell enough of, each with its model; one object when a model is not about keys. */
export function objectsOf({ keys }: Causality): readonly SequentialObject[] {
  const open = keys.flatMap(({ model, reason }, key) => (reason === null ? [] : [{ model, key }]));
  const whole = groupedBy(
    open.filter(({ model }) => !model.perKey),
    ({ model }) => model,
  );
  return [
    ...open.filter(({ model }) => model.perKey).map(({ model, key }) => ({ model, keys: [key] })),
    ...[...whole].map(([model, own]) => ({ model, keys: own.map(({ key }) => key) })),
  ];
}
