/** Which model the keys of a history have, and whether their actions mean by it what their names say. */
import { casRegister } from './cas-register.js';
import { list } from './list.js';
import type { Model } from './model.js';
import { register } from './register.js';
import { modelFor } from './registry.js';
import { set } from './set.js';

/** The model of a key, by the actions that the history asks of it. */
export type ModelChoice = (actions: ReadonlySet<string>) => Model;

/** The model named for all keys; if none is, by key the weakest that knows its actions. Throws when none does. */
export function modelChoice(named: Model | null): ModelChoice {
  return (actions) => {
    const fitting = named ?? modelFor(actions);
    if (fitting === null)
      throw new RangeError(`no model knows ${[...actions].join(', ')} together`);
    return fitting;
  };
}

/**
 * Whether actions mean by a model what the checkers of reads take them for: a write replaces, an
 * append adds at the end, an add adds. Models are told apart by identity: one of a user may have
 * other rules for the same actions, and any name.
 */
export function isPlain(actions: ReadonlySet<string>, model: Model): boolean {
  if (actions.has('append')) return model === list;
  if (actions.has('add')) return model === set;
  if (actions.has('write')) return model === register || model === casRegister;
  return plain.has(model);
}

const plain: ReadonlySet<Model> = new Set([register, casRegister, list, set]);
