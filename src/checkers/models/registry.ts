/** The models that come with the program, and which of them fits a history that names none. */
import type { Answers } from './answers.js';
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
 * The weakest model that knows all these actions, null when none does. Adds and reads fit a set, but no set answers
 * numbers: then it is a counter.
 */
export function modelFor(
  actions: ReadonlySet<string>,
  answers: Answers = 'anything',
): Model | null {
  const asked = [...actions];
  const isCounter = answers === 'numbers' && actions.has('add');
  const candidates = isCounter ? [counter, ...models] : models;
  return (
    candidates.find((model) => asked.every((action) => model.actions.includes(action))) ?? null
  );
}
