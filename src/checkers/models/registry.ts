/** The models that come with the program, and which of them fits a history that names none. */
import { casRegister } from './cas-register.js';
import { counter } from './counter.js';
import { kv } from './kv.js';
import { list } from './list.js';
import type { Model } from './model.js';
import { queue } from './queue.js';
import { register } from './register.js';
import { set } from './set.js';

/** From the weakest on: the first one that knows all actions of a history fits it. */
export const models: readonly Model[] = [register, casRegister, list, set, counter, queue, kv];

export function modelNamed(name: string): Model | null {
  return models.find((model) => model.name === name) ?? null;
}

/**
 * The weakest model that knows all these actions, null when none does. Adds and reads fit a set; that they
 * mean a counter must be said by name.
 */
export function modelFor(actions: ReadonlySet<string>): Model | null {
  const asked = [...actions];
  return models.find((model) => asked.every((action) => model.actions.includes(action))) ?? null;
}
