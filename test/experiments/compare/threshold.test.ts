/** Bisection: which values are tried, what is answered, and what speaks against it. */
import { describe, expect, it } from 'vitest';
import { parseScale, type Scale } from '../../../src/experiments/compare/scale.js';
import {
  mayFail,
  thresholdOf,
  type Answer,
  type Question,
} from '../../../src/experiments/compare/threshold.js';

function scale(text: string): Scale {
  const read = parseScale(text);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

/** The answer where it holds for just these values. */
async function answered(
  looksFor: Question['looksFor'],
  range: string,
  holdsAt: (value: number) => boolean,
): Promise<Answer> {
  return await thresholdOf({ looksFor, scale: scale(range), percent: 100 }, async (value) => {
    const holds = holdsAt(Number.parseFloat(value));
    const met = holds ? 5 : 2;
    return await Promise.resolve({ value, holds, runs: 5, met, unmetSeed: holds ? null : 3 });
  });
}

const tried = ({ trials }: Answer): readonly number[] => trials.map(({ value }) => Number(value));

describe('the smallest value', () => {
  it.each([2, 3, 37, 99, 100])('is found by bisection: %d', async (least) => {
    const answer = await answered('smallest', 'a=1..100', (value) => value >= least);
    expect(answer).toMatchObject({ kind: 'found', value: `${least}`, next: `${least - 1}` });
    expect(answer.exceptions).toEqual([]);
    // Both ends, at most seven halves, two further values to see whether the rest agrees.
    expect(answer.trials.length).toBeLessThanOrEqual(11);
    expect(tried(answer)).toEqual([...new Set(tried(answer))].sort((a, b) => a - b));
  });

  it('is the neighbour of a value that was tried and fails', async () => {
    const answer = await answered('smallest', 'a=1..100', (value) => value >= 37);
    expect(tried(answer)).toEqual(expect.arrayContaining([1, 36, 37, 100]));
    expect(answer.trials.find(({ value }) => value === '36')?.holds).toBe(false);
  });

  it('comes with two further values, one on each side', async () => {
    const answer = await answered('smallest', 'a=1..100', (value) => value >= 37);
    // Halves: 50, 25, 37, 31, 34, 35, 36. Further: in the middle of 1..25 and of 50..100.
    expect(tried(answer)).toEqual([1, 13, 25, 31, 34, 35, 36, 37, 50, 75, 100]);
  });

  it('of two values is one of them, and there is nothing further to try', async () => {
    const answer = await answered('smallest', 'a=1..2', (value) => value >= 2);
    expect(answer).toMatchObject({ kind: 'found', value: '2', next: '1', exceptions: [] });
    expect(tried(answer)).toEqual([1, 2]);
  });
});

describe('the largest value', () => {
  it.each([1, 2, 64, 99])('is found by bisection: %d', async (most) => {
    const answer = await answered('largest', 'a=1..100', (value) => value <= most);
    expect(answer).toMatchObject({ kind: 'found', value: `${most}`, next: `${most + 1}` });
    expect(answer.exceptions).toEqual([]);
  });
});

describe('ends that do not bracket an answer', () => {
  it('hold both: the answer is the end, and may lie beyond it', async () => {
    const smallest = await answered('smallest', 'a=1..100', () => true);
    expect(smallest).toMatchObject({ kind: 'everywhere', value: '1', next: null });
    expect(tried(smallest)).toEqual([1, 34, 67, 100]);
    const largest = await answered('largest', 'a=1..100', () => true);
    expect(largest).toMatchObject({ kind: 'everywhere', value: '100', next: null });
  });

  it('hold neither: there is no answer, unless between them', async () => {
    const nowhere = await answered('smallest', 'a=1..100', () => false);
    expect(nowhere).toMatchObject({ kind: 'nowhere', value: null, exceptions: [] });
    const between = await answered('smallest', 'a=1..100', (value) => value > 20 && value < 50);
    expect(between.kind).toBe('nowhere');
    expect(between.exceptions).toMatchObject([{ value: '34', holds: true }]);
  });

  it('hold the wrong way round', async () => {
    const answer = await answered('smallest', 'a=1..100', (value) => value < 50);
    expect(answer).toMatchObject({ kind: 'other way', value: null });
    expect(tried(answer)).toEqual([1, 100]);
  });
});

describe('what holds once', () => {
  it('and fails further on is an exception', async () => {
    const answer = await answered(
      'smallest',
      'a=1..100',
      (value) => value >= 37 && !(value > 60 && value < 90),
    );
    expect(answer).toMatchObject({ kind: 'found', value: '37' });
    expect(answer.exceptions).toMatchObject([{ value: '75', holds: false }]);
  });

  it('and held before is an exception', async () => {
    const holds = (value: number): boolean => value >= 37 || (value > 10 && value < 20);
    const answer = await answered('smallest', 'a=1..100', holds);
    expect(answer).toMatchObject({ kind: 'found', value: '37' });
    expect(answer.exceptions).toMatchObject([{ value: '13', holds: true }]);
  });
});

describe('a share of runs', () => {
  it.each([
    [20, 100, 0],
    [20, 95, 1],
    [20, 94, 1],
    [20, 50, 10],
    [5, 95, 0],
    [3, 50, 1],
    [1000, 99.9, 1],
  ])('of %d runs, when it must hold in %d of 100, %d may fail', (runs, percent, most) => {
    expect(mayFail(runs, percent)).toBe(most);
  });
});

describe('a scale', () => {
  const values = (text: string): readonly string[] => {
    const { size, valueAt } = scale(text);
    return Array.from({ length: size }, (_, place) => valueAt(place));
  };

  it('of whole numbers has all of them', () => {
    expect(values('database.nodes=3..6')).toEqual(['3', '4', '5', '6']);
    expect(scale('database.nodes=3..6').path).toBe('database.nodes');
  });

  it('of durations has those of three digits, and both ends as they are', () => {
    expect(values('a=998us..1.02ms')).toEqual(['998us', '999us', '1ms', '1.01ms', '1.02ms']);
    expect(values('a=9980us..10.3ms')).toEqual([
      ...['9.98ms', '9.99ms', '10ms', '10.1ms', '10.2ms', '10.3ms'],
    ]);
    expect(values('a=1234567us..1.26s')).toEqual(['1234.567ms', '1.24s', '1.25s', '1.26s']);
    expect(values('a=1.23s..1254321us')).toEqual(['1.23s', '1.24s', '1.25s', '1254.321ms']);
    expect(values('a=0s..3us')).toEqual(['0s', '1us', '2us', '3us']);
    expect(scale('a=10ms..1s').size).toBe(1801);
  });

  it.each([
    ['a', /write path=/],
    ['a=5', /write path=/],
    ['a=1..2s', /both ends/],
    ['a=x..y', /both ends/],
    ['a=5..5', /goes upwards/],
    ['a=2s..1s', /goes upwards/],
  ])('%s is refused with a reason', (text, reason) => {
    const read = parseScale(text);
    expect('problem' in read ? read.problem : '').toMatch(reason);
  });
});
