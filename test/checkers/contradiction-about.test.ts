/** Which contradictions show that values of a key cannot have been right, and which do not. */
import { describe, expect, it } from 'vitest';
import { contradictionAbout } from '../../src/checkers/contradiction-about.js';
import { historyOf } from './causal/notation.js';

describe('a contradiction about two values', () => {
  it('is that of a register that lost one', () => {
    const history = historyOf({ a: 'x=1 x=2 . x:1', b: '. . y=3 .' });
    expect(contradictionAbout(history, 'x', 2, [1])?.operations).toEqual([0, 1, 3]);
  });

  it('is that of a list that lost an element, whatever else it holds', () => {
    const history = historyOf({ a: 'x+1 x+2 x+3 x:2,3' });
    expect(contradictionAbout(history, 'x', 1, [3])?.operations).toEqual([0, 3]);
  });

  it('is none where a write between them rightly took the element away', () => {
    const history = historyOf({ a: 'x+1 x=2 x+3 x:2,3' });
    expect(contradictionAbout(history, 'x', 1, [3])).toBeNull();
  });

  it('is one where the write came before', () => {
    const history = historyOf({ a: 'x=2 x+1 x+3 x:2,3' });
    expect(contradictionAbout(history, 'x', 1, [3])).not.toBeNull();
  });
});
