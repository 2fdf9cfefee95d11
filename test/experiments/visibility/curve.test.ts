/** From counts to a curve that never falls, and when it reaches a level. */
import { describe, expect, it } from 'vitest';
import { curveOf, reachedAt, shareOf } from '../../../src/experiments/visibility/curve.js';

const counted = (...points: readonly (readonly [wait: number, fresh: number, reads: number])[]) =>
  points.map(([wait, fresh, reads]) => ({ wait, fresh, reads }));

describe('the curve', () => {
  it('has the share of each wait, with its interval', () => {
    const [first] = curveOf(counted([1, 30, 100], [10, 90, 100]));
    expect(first).toEqual({ wait: 1, fresh: 30, reads: 100, level: 0.3, ...shareOf(30, 100) });
  });

  it('takes neighbours together that fall', () => {
    const levels = curveOf(
      counted([1, 10, 100], [2, 50, 100], [3, 30, 100], [4, 20, 50], [5, 90, 100]),
    ).map(({ level }) => level);
    expect(levels).toEqual([0.1, 0.4, 0.4, 0.4, 0.9]);
  });

  it('goes back as far as it must', () => {
    const levels = curveOf(counted([1, 50, 100], [2, 60, 100], [3, 10, 100])).map(
      (one) => one.level,
    );
    expect(levels).toEqual([0.4, 0.4, 0.4]);
  });

  it('leaves out waits without a read', () => {
    expect(curveOf(counted([1, 0, 0], [2, 5, 10])).map(({ wait }) => wait)).toEqual([2]);
  });
});

describe('a level', () => {
  const curve = curveOf(
    counted([1, 200, 1000], [10, 400, 1000], [20, 800, 1000], [30, 1000, 1000], [40, 1000, 1000]),
  );

  it('is reached between two waits, as if the curve were straight there', () => {
    expect(reachedAt(curve, 50).wait).toBe(13);
    expect(reachedAt(curve, 20).wait).toBe(1);
    expect(reachedAt(curve, 100).wait).toBe(30);
  });

  it('is surely not reached before, and surely after', () => {
    expect(reachedAt(curve, 50)).toMatchObject({ low: 10, high: 20 });
    expect(reachedAt(curve, 10)).toMatchObject({ wait: 1, low: 1, high: 1 });
  });

  it('is unknown above where too few reads tell', () => {
    expect(reachedAt(curve, 99.9)).toMatchObject({ wait: 30, low: 20, high: null });
    // Six thousand fresh reads tell: none of 3,838 may be stale.
    const sure = curveOf(counted([1, 500, 1000], [10, 6000, 6000]));
    expect(reachedAt(sure, 99.9)).toMatchObject({ low: 1, high: 10 });
    const unsure = curveOf(counted([1, 500, 1000], [10, 3800, 3800]));
    expect(reachedAt(unsure, 99.9).high).toBeNull();
  });

  it('is asked of several waits together where one has too few reads', () => {
    const thin = curveOf(counted(...[1, 2, 3, 4, 5, 6].map((wait) => [wait, 1000, 1000] as const)));
    expect(reachedAt(thin, 99.9).high).toBe(4);
  });

  it('may be beyond the longest wait', () => {
    const low = curveOf(counted([1, 100, 1000], [10, 300, 1000]));
    expect(reachedAt(low, 50)).toEqual({ percent: 50, wait: null, low: 10, high: null });
  });
});
