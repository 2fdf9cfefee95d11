/**
 * A register with compare-and-set: `cas [old, new]` writes `new` when the register holds `old`. It answers
 * true, or false when it ran and the register held something else. (A cas that surely never ran is a
 * failed operation, and no checker sees it.)
 */
import { identityOf, isList, type Value } from '../../history/history.js';
import type { Asked, Model } from './model.js';
import { register, stepOfRegister } from './register.js';

export const casRegister: Model<Value> = {
  ...register,
  name: 'cas-register',
  actions: ['read', 'write', 'cas'],
  step: (state, operation) =>
    operation.action === 'cas' ? compareAndSet(state, operation) : stepOfRegister(state, operation),
  leavesState: ({ action, output }) => action === 'cas' && output === false,
  noticed: noticedInCasRegister,
  refuses: (action, input) =>
    action === 'cas' && !(isList(input) && input.length === 2)
      ? 'a cas takes a list of two values: the expected one and the new one'
      : null,
};

function compareAndSet(state: Value, { input, output }: Asked): Value | undefined {
  const [expected, replacement] = input as readonly [Value, Value];
  const applies = identityOf(state) === identityOf(expected);
  if (output !== undefined && output !== applies) return undefined;
  return applies ? replacement : state;
}

/**
 * As in a register, where a cas that expects a value looks at it, too. A cas that was answered no looks at
 * every value: then no unknown operation goes unnoticed.
 */
function noticedInCasRegister(operations: readonly Asked[]): (unknown: Asked) => boolean {
  if (operations.some(({ action, output }) => action === 'cas' && output === false)) {
    return () => true;
  }
  const seen = new Set<string>();
  for (const { action, input, output } of operations) {
    if (action === 'cas') seen.add(identityOf((input as readonly [Value, Value])[0]));
    if (action === 'read' && output !== undefined) seen.add(identityOf(output));
  }
  return ({ action, input }) =>
    seen.has(identityOf(action === 'cas' ? (input as readonly [Value, Value])[1] : input));
}
