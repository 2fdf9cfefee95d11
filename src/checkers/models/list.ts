/**
 * A list: `append` adds an element at its end, `write` replaces it by a list of one element, or of none when
 * it writes null; `read` returns all of it. Before the first write it is empty; a read of an empty list may
 * answer null as well.
 */
import { identityOf, isList, type Value } from '../../history/history.js';
import { abbreviated, elementsOf } from './describe.js';
import type { Asked, Model } from './model.js';

export const list: Model<readonly Value[]> = {
  name: 'list',
  actions: ['read', 'append', 'write'],
  readOnly: ['read'],
  perKey: true,
  initial: () => [],
  step: (state, { action, input, output }) => {
    if (action === 'append') return [...state, input];
    if (action === 'write') return input === null ? [] : [input];
    return output === undefined || holds(state, output ?? []) ? state : undefined;
  },
  identity: identityOf,
  describe: (state) => abbreviated(identityOf(state)),
  noticed: noticedInList,
  overwriting: ['write'],
  mayLead: (state, { output }) => !isList(output) || holds(state, output.slice(0, state.length)),
};

function holds(state: readonly Value[], output: Value): boolean {
  return (
    isList(output) && output.length === state.length && identityOf(output) === identityOf(state)
  );
}

/**
 * An element that no read returned is gone before the next read; until then nothing looks. What a write of null
 * took away every later read may miss.
 */
function noticedInList(operations: readonly Asked[]): (unknown: Asked) => boolean {
  const seen = elementsOf(operations);
  return ({ action, input }) =>
    (action === 'write' && input === null) || seen.has(identityOf(input));
}
