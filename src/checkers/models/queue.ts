/**
 * A queue, first in, first out: `enqueue` takes an element, `dequeue` returns the oldest one and takes it
 * out, or returns null when there is none.
 */
import { identityOf, type Value } from '../../history/history.js';
import { abbreviated } from './describe.js';
import type { Asked, Attempted, Model } from './model.js';

export const queue: Model<readonly Value[]> = {
  name: 'queue',
  actions: ['enqueue', 'dequeue'],
  readOnly: [],
  perKey: true,
  initial: () => [],
  step: (state, { action, input, output }) => {
    if (action === 'enqueue') return [...state, input];
    const oldest = state[0] ?? null;
    if (output !== undefined && identityOf(output) !== identityOf(oldest)) return undefined;
    return state.slice(1);
  },
  identity: identityOf,
  describe: (state) => abbreviated(identityOf(state)),
  leavesState: ({ action, output }) => action === 'dequeue' && output === null,
  noticed: noticedInQueue,
  refuses: (action, input) =>
    action === 'enqueue' && input === null
      ? 'null cannot be enqueued: it is what dequeues of an empty queue return'
      : null,
};

/**
 * An element that nobody was given left the queue in a dequeue of unknown outcome, or stays in it behind all
 * that was dequeued. Without it and that dequeue all the others are answered the same. But a dequeue that
 * surely happened must be there, and may have taken any element.
 */
function noticedInQueue(operations: readonly Attempted[]): (unknown: Asked) => boolean {
  const seen = new Set<string>();
  for (const { action, output, outcome } of operations) {
    if (action !== 'dequeue') continue;
    if (output !== undefined) seen.add(identityOf(output));
    else if (outcome === 'ok') return () => true;
  }
  return ({ action, input }) => action === 'dequeue' || seen.has(identityOf(input));
}
