/** What reads of a key were answered, where that tells what the key is. */
import type { Asked } from './model.js';

/** `numbers`: some read was answered with one, and none with anything else but null. */
export type Answers = 'numbers' | 'anything';

/** What the reads among the operations of a key were answered. O(operations). */
export function answersOf(operations: readonly Asked[]): Answers {
  let answers: Answers = 'anything';
  for (const { action, output } of operations) {
    if (action !== 'read' || output === undefined || output === null) continue;
    if (typeof output !== 'number') return 'anything';
    answers = 'numbers';
  }
  return answers;
}
