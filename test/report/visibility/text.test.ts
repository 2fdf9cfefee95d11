/** Visibility in words and as a picture. */
import { describe, expect, it } from 'vitest';
import { curveOf, reachedAt, type Counted } from '../../../src/experiments/visibility/curve.js';
import type { Visibility } from '../../../src/experiments/visibility/visibility.js';
import { visibilityCsv, visibilityDocument } from '../../../src/report/visibility/document.js';
import { pictureOf } from '../../../src/report/visibility/picture.js';
import { visibilityText } from '../../../src/report/visibility/text.js';
import type { Style } from '../../../src/report/style.js';
import { scenario } from '../../../src/scenario/build.js';

const plain = (text: string) => text;
const style: Style = {
  paint: { good: plain, bad: plain, warning: plain, dim: plain, strong: plain, accent: plain },
  unicode: true,
  width: 80,
};

const probed = scenario({
  name: 'It',
  database: { kind: 'single-node' },
  clients: [{ name: 'app', rate: '1/s' }],
  duration: '1s',
});

const counted = (...points: readonly (readonly [wait: number, fresh: number])[]): Counted[] =>
  points.map(([wait, fresh]) => ({ wait, fresh, reads: 1000 }));

function resultOf(points: readonly Counted[], more: Partial<Visibility> = {}): Visibility {
  const curve = curveOf(points);
  const latency = { count: 3, p50: 1000, p99: 2000, p999: 2500 };
  return {
    seed: '1',
    curve,
    reached: [50, 99.9].map((percent) => reachedAt(curve, percent)),
    versions: [{ within: 1, reads: 10, share: 0.5, low: 0.2, high: 0.8 }],
    latency: { write: latency, read: { ...latency, p50: 0 } },
    unanswered: { writes: 0, reads: 0 },
    ...more,
  };
}

const usual = counted([1, 200], [100, 200], [1000, 600], [10_000, 1000]);

describe('the picture', () => {
  it('rises from left to right, ten times as long in equally many columns', () => {
    const rows = pictureOf(curveOf(usual), 29);
    expect(rows).toEqual([
      '    100 %│           ▂█',
      '     80 %│        ▂▃▆██',
      '     60 %│     ▂███████',
      '     40 %│  ▂▃▆████████',
      '     20 %│█████████████',
      '          100 us      10 ms',
    ]);
  });

  it('leaves out what all of it has in common', () => {
    const high = curveOf(counted([1, 960], [10, 960], [100, 1000]));
    const [top, second, third] = pictureOf(high, 40);
    expect([top, second, third].map((row) => row?.slice(0, 9))).toEqual([
      '    100 %',
      '     98 %',
      '     96 %',
    ]);
    expect(third?.at(10)).toBe('█');
    expect(second?.at(10)).toBe(' ');
  });

  it('stays within the width', () => {
    for (const width of [40, 80, 200]) {
      for (const last of [1000, 10_000, 1_000_000, 100_000_000]) {
        const curve = curveOf(counted([1, 100], [100, 300], [last, 1000]));
        const longest = Math.max(...pictureOf(curve, width).map((row) => row.length));
        expect(longest).toBeLessThanOrEqual(Math.min(80, width));
        expect(longest).toBeGreaterThan(Math.min(80, width) / 2);
      }
    }
  });

  it('is none where there is nothing but at once', () => {
    expect(pictureOf(curveOf(counted([1, 1000])), 80)).toEqual([]);
  });
});

describe('text', () => {
  it('tells when how many reads are fresh, how old they are, and what operations take', () => {
    const text = visibilityText(probed, resultOf(usual), style);
    expect(text).toContain('It · visibility\n\nFresh reads, by how long after');
    expect(text).toContain('  at once  20 % (18 to 23) of reads are fresh\n');
    expect(text).toContain('  50 %     775 us (100 us to 1 ms)\n');
    expect(text).toContain('  99.9 %   9.98 ms (1 ms or later)\n');
    expect(text).toContain('  the newest version  50 % (20 to 80)\n');
    expect(text).toContain('  writes  p50 1 ms, p99 2 ms, p99.9 2.5 ms\n  reads   p50 0 ms,');
    expect(text).toContain('4,000 reads, each of a key of its own.');
    expect(text).not.toContain('Left out');
  });

  it('tells what is at once, and what is not within the longest wait', () => {
    const atOnce = visibilityText(probed, resultOf(counted([1, 1000])), style);
    expect(atOnce).toContain('  50 %     at once\n');
    expect(atOnce).toContain('  99.9 %   at once, but these reads are too few to be sure\n');
    const never = visibilityText(probed, resultOf(counted([1, 100], [10_000, 300])), style);
    expect(never).toContain('  50 %     later than 10 ms\n');
  });

  it('tells what was left out, and when nothing is left', () => {
    const some = resultOf(usual, { unanswered: { writes: 1200, reads: 1 } });
    expect(visibilityText(probed, some, style)).toContain(
      'Left out: 1,200 writes not acknowledged, 1 read not answered.',
    );
    const none = visibilityText(probed, resultOf([]), style);
    expect(none).toContain('No read of an acknowledged write was answered.');
  });
});

describe('for programs', () => {
  it('is JSON in milliseconds, null for what is not known', () => {
    expect(visibilityDocument(probed, resultOf(usual))).toMatchObject({
      formatVersion: 1,
      seed: '1',
      reached: [
        { percent: 50, afterMs: 0.775, lowMs: 0.1, highMs: 1 },
        { percent: 99.9, lowMs: 1, highMs: null },
      ],
      latency: { write: { count: 3, p50Ms: 1, p99Ms: 2, p999Ms: 2.5 } },
    });
  });

  it('is CSV with a row for each wait', () => {
    const [head, first, ...rest] = visibilityCsv(resultOf(usual)).split('\n');
    expect(head).toBe('afterMs,reads,fresh,share,low,high,level');
    expect(first).toMatch(/^0\.001,1000,200,0\.2,0\.17\d+,0\.22\d+,0\.2$/u);
    expect(rest.length).toBe(4);
  });
});
