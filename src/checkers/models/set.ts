/**
 * A set: `add` and `remove` take an element, `read` returns all elements, in any order and each once. At
 * first it is empty; a read may then answer null as well.
 */
import { identityOf, isList, type Value } from '../../history/history.js';
import { abbreviated, elementsOf } from './describe.js';
import type { Asked, Model } from './model.js';

/** The elements as identities, sorted. */
type Elements = readonly string[];

export const set: Model<Elements> = {
  name: 'set',
  actions: ['add', 'remove', 'read'],
  readOnly: ['read'],
  perKey: true,
  initial: () => [],
  step: (state, { action, input, output }) => {
    if (action === 'read') {
      return output === undefined || isSameSet(state, output ?? []) ? state : undefined;
    }
    const element = identityOf(input);
    const isMember = state.includes(element);
    if (isMember === (action === 'add')) return state;
    return isMember ? state.filter((other) => other !== element) : [...state, element].sort();
  },
  identity: (state) => state.join(),
  describe: (state) => abbreviated(`{${state.join(', ')}}`),
  noticed: noticedInSet,
};

function isSameSet(state: Elements, output: Value): boolean {
  if (!isList(output) || output.length !== state.length) return false;
  const elements = output.map(identityOf).sort();
  return elements.every((element, place) => element === state[place]);
}

/**
 * An add that no read shows is undone before the next read, and so is a remove of an element that all reads
 * show; until then nothing looks.
 */
function noticedInSet(operations: readonly Asked[]): (unknown: Asked) => boolean {
  const reads = operations.filter(
    ({ action, output }) => action === 'read' && output !== undefined,
  );
  const counts = new Map<string, number>();
  for (const read of reads) {
    for (const element of elementsOf([read])) counts.set(element, (counts.get(element) ?? 0) + 1);
  }
  return ({ action, input }) => {
    const count = counts.get(identityOf(input)) ?? 0;
    return action === 'add' ? count > 0 : count < reads.length;
  };
}
