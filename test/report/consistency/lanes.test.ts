/** A few operations as lanes: what stands beside what, however narrow the terminal. */
import { describe, expect, it } from 'vitest';
import { lanes } from '../../../src/report/consistency/lanes.js';
import type { OperationRow, ViolationRow } from '../../../src/report/consistency/schema.js';
import { contradictionLines } from '../../../src/report/consistency/text.js';
import { momentsOf } from '../../../src/report/consistency/words.js';

function row(
  letter: string,
  start: number,
  end: number | null,
  more: Partial<OperationRow> = {},
): OperationRow {
  return {
    ...{ letter, name: letter, session: 's', key: 'x', action: 'write', input: 1 },
    ...{ outcome: end === null ? 'info' : 'ok', start, end },
    ...{ invokedMs: start, completedMs: end },
    ...more,
  };
}

describe('lanes', () => {
  it('show who began before whom ended, not to scale', () => {
    const bars = lanes([row('A', 0, 7), row('B', 5, 5), row('C', 6, null)], 3).map(
      (cells) => cells.at(-2) ?? '',
    );
    // Columns: 0, 5, 6 and 7.
    expect(bars).toEqual(['├────────┤   ', '   │         ', '      ├─────▶']);
  });

  it('name keys only where there are several', () => {
    const one = lanes([row('A', 0, 1), row('B', 2, 3)], 3);
    expect(one.map((cells) => cells.length)).toEqual([6, 6]);
    const two = lanes([row('A', 0, 1), row('B', 2, 3, { key: 'y' })], 3);
    expect(two.map((cells) => cells.slice(0, 4))).toEqual([
      ['A', 's', 'x', 'write 1'],
      ['B', 's', 'y', 'write 1'],
    ]);
  });

  const paint = (text: string): string => text;
  const style = {
    paint: { good: paint, bad: paint, warning: paint, dim: paint, strong: paint, accent: paint },
    unicode: true,
  };
  const operations = Array.from({ length: 5 }, (_, index) =>
    row(String.fromCharCode(65 + index), 2 * index, 2 * index + 1),
  );
  const violation: ViolationRow = {
    ...{ level: 'linearizable', kind: 'no order', key: 'x', headline: 'Broken.' },
    ...{ minimal: true, operations, because: [] },
  };

  it.each([
    [100, '├──┤'],
    [65, '├─┤'],
    [55, '├┤'],
  ])('take as much room as a terminal of %i columns has', (width, bar) => {
    const [, first = '', ...others] = contradictionLines(violation, { ...style, width });
    expect(first).toContain(`  ${bar} `);
    const longest = Math.max(...[first, ...others].map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(width);
  });

  it.each([40, 20])('have no bars in a terminal of %i columns', (width) => {
    const [, first] = contradictionLines(violation, { ...style, width });
    expect(first).toBe('  A  s  write 1  0.000 s  0.001 s');
  });
});

describe('moments', () => {
  it('are told to the millisecond where that tells them apart', () => {
    const moment = momentsOf([row('A', 0, 1.5), row('B', 3, 4)]);
    expect([moment(0, 0), moment(3, 2)]).toEqual(['0.000 s', '0.003 s']);
  });

  it('are told to the microsecond where milliseconds do not tell them apart', () => {
    const moment = momentsOf([row('A', 0, 0.25), row('B', 3, 4)]);
    expect([moment(0.25, 0), moment(3, 2)]).toEqual(['0.000250 s', '0.003000 s']);
  });

  it('are places where the history knows no time', () => {
    const timeless = { invokedMs: null, completedMs: null };
    const moment = momentsOf([row('A', 0, 1, timeless), row('B', 2, 3, timeless)]);
    expect(moment(null, 3)).toBe('event 3');
  });
});
