/**
 * A register: holds one value, null before the first write. The compare-and-set register adds to it.
 */
import { identityOf, type Value } from '../../history/history.js';
import type { Asked, Model } from './model.js';

export const register: Model<Value> = {
  name: 'register',
  actions: ['read', 'write'],
  readOnly: ['read'],
  perKey: true,
  initial: () => null,
  step: stepOfRegister,
  identity: identityOf,
  describe: identityOf,
  noticed: noticedInRegister,
};

export function stepOfRegister(state: Value, { action, input, output }: Asked): Value | undefined {
  if (action === 'write') return input;
  return output === undefined || identityOf(output) === identityOf(state) ? state : undefined;
}

/**
 * A value that no read returned is gone before the next read. Between the write and the next one nothing
 * looks, so the write can be missing.
 */
function noticedInRegister(operations: readonly Asked[]): (unknown: Asked) => boolean {
  const seen = new Set<string>();
  for (const { action, output } of operations) {
    if (action === 'read' && output !== undefined) seen.add(identityOf(output));
  }
  return ({ input }) => seen.has(identityOf(input));
}
