/**
 * A list: `append` adds an element at its end, `write` replaces it by a list of one element, `read` returns
 * all of it. Before the first write it is empty; a read may then answer null as well.
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
    if (action === 'write') return [input];
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

/** An element that no read returned is gone before the next read; until then nothing looks. */
function noticedInList(operations: readonly Asked[]): (unknown: Asked) => boolean {
  const seen = elementsOf(operations);
  return ({ input }) => seen.has(identityOf(input));
}
