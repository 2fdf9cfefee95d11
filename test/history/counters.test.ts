/** Which keys are counters, and what they add up to. */
import { describe, expect, it } from 'vitest';
import { countersIn, signed, sumOf } from '../../src/history/counters.js';
import { historyOfAdds, observedHistory } from '../../src/history/observed.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1'];

/** Adds of 150, -50 and 50 to a balance. */
function balance(): ChronicleBuilder {
  const story = chronicleOf({ nodes });
  story.add('balance', 150, 10, 12);
  story.add('balance', -50, 20, null, { outcome: 'info' });
  story.add('balance', 50, 30, 31, { outcome: 'fail' });
  return story;
}

describe('counters', () => {
  it('are the keys that were only added to and read', () => {
    const story = balance();
    story.write('register', 40, 41);
    story.append('list', 40, 41);
    story.add('mixed', 1, 40, 41);
    story.append('mixed', 42, 43);
    story.add('deleted', 1, 40, 41);
    story.delete('deleted', 42, 43);
    story.read('balance', 50, 51, [1]).read('read', 50, 51, []);
    expect(countersIn(story.chronicle().operations)).toEqual(new Set(['balance']));
  });

  it('show the sum of what they hold, of what stands there twice twice', () => {
    const { writes } = balance().chronicle();
    expect(sumOf([], writes)).toBe(0);
    expect(sumOf([1, 2], writes)).toBe(100);
    expect(sumOf([1, 2, 2], writes)).toBe(50);
  });

  it('are told with signs', () => {
    expect([5, -5].map(signed)).toEqual(['+5', '−5']);
  });
});

describe('what clients saw of a counter', () => {
  const story = balance().read('balance', 5, 6, []).read('balance', 40, 41, [1, 2]);
  const chronicle = story.final('balance', [1]).chronicle();
  const said = ({ operations }: ReturnType<typeof observedHistory>) =>
    operations.map(({ action, input, output, outcome }) => [action, input, output, outcome]);

  it('are amounts and sums, 0 at first', () => {
    expect(said(observedHistory(chronicle))).toEqual([
      ['read', null, 0, 'ok'],
      ['add', 150, undefined, 'ok'],
      ['add', -50, undefined, 'info'],
      ['add', 50, undefined, 'fail'],
      ['read', null, 100, 'ok'],
      ['read', null, 150, 'ok'],
    ]);
  });

  it('is less than what there was to see', () => {
    expect(said(historyOfAdds(chronicle))).toEqual([
      ['read', null, [], 'ok'],
      ['add', 1, undefined, 'ok'],
      ['add', 2, undefined, 'info'],
      ['add', 3, undefined, 'fail'],
      ['read', null, [1, 2], 'ok'],
      ['read', null, [1], 'ok'],
    ]);
  });

  it('is that of a list where something else was done to the key, too', () => {
    const mixed = chronicleOf({ nodes });
    const [one, two] = [mixed.add('x', 5, 10, 11), mixed.append('x', 20, 21)];
    expect(said(observedHistory(mixed.read('x', 30, 31, [one, two]).chronicle()))).toEqual([
      ['append', 1, undefined, 'ok'],
      ['append', 2, undefined, 'ok'],
      ['read', null, [1, 2], 'ok'],
    ]);
  });
});
