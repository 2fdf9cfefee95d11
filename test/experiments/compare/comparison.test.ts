/** A finished sweep as rows: means, differences in pairs, and what is more than luck, against closed forms. */
import { describe, expect, it } from 'vitest';
import { comparisonOf, type Comparison } from '../../../src/experiments/compare/comparison.js';
import { metricAt, usualMetrics } from '../../../src/experiments/compare/metrics.js';
import { beginSweep, countRuns, onlyShard } from '../../../src/experiments/sweep/sweep.js';
import { scenario } from '../../../src/scenario/build.js';
import { measured } from '../../support/measured.js';

const path = 'findings.lostWrites.count';
const lostWrites = usualMetrics.filter((metric) => metric.path === path);

const some = scenario({
  name: 'some',
  database: { kind: 'single-node' },
  clients: [{ name: 'app', rate: '10/s' }],
  duration: '1s',
});

/** The comparison of variants a, b, … that had these numbers with seeds 1, 2, …; null: none. */
function compared(...byVariant: readonly (readonly (number | null)[])[]): Comparison {
  const variants = byVariant.map((_, place) => ({ name: 'abc'[place] ?? '', scenario: some }));
  const runs = byVariant[0]?.length ?? 0;
  const seeds = [{ from: 1, to: runs }];
  const sweep = beginSweep({ variants, seeds, shard: onlyShard, also: [], maxEvents: null });
  for (let seed = 1; seed <= runs; seed += 1) {
    const values = byVariant.map((numbers) => numbers[seed - 1] ?? null);
    countRuns(
      sweep,
      values.map((value) => measured(seed, value === null ? [] : [[path, value]])),
    );
  }
  return comparisonOf(sweep, lostWrites, []);
}

const student2 = 4.30265;

describe('a comparison', () => {
  it('gives means with the interval of Student', () => {
    const { variants } = compared([1, 2, 3], [10, 10, 10]);
    const half = student2 / Math.sqrt(3);
    expect(variants[0]?.numbers[0]).toMatchObject({ count: 3, mean: 2, min: 1, max: 3, p50: 2 });
    expect(variants[0]?.numbers[0]?.meanInterval?.low).toBeCloseTo(2 - half, 12);
    expect(variants[0]?.numbers[0]?.meanInterval?.high).toBeCloseTo(2 + half, 12);
    expect(variants[1]?.numbers[0]?.meanInterval).toEqual({ low: 10, high: 10 });
  });

  it('measures differences seed by seed, so that what seeds share cancels out', () => {
    const { variants } = compared([100, 500, 900], [101, 502, 903]);
    const difference = variants[1]?.numbers[0]?.difference;
    expect(difference).toMatchObject({ count: 3, mean: 2, isReal: false });
    expect(difference?.interval?.low).toBeCloseTo(2 - student2 / Math.sqrt(3), 12);
    const surer = compared([100, 500, 900], [110, 511, 912]).variants[1]?.numbers[0]?.difference;
    expect(surer).toMatchObject({ mean: 11, isReal: true });
    expect(surer?.interval?.low).toBeCloseTo(11 - student2 / Math.sqrt(3), 12);
  });

  it('has no difference of the baseline from itself', () => {
    const { variants, baseline } = compared([1, 2], [1, 2]);
    expect(baseline).toBe('a');
    expect(variants[0]?.numbers[0]?.difference).toBeNull();
  });

  it('finds no difference real that is 0 everywhere, and one that is always the same', () => {
    expect(compared([1, 2], [1, 2]).variants[1]?.numbers[0]?.difference?.isReal).toBe(false);
    const same = compared([1, 2], [0, 1]).variants[1]?.numbers[0]?.difference;
    expect(same).toEqual({ count: 2, mean: -1, interval: { low: -1, high: -1 }, isReal: true });
  });

  it('cannot tell luck with a single seed', () => {
    const difference = compared([1], [5]).variants[1]?.numbers[0]?.difference;
    expect(difference).toEqual({ count: 1, mean: 4, interval: null, isReal: null });
  });

  it('counts a difference only where both runs had a number', () => {
    const { variants } = compared([1, null, 3, 4], [3, 7, null, 6], [null, null, null, null]);
    expect(variants[1]?.numbers[0]).toMatchObject({ count: 3, difference: { count: 2, mean: 2 } });
    expect(variants[2]?.numbers[0]).toMatchObject({ count: 0, mean: null, difference: null });
  });

  it('compares every variant with the first one', () => {
    const { variants } = compared([1, 1], [2, 2], [4, 4]);
    const means = variants.map(({ numbers }) => numbers[0]?.difference?.mean ?? null);
    expect(means).toEqual([null, 1, 3]);
  });
});

describe('a metric', () => {
  it('goes by the short path that expectations use', () => {
    expect(metricAt('lostWrites', null)).toEqual(lostWrites[0]);
    expect(metricAt('latency.write.p90', null)).toMatchObject({
      path: 'metrics.latency.write.p90Ms',
      label: 'latency.write.p90',
      unit: 'ms',
      better: 'lower',
    });
    expect(metricAt('availability.writes', null)).toMatchObject({
      unit: 'share',
      better: 'higher',
    });
    expect(metricAt('groups.app.throughput.perSecond', null)).toMatchObject({ unit: 'rate' });
  });

  it.each([
    ['lostWirtes', /did you mean "lostWrites"/],
    ['linearizable', /no number/],
    ['coverage.notes.promoted', /no number/],
    ['events', /no number/],
  ])('%s is refused with a reason', (name, reason) => {
    const metric = metricAt(name, null);
    expect('problem' in metric ? metric.problem : '').toMatch(reason);
  });
});
