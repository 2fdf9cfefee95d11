/** The answer to a question about a setting, in sentences and as JSON. */
import { describe, expect, it } from 'vitest';
import { parseScale } from '../../../src/experiments/compare/scale.js';
import {
  thresholdOf,
  type Answer,
  type Question,
} from '../../../src/experiments/compare/threshold.js';
import { thresholdSchema } from '../../../src/report/compare/schema.js';
import {
  thresholdDocument,
  thresholdText,
  type Asked,
} from '../../../src/report/compare/threshold.js';
import type { Style } from '../../../src/report/style.js';

const same = (text: string): string => text;
const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };
const style: Style = { paint, unicode: true, width: 80 };

function asked(looksFor: Question['looksFor'], percent = 100): Asked {
  const scale = parseScale('database.nodes=3..9');
  if ('problem' in scale) throw new Error(scale.problem);
  return {
    question: { looksFor, scale, percent },
    expect: [
      ['lostWrites', '0'],
      ['rto', '< 2s'],
    ],
    seeds: '1..5',
    replay: (value, seed) => `quorate run a --seed ${seed} --set database.nodes=${value}`,
  };
}

async function answered({ question }: Asked, holdsAt: (value: number) => boolean): Promise<Answer> {
  return await thresholdOf(question, async (value) => {
    const holds = holdsAt(Number(value));
    const [runs, met] = holds ? [5, 5] : [3, 2];
    return await Promise.resolve({ value, holds, runs, met, unmetSeed: holds ? null : 3 });
  });
}

describe('an answer', () => {
  it('names the value, shows the next one failing, and lists what was tried', async () => {
    const about = asked('smallest');
    const answer = await answered(about, (value) => value >= 6);
    expect(thresholdText(answer, about, style))
      .toBe(`database.nodes: 6 is the smallest value with lostWrites = 0 and rto < 2s, with
every seed of 1..5
At 5 it does not hold with seed 3:
  quorate run a --seed 3 --set database.nodes=5
This takes for granted that what holds once holds from there on; no value that
was tried speaks against it. 6 values tried, 24 runs.

  3  does not hold: in 2 of 3 runs, not with seed 3
  4  does not hold: in 2 of 3 runs, not with seed 3
  5  does not hold: in 2 of 3 runs, not with seed 3
  6  holds: in 5 of 5 runs
  7  holds: in 5 of 5 runs
  9  holds: in 5 of 5 runs
`);
  });

  it('says when what holds once does not hold from there on', async () => {
    const about = asked('smallest');
    const answer = await answered(about, (value) => value >= 6 && value !== 7);
    expect(thresholdText(answer, about, style).replaceAll('\n', ' ')).toContain(
      'that is not so: it does not hold at 7.',
    );
  });

  it.each([
    [() => true, /holds at both ends, 3 and 9, with 95% of seeds 1\.\.5/],
    [() => false, /holds neither at 3 nor at 9, so they bracket no answer/],
    [(value: number) => value < 5, /holds at 3, but not at 9; ask for the largest value instead/],
  ])('says when the ends bracket none', async (holdsAt, expected) => {
    const about = asked('smallest', 95);
    const text = thresholdText(await answered(about, holdsAt), about, style);
    expect(text.replaceAll('\n', ' ')).toMatch(expected);
  });

  it('is JSON of the form that its schema promises', async () => {
    const about = asked('largest');
    const document = thresholdDocument(await answered(about, (value) => value <= 6), about);
    expect(thresholdSchema.parse(document)).toEqual(document);
    expect(document).toMatchObject({
      answer: 'found',
      value: '6',
      next: '7',
      runs: 24,
      question: {
        looksFor: 'largest',
        lowest: '3',
        highest: '9',
        expect: { lostWrites: '0', rto: '< 2s' },
      },
    });
  });
});
