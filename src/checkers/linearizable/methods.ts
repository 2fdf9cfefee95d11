/** Which method without search fits a key, by its model and its operations. */
import type { ObservedOperation } from '../../history/history.js';
import { casRegister } from '../models/cas-register.js';
import { list } from '../models/list.js';
import type { Model } from '../models/model.js';
import { queue } from '../models/queue.js';
import { register } from '../models/register.js';
import { set } from '../models/set.js';
import type { Judgement } from './contradiction.js';
import type { Collection } from './growth.js';
import { onePass } from './one-pass.js';
import { pairs } from './queue-order.js';
import { replay } from './replay.js';
import { zones } from './zones.js';

/** In the order in which a scope lists them. */
export const methods = ['zones', 'one pass', 'pairs', 'replay', 'search'] as const;

export type Method = (typeof methods)[number];

/** Models are told apart by identity: one of a user may have other rules for the same actions. */
const registers: ReadonlySet<Model> = new Set([register, casRegister]);
const collections: ReadonlyMap<Model, Collection> = new Map<Model, Collection>([
  [list, { add: 'append', isOrdered: true }],
  [set, { add: 'add', isOrdered: false }],
]);

export interface Judged {
  readonly method: Exclude<Method, 'search'>;
  readonly judgement: Judgement;
}

/**
 * Judges the operations of one key (in the order of invocation, without failed ones and unknown reads) by
 * the first method that fits. Null when only a search can tell.
 */
export function withoutSearch(
  operations: readonly ObservedOperation[],
  model: Model,
): Judged | null {
  const judged = polynomial(operations, model);
  if (judged !== null) return judged;
  const valid = replay(operations, model);
  return valid === null ? null : { method: 'replay', judgement: valid };
}

function polynomial(operations: readonly ObservedOperation[], model: Model): Judged | null {
  if (registers.has(model)) {
    const judgement = zones(operations);
    return judgement && { method: 'zones', judgement };
  }
  if (model === queue) {
    const judgement = pairs(operations);
    return judgement && { method: 'pairs', judgement };
  }
  const collection = collections.get(model);
  if (collection === undefined) return null;
  const judgement = onePass(operations, collection);
  return judgement && { method: 'one pass', judgement };
}
