/** "Did you mean": near words are found, far ones are not. */
import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/scenario/suggestion.js';

describe('the nearest word', () => {
  it.each([
    ['primry', 'primary'],
    ['rpimary', 'primary'],
    ['Primary', 'primary'],
    ['slow_disk', 'slowDisk'],
    ['aknowledge', 'acknowledge'],
  ])('to %s is %s', (word, wanted) => {
    expect(nearest(word, ['acknowledge', 'slowDisk', 'primary', 'replica'])).toBe(wanted);
  });

  it.each(['', 'xyz', 'p', 'n9', 'primaryprimary', 'x'.repeat(100_000)])(
    'to %s is none',
    (word) => {
      expect(nearest(word, ['acknowledge', 'primary', 'n1', 'x'.repeat(99_999)])).toBeNull();
    },
  );

  it('is the first of equally near ones', () => {
    expect(nearest('node9', ['node1', 'node2'])).toBe('node1');
  });
});
