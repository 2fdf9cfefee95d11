/** Latency, unavailability and recovery, against closed forms. */
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { latency, nearestRank } from '../../src/checkers/latency.js';
import { resolution } from '../../src/checkers/unavailability.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2', 'n3'];

/**
 * A write every 10 ms from `from` to `to`, answered after 2 ms by a node, or timing out after 20
 * ms.
 */
function writes(
  story: ChronicleBuilder,
  [from, to]: readonly [number, number],
  by: string | null,
): void {
  for (let at = from; at < to; at += 10) {
    if (by === null) story.write('x', at, at + 20, { outcome: 'info' });
    else story.write('x', at, at + 2, { by });
  }
}

describe('latency', () => {
  property.prop([fc.array(fc.nat(50), { minLength: 1 }), fc.integer({ min: 1, max: 100 })])(
    'a percentile is the smallest value that so many do not exceed',
    (values, percent) => {
      const sorted = values.toSorted((a, b) => a - b);
      const found = nearestRank(sorted, percent) ?? -1;
      const atMost = (limit: number) => sorted.filter((value) => value <= limit).length;
      expect(sorted).toContain(found);
      expect(atMost(found) * 100).toBeGreaterThanOrEqual(percent * sorted.length);
      expect(atMost(found - 1) * 100).toBeLessThan(percent * sorted.length);
    },
  );

  it('counts only operations that ended ok', () => {
    const story = chronicleOf({ nodes });
    story.write('x', 0, 1);
    story.write('x', 0, 3);
    story.write('x', 0, 1000, { outcome: 'info' });
    story.write('x', 0, null);
    expect(latency(story.chronicle().operations)).toEqual({
      count: 2,
      mean: 2000,
      p50: 1000,
      p90: 3000,
      p99: 3000,
      max: 3000,
    });
  });

  it('of nothing is unknown', () => {
    expect(latency([])).toMatchObject({ count: 0, mean: null, p50: null, max: null });
  });
});

describe('unavailability', () => {
  it('lasts from the first attempt in vain to the next success', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 500], 'n1');
    writes(story, [500, 1500], null);
    writes(story, [1500, 2000], 'n2');
    expect(check(story.chronicle()).unavailability).toEqual([
      { kind: 'write', from: 500_000, to: 1_502_000, length: 1_002_000 },
    ]);
  });

  it('begins at the last success when an attempt was on its way already', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 500], 'n1');
    story.write('x', 491, 1491, { outcome: 'info' });
    writes(story, [1500, 2000], 'n2');
    expect(check(story.chronicle()).unavailability).toMatchObject([{ from: 492_000 }]);
  });

  it('has no end when no success follows, and lasts until clients stop', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 500], 'n1');
    writes(story, [500, 1000], null);
    story.stopped(1000);
    expect(check(story.chronicle()).unavailability).toEqual([
      { kind: 'write', from: 500_000, to: null, length: 500_000 },
    ]);
  });

  it('is told for each kind of operation apart', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 1000], 'n1');
    for (let at = 0; at < 1000; at += 10) {
      const isDown = at >= 500 && at < 800;
      story.read('x', at, at + 1, [], isDown ? { outcome: 'fail' } : {});
    }
    expect(check(story.chronicle()).unavailability).toEqual([
      { kind: 'read', from: 500_000, to: 801_000, length: 301_000 },
    ]);
  });

  it('is not one lost operation amid successes', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 500], 'n1');
    writes(story, [500, 510], null);
    writes(story, [510, 1000], 'n1');
    expect(check(story.chronicle()).unavailability).toEqual([]);
  });

  it('is not slowness, nor a time in which nobody tried', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 500], 'n1');
    story.write('x', 500, 3000);
    writes(story, [9000, 9500], 'n1');
    expect(check(story.chronicle()).unavailability).toEqual([]);
  });

  it('counts an operation that succeeded only when it was tried again', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 500], 'n1');
    story.write('x', 500, 3000, { attempts: 4 });
    expect(check(story.chronicle()).unavailability).toEqual([
      { kind: 'write', from: 500_000, to: 3_000_000, length: 2_500_000 },
    ]);
  });

  it('has a resolution of ten intervals and the median latency', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 110], 'n1');
    expect(resolution(story.chronicle().operations)).toBe(10 * 10_000 + 2_000);
  });
});

describe('recovery', () => {
  /** n1 is lost at 1000 ms, n2 promoted at 1600 ms and found by clients at 1700 ms. */
  function failover(): ChronicleBuilder {
    const story = chronicleOf({ nodes });
    writes(story, [0, 1000], 'n1');
    story
      .fault('crash', ['n1'], 1000)
      .milestone('crashed', 'n1', 1000)
      .milestone('suspected', 'n2', 1400)
      .milestone('suspected', 'n3', 1450)
      .milestone('promoted', 'n2', 1600);
    writes(story, [1000, 1700], null);
    writes(story, [1700, 2000], 'n2');
    return story;
  }

  it('measures the phases one after the other', () => {
    const { dataLossWindow, incident } = check(failover().final('x', null).chronicle()).recovery;
    expect(dataLossWindow).toBe(0);
    expect(incident).toMatchObject({
      recoveryTime: 702_000,
      detection: 400_000,
      promotion: 200_000,
      rediscovery: 102_000,
    });
  });

  it('measures the data-loss window from the oldest lost acknowledgement to the fault', () => {
    const story = failover();
    const chronicle = story.contents('n1', null).chronicle();
    // The writes of the last 50 ms before the crash stand on n1 alone; everything else survives.
    const lost = chronicle.writes.filter(
      (write) => write?.outcome === 'ok' && write.answeredBy === 'n1',
    );
    const gone = new Set(lost.slice(-5).map((write) => write?.write ?? 0));
    for (const write of gone) story.stored(write, 'n1', write * 10 - 9);
    const kept = chronicle.writes.flatMap((write) =>
      write === undefined || gone.has(write.write) ? [] : [write.write],
    );
    const { lostWrites, recovery } = check(story.final('x', kept).chronicle());
    expect(lostWrites.map(({ kind }) => kind)).toEqual(Array(5).fill('stranded'));
    expect(recovery.dataLossWindow).toBe(1_000_000 - 952_000);
    expect(recovery.incident?.recoveryTime).toBe(702_000);
  });

  it('goes on to the last lost acknowledgement when an isolated primary went on', () => {
    const story = chronicleOf({ nodes });
    const [first, last] = [story.write('x', 90, 92), story.write('x', 290, 292)];
    story
      .fault('partition', nodes, 100, 500)
      .milestone('promoted', 'n2', 200)
      .stored(first, 'n1', 91)
      .stored(last, 'n1', 291, [first])
      .left('rolled-back', first, 'n1', 600)
      .left('rolled-back', last, 'n1', 600)
      .final('x', []);
    expect(check(story.chronicle()).recovery.dataLossWindow).toBe(200_000);
  });

  it('tells of the incident that lost the longest stretch', () => {
    const story = chronicleOf({ nodes });
    const [first, second] = [story.write('x', 95, 96), story.write('y', 450, 452)];
    story
      .stored(first, 'n1', 95.5)
      .fault('crash', ['n1'], 100)
      .left('erased', first, 'n1', 100)
      .stored(second, 'n2', 451)
      .fault('crash', ['n2'], 500)
      .left('erased', second, 'n2', 500)
      .final('x', [])
      .final('y', []);
    const { dataLossWindow, incident } = check(story.chronicle()).recovery;
    expect(dataLossWindow).toBe(48_000);
    expect(incident?.fault.fault).toBe('crash-2');
  });

  it('ends with the window that the fault began, when nobody was promoted', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 1000], 'n1');
    story.fault('lag', nodes, 200).fault('crash', ['n1'], 1001, 1500);
    writes(story, [1000, 1600], null);
    writes(story, [1600, 2000], 'n1');
    const { incident } = check(story.final('x', null).chronicle()).recovery;
    expect(incident?.fault.fault).toBe('crash-2');
    expect(incident).toMatchObject({ recoveryTime: 601_000, detection: null, promotion: null });
  });

  it('is nothing when faults interrupted nothing', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 1000], 'n1');
    story.fault('crash', ['n3'], 500, 600);
    expect(check(story.chronicle()).recovery).toEqual({ dataLossWindow: 0, incident: null });
  });

  it('has no time when service never came back', () => {
    const story = chronicleOf({ nodes });
    writes(story, [0, 1000], 'n1');
    story.fault('crash', ['n1'], 1000);
    writes(story, [1000, 2000], null);
    const { incident } = check(story.final('x', null).chronicle()).recovery;
    expect(incident).toMatchObject({ recoveryTime: null, rediscovery: null });
  });
});
