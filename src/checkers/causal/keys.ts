/**
 * What kind of object each key of a history holds, told by the actions on it. Only kinds whose reads
 * name the writes they saw can be judged without a search.
 */
import { isList, type Value } from '../../history/history.js';
import { isPlain, type ModelChoice } from '../models/choice.js';

/**
 * `register`: a write replaces what is there. `list`: an append adds an element at the end. `set`: an
 * add adds an element. A read returns everything.
 */
export type Shape = 'register' | 'list' | 'set';

export interface ObservedKey {
  readonly name: string;
  /** Null when its operations cannot be judged at all. */
  readonly shape: Shape | null;
  /** Why not all of it can be judged; null when it can. */
  reason: string | null;
}

/** What was seen of a key. */
export interface Sighting {
  readonly name: string;
  readonly actions: Set<string>;
  /** Whether a read returned a list, and whether one returned neither a list nor null. */
  lists: boolean;
  others: boolean;
}

export function sighted(name: string): Sighting {
  return { name, actions: new Set(), lists: false, others: false };
}

/** Takes note of an action on a key, and of what was read. */
export function sight(seen: Sighting, action: string, output: Value | undefined): void {
  seen.actions.add(action);
  if (action !== 'read' || output === undefined || output === null) return;
  if (isList(output)) seen.lists = true;
  else seen.others = true;
}

const shapes: ReadonlyMap<string, Shape> = new Map([
  ['write', 'register'],
  ['append', 'list'],
  ['add', 'set'],
]);

export function keyFrom(
  { name, actions, lists, others }: Sighting,
  model: ModelChoice,
): ObservedKey {
  const undecided = (reason: string): ObservedKey => ({ name, shape: null, reason });
  const writes = [...actions].filter((action) => action !== 'read').sort();
  const strange = writes.find((action) => !shapes.has(action));
  if (strange !== undefined)
    return undecided(
      `${strange} does not tell who saw which write, as read, write, append and add do`,
    );
  if (!isPlain(actions, model(actions)))
    return undecided('its model gives the actions another meaning');
  if (writes.length > 1) return undecided(`${writes.join(' and ')} on one key`);
  const [write = lists ? 'append' : 'write'] = writes;
  const shape = shapes.get(write) ?? 'register';
  if (shape === 'register' || !others) return { name, shape, reason: null };
  return undecided('its reads do not return lists of what was added');
}
