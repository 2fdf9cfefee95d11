/** A counter: `add` takes a number, negative ones too; `read` returns the sum, 0 at first. */
import type { Model } from './model.js';

export const counter: Model<number> = {
  name: 'counter',
  actions: ['add', 'read'],
  readOnly: ['read'],
  perKey: true,
  initial: () => 0,
  step: (state, { action, input, output }) => {
    if (action === 'add') return state + (input as number);
    return output === undefined || output === state ? state : undefined;
  },
  identity: (state) => state,
  describe: String,
  leavesState: ({ action, input }) => action === 'add' && input === 0,
  noticed: (operations) => {
    const isRead = operations.some(
      (other) => other.action === 'read' && other.output !== undefined,
    );
    return () => isRead;
  },
  refuses: (action, input) =>
    action === 'add' && typeof input !== 'number' ? 'an add to a counter takes a number' : null,
};
