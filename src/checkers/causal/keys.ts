/**
 * What kind of object each key of a history holds, told by its model and the actions on it. Only kinds
 * whose reads name the writes they saw can be judged without a search.
 */
import { isList, type Value } from '../../history/history.js';
import { casRegister } from '../models/cas-register.js';
import type { ModelChoice } from '../models/choice.js';
import { counter } from '../models/counter.js';
import { list } from '../models/list.js';
import type { Model } from '../models/model.js';
import { register } from '../models/register.js';
import { set } from '../models/set.js';

/**
 * `register`: a write replaces what is there. `list`: an append adds an element at the end. `set`: an
 * add adds an element. A read returns everything.
 */
export type Shape = 'register' | 'list' | 'set';

export interface ObservedKey {
  readonly name: string;
  readonly model: Model;
  /** Null when its operations cannot be judged at all. */
  readonly shape: Shape | null;
  /** Why not all of it can be judged; null when it can. */
  reason: string | null;
}

/** What was seen of a key. */
export interface Sighting {
  readonly name: string;
  /** What clients asked for, by which its model is chosen, and what of that may have happened. */
  readonly asked: Set<string>;
  readonly actions: Set<string>;
  /** Whether a read returned a list, whether one returned neither a list nor null, and whether all of those were numbers. */
  lists: boolean;
  others: boolean;
  onlyNumbers: boolean;
}

export function sighted(name: string): Sighting {
  const [asked, actions] = [new Set<string>(), new Set<string>()];
  return { name, asked, actions, lists: false, others: false, onlyNumbers: true };
}

/** Takes note of an action on a key that may have happened, and of what was read. */
export function sight(seen: Sighting, action: string, output: Value | undefined): void {
  seen.actions.add(action);
  if (action !== 'read' || output === undefined || output === null) return;
  if (isList(output)) seen.lists = true;
  else {
    seen.others = true;
    seen.onlyNumbers &&= typeof output === 'number';
  }
}

const writing: ReadonlySet<string> = new Set(['write', 'append', 'add']);

/** Models are told apart by identity: one of a user may have other rules for the same actions. */
const plain: ReadonlyMap<Model, { readonly shape: Shape; readonly write: string }> = new Map([
  [register, { shape: 'register', write: 'write' }],
  [casRegister, { shape: 'register', write: 'write' }],
  [list, { shape: 'list', write: 'append' }],
  [set, { shape: 'set', write: 'add' }],
]);

export function keyFrom(seen: Sighting, modelOf: ModelChoice): ObservedKey {
  const { name, asked, actions, lists, others, onlyNumbers } = seen;
  // One that was only read, and answered with lists, is a list.
  const isList = lists && asked.size === 1 && asked.has('read');
  const answers = others && !lists && onlyNumbers ? 'numbers' : 'anything';
  const model = modelOf(isList ? new Set([...asked, 'append']) : asked, answers);
  const undecided = (reason: string): ObservedKey => ({ name, model, shape: null, reason });
  const writes = [...actions].filter((action) => action !== 'read').sort();
  const strange = writes.find((action) => !writing.has(action));
  if (strange !== undefined)
    return undecided(
      `${strange} does not tell who saw which write, as read, write, append and add do`,
    );
  if (model === counter) return undecided('a sum does not tell which adds it holds');
  const known = plain.get(model);
  if (writes.length > 1) return undecided(`${writes.join(' and ')} on one key`);
  if (known === undefined || (writes.length === 1 && writes[0] !== known.write))
    return undecided('its model gives the actions another meaning');
  const { shape } = known;
  if (shape === 'register' || !others) return { name, model, shape, reason: null };
  return undecided('its reads do not return lists of what was added');
}
