/** Changes of observed histories of which it is known what they mean. */
import {
  isList,
  type History,
  type ObservedOperation,
  type Value,
} from '../../src/history/history.js';
import { numbered } from './histories.js';
import type { ObjectKind } from './objects.js';

/** Every number and every letter of a text gets another name. */
export function otherValue(value: Value): Value {
  if (typeof value === 'number') return `value ${99 - value}`;
  if (typeof value === 'string') {
    return value.replace(/./gu, (letter) => `(${99 - letter.charCodeAt(0)})`);
  }
  return isList(value) ? value.map(otherValue) : value;
}

/**
 * Whether nobody can have seen a write of unknown outcome: no answer shows its value, no cas asked for
 * it, and nobody was told that the object was empty or held something else after an add or a remove.
 */
export function isUnseen(one: ObservedOperation, all: readonly ObservedOperation[]): boolean {
  const { action, input, key, outcome } = one;
  if (outcome !== 'info') return false;
  if (['read', 'get'].includes(action)) return true;
  if (!['write', 'append', 'enqueue', 'put'].includes(action)) return false;
  const shown = all.filter((other) => other.key === key && other.output !== undefined);
  return !shown.some(({ action: asked, input: given, output }) => {
    if (asked === 'cas') return output === false || (isList(given) && given[0] === input);
    if (typeof output === 'string') return output.includes(input as string);
    return isList(output) ? output.includes(input) : output === input;
  });
}

/** The history with a look at what the object held in a gap of an order of its operations. */
export function withLook(
  { operations }: History,
  { key, order, gap }: { readonly key: string; readonly order: readonly number[]; gap: number },
  kind: ObjectKind,
): History | null {
  const { model, look } = kind;
  const inOrder = order.map((index) => operations[index] as ObservedOperation);
  const before = inOrder.slice(0, gap % (inOrder.length + 1));
  const after = inOrder.slice(before.length);
  const state = before.reduce<unknown>((held, one) => model.step(held, one), model.initial());
  const action = look ?? 'dequeue';
  const output = kind.answer(state, [action, null]);
  // A queue can only be looked at when it is empty.
  if (output === undefined || (look === null && output !== null)) return null;
  const earliest = Math.max(-1, ...before.map(({ start }) => start));
  const latest = Math.min(earliest + 2, ...after.map(({ end }) => end));
  const at = gap % 3 === 0 ? earliest : gap % 3 === 1 ? latest : (earliest + latest) / 2;
  const times = { start: at, end: at, invokedAt: at, completedAt: at };
  const asked = { session: 'looker', key, action, input: null, output, revision: null };
  return numbered([...operations, { ...asked, ...times, outcome: 'ok' }]);
}
