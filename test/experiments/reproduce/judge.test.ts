/** Judging trials against a published result: inside, outside, and everything between. */
import { describe, expect, it } from 'vitest';
import { judged } from '../../../src/experiments/reproduce/judge.js';
import type { Outcome, PublishedResult } from '../../../src/experiments/reproduce/published.js';

const measured = (...values: number[]): Outcome => ({ kind: 'measured', values });

function result(
  kind: 'range' | 'worst' | 'mean' | 'median',
  low: number,
  high: number,
): PublishedResult {
  return {
    ...{ what: 'it', series: 's', unit: 'ms', theirs: '?' },
    ...{ statistic: { kind }, accepted: { low, high } },
  };
}

function share(chance: number): PublishedResult {
  return {
    ...{ what: 'it', series: 's', unit: 'share', theirs: '?' },
    ...{ statistic: { kind: 'share', chance }, accepted: null },
  };
}

function verdictOf(
  wanted: PublishedResult,
  outcomes: readonly Outcome[],
  planned = outcomes.length,
) {
  return judged(wanted, outcomes, planned).verdict;
}

/** 1 to n. */
const upTo = (count: number): Outcome[] =>
  Array.from({ length: count }, (_, index) => measured(index + 1));

/** So many ones among so many. */
const ones = (count: number, of: number): Outcome[] =>
  Array.from({ length: of }, (_, index) => measured(index < count ? 1 : 0));

describe('a range', () => {
  it('is inside when all values are', () => {
    expect(verdictOf(result('range', 1, 3), [measured(1, 2, 3)])).toBe('inside');
    expect(verdictOf(result('range', 1, 3), [measured(1, 2), measured(3.1)])).toBe('outside');
    expect(verdictOf(result('range', 1, 3), [measured(0.9)])).toBe('outside');
  });

  it('knows what never happened', () => {
    const never = result('range', 10, Infinity);
    expect(verdictOf(never, [measured(Infinity), measured(Infinity)])).toBe('inside');
    expect(verdictOf(never, [measured(Infinity), measured(9)])).toBe('outside');
  });

  it('tells the one value that all have, or the ends', () => {
    expect(judged(result('range', 0, 9), [measured(4, 4)], 1).ours?.value).toBe(4);
    const { ours } = judged(result('range', 0, 9), [measured(5), measured(4)], 2);
    expect(ours).toEqual({ value: null, interval: { low: 4, high: 5 } });
  });
});

describe('a median', () => {
  it('comes with the values that are 1.96 deviations of a binomial from the middle', () => {
    const { ours } = judged(result('median', 0, 1), upTo(100), 100);
    expect(ours).toEqual({ value: 50, interval: { low: 40, high: 61 } });
  });

  it('is outside when its whole interval is', () => {
    expect(verdictOf(result('median', 61, 70), upTo(100))).toBe('inside');
    expect(verdictOf(result('median', 61.5, 70), upTo(100))).toBe('outside');
    expect(verdictOf(result('median', 30, 39.5), upTo(100))).toBe('outside');
  });
});

describe('a quantile', () => {
  const tail = (low: number, high: number): PublishedResult => {
    return { ...result('range', low, high), statistic: { kind: 'quantile', percent: 99 } };
  };

  it('comes with the values that are 1.96 deviations of a binomial from its place', () => {
    const { ours } = judged(tail(0, 1), upTo(10_000), 10_000);
    expect(ours).toEqual({ value: 9900, interval: { low: 9880, high: 9921 } });
    expect(verdictOf(tail(9921, 9999), upTo(10_000))).toBe('inside');
    expect(verdictOf(tail(9922, 9999), upTo(10_000))).toBe('outside');
    expect(verdictOf(tail(0, 9879), upTo(10_000))).toBe('outside');
  });

  it('has no upper end where there are too few values to tell', () => {
    const { ours } = judged(tail(0, 1), upTo(100), 100);
    expect(ours).toEqual({ value: 99, interval: { low: 97, high: Infinity } });
    expect(verdictOf(tail(5000, 6000), upTo(100))).toBe('inside');
    expect(verdictOf(tail(0, 90), upTo(100))).toBe('outside');
  });
});

describe('a mean', () => {
  it('is outside when its whole interval is', () => {
    expect(verdictOf(result('mean', 52, 60), upTo(100))).toBe('inside');
    expect(verdictOf(result('mean', 57, 60), upTo(100))).toBe('outside');
  });

  it('is never where something never happened', () => {
    const { ours } = judged(result('mean', 0, 9), [...upTo(30), measured(Infinity)], 31);
    expect(ours?.value).toBe(Infinity);
  });
});

describe('the worst', () => {
  it('is that of the first thousand', () => {
    const outcomes = [...upTo(1000), measured(5000)];
    expect(judged(result('worst', 0, 1), outcomes, 1001).ours?.value).toBe(1000);
  });

  it('of fewer than a thousand may be better than accepted, but not worse', () => {
    expect(verdictOf(result('worst', 200, 300), upTo(100))).toBe('inside');
    expect(verdictOf(result('worst', 20, 99), upTo(100))).toBe('outside');
    expect(verdictOf(result('worst', 2000, 3000), upTo(1000))).toBe('outside');
  });
});

describe('a share', () => {
  it('may be as far from the chance as one in a thousand samples of its size is', () => {
    const { accepted } = judged(share(0.5), ones(50, 100), 100);
    expect(accepted).toEqual({ low: 0.34, high: 0.66 });
    expect(verdictOf(share(0.5), ones(66, 100))).toBe('inside');
    expect(verdictOf(share(0.5), ones(67, 100))).toBe('outside');
    expect(verdictOf(share(0.5), ones(600, 1000))).toBe('outside');
  });

  it('may be larger than a rare chance suggests when there are few', () => {
    // Two of 30 are there once in a hundred samples, three of 30 less than once in two thousand.
    expect(verdictOf(share(0.005), ones(2, 30))).toBe('inside');
    expect(verdictOf(share(0.005), ones(3, 30))).toBe('outside');
  });

  it('of what is certain must be all', () => {
    expect(verdictOf(share(1), ones(30, 30))).toBe('inside');
    expect(verdictOf(share(1), ones(29, 30))).toBe('outside');
    expect(verdictOf(share(0), ones(1, 30))).toBe('outside');
  });
});

describe('what says nothing', () => {
  it('is a trial that was not exercised', () => {
    const idle: Outcome = { kind: 'not exercised', why: 'nobody crashed' };
    const { verdict, why } = judged(result('range', 0, 9), [measured(1), idle], 2);
    expect([verdict, why]).toEqual(['not exercised', 'nobody crashed']);
  });

  it('is a sample of fewer than twenty, and a range of nothing', () => {
    expect(verdictOf(result('median', 0, 99), upTo(19))).toBe('not exercised');
    expect(verdictOf(result('median', 0, 99), upTo(20))).toBe('inside');
    expect(verdictOf(result('range', 0, 99), [measured()])).toBe('not exercised');
  });

  it('is a series that was interrupted', () => {
    expect(verdictOf(result('range', 0, 9), [measured(1)], 2)).toBe('interrupted');
  });

  it('is not a broken invariant: that is outside, whatever the numbers are', () => {
    const broken: Outcome = { kind: 'broken', why: 'election safety: two leaders' };
    const { verdict, why } = judged(result('range', 0, 9), [measured(1), broken], 3);
    expect([verdict, why]).toEqual(['outside', 'election safety: two leaders']);
  });
});
