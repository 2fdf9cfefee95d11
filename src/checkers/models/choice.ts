/** Which model the keys of a history have. */
import type { Answers } from './answers.js';
import type { Model } from './model.js';
import { modelFor } from './registry.js';

/** The model of a key, by the actions that the history asks of it, and what reads were answered. */
export type ModelChoice = (actions: ReadonlySet<string>, answers: Answers) => Model;

/** The model named for all keys; if none is, by key the weakest that knows its actions. Throws when none does. */
export function modelChoice(named: Model | null): ModelChoice {
  return (actions, answers) => {
    const fitting = named ?? modelFor(actions, answers);
    if (fitting === null)
      throw new RangeError(`no model knows ${[...actions].join(', ')} together`);
    return fitting;
  };
}
