/**
 * A text at a key: `put` replaces it, `append` adds to its end, `get` returns it. It is empty before the first
 * put.
 */
import { abbreviated } from './describe.js';
import type { Asked, Model } from './model.js';

export const kv: Model<string> = {
  name: 'kv',
  actions: ['get', 'put', 'append'],
  readOnly: ['get'],
  perKey: true,
  initial: () => '',
  step: (state, { action, input, output }) => {
    if (action === 'put') return input as string;
    if (action === 'append') return state + (input as string);
    return output === undefined || output === state ? state : undefined;
  },
  identity: (state) => state,
  describe: (state) => abbreviated(JSON.stringify(state)),
  leavesState: ({ action, input }) => action === 'append' && input === '',
  noticed: noticedInText,
  overwriting: ['put'],
  mayLead: (state, { output }) => typeof output !== 'string' || output.startsWith(state),
  refuses: (action, input) =>
    action !== 'get' && typeof input !== 'string' ? `a ${action} takes a text` : null,
};

/** A text that is part of no answer is replaced before the next get; until then nothing looks. */
function noticedInText(operations: readonly Asked[]): (unknown: Asked) => boolean {
  const answers: string[] = [];
  for (const { action, output } of operations) {
    if (action === 'get' && typeof output === 'string') answers.push(output);
  }
  return ({ action, input }) =>
    answers.some((answer) =>
      action === 'put' ? answer.startsWith(input as string) : answer.includes(input as string),
    );
}
