// @ts-check
/**
 * A model of one's own: a lock, as a lock service offers it. Judge a history by it with
 *
 *     quorate check --import ./examples/own-model.js examples/own-model.jsonl
 *
 * A model says how an object answers operations that come one at a time; quorate looks for an order of
 * the operations in which it would have answered just so. docs/checking.md says more.
 *
 * @import { Model } from 'quorate'
 */

/**
 * The state is who holds the lock, or null. `acquire` and `release` take the name of a holder and answer
 * whether they did it.
 *
 * @type {Model<string | null>}
 */
export const lock = {
  name: 'lock',
  actions: ['acquire', 'release', 'holder'],
  readOnly: ['holder'],
  perKey: true,
  initial: () => null,
  /** The next state, or undefined when the lock cannot have answered so. An unknown answer is undefined. */
  step(state, { action, input, output }) {
    if (action === 'holder') return output === undefined || output === state ? state : undefined;
    const isPossible = action === 'acquire' ? state === null : state === input;
    if (output !== undefined && output !== isPossible) return undefined;
    if (!isPossible) return state;
    return action === 'acquire' ? /** @type {string} */ (input) : null;
  },
  /** Equal for equal states, different for different ones. */
  identity: (state) => state ?? '',
  describe: (state) => (state === null ? 'free' : `held by ${state}`),
  refuses: (action, input) =>
    action === 'holder' || (typeof input === 'string' && input !== '')
      ? null
      : `${action} takes the name of a holder`,
};

/** What `--import` looks for. */
export const models = [lock];
