/** Operations that a model cannot read: found before anything is judged, so that nobody takes them for a verdict. */
import { byKey, type History } from '../../history/history.js';
import { answersOf } from '../models/answers.js';
import type { Model } from '../models/model.js';
import { modelFor } from '../models/registry.js';

export interface Misfit {
  /** The index of the operation. */
  readonly operation: number;
  /** What is wrong with it: a sentence without a full stop. */
  readonly message: string;
}

/** What does not fit the model; without one, the keys whose actions no model knows together. */
export function misfits(history: History, model: Model | null): readonly Misfit[] {
  return model === null ? unknownTogether(history) : unreadable(history, model);
}

function unreadable({ operations }: History, model: Model): readonly Misfit[] {
  return operations.flatMap(({ index, action, input }): readonly Misfit[] => {
    if (!model.actions.includes(action)) {
      const known = model.actions.join(', ');
      const message = `the model ${model.name} knows ${known}, and not ${JSON.stringify(action)}`;
      return [{ operation: index, message }];
    }
    const refusal = model.refuses?.(action, input) ?? null;
    return refusal === null ? [] : [{ operation: index, message: refusal }];
  });
}

function unknownTogether({ operations }: History): readonly Misfit[] {
  return [...byKey(operations).values()].flatMap((own): readonly Misfit[] => {
    const actions = new Set(own.map(({ action }) => action));
    const model = modelFor(actions, answersOf(own));
    if (model !== null) return unreadable({ operations: own, model: null }, model);
    const asked = [...actions].map((action) => JSON.stringify(action)).join(', ');
    const message = `no model knows ${asked} together; name one that does, or bring your own`;
    return [{ operation: own[0]?.index ?? 0, message }];
  });
}
