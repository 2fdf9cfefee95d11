/**
 * A curve of visibility, drawn with plain characters: time runs to the right, ten times as much in so many columns, and the height
 * is the share of reads that are fresh. What lies below the lowest share is cut off, so that the difference between 99 and 100
 * percent can be seen where that is all there is.
 */
import type { CurvePoint } from '../../experiments/visibility/curve.js';
import { pow } from '../../kernel/mathematics.js';
import { inMilliseconds, type Duration } from '../../kernel/time.js';
import { lengthOfTime } from '../text/layout.js';

const heights = ' ▁▂▃▄▅▆▇█';
const rows = 5;
/** Where the picture may begin, from the bottom up. */
const floors = [0, 0.5, 0.9, 0.99];
const labelWidth = 9;
/** The last time stands at the end and goes beyond. */
const timeWidth = 7;
const widest = 64;

/** Lines without a break at their end; none for a curve without a length. */
export function pictureOf(curve: readonly CurvePoint[], width: number): readonly string[] {
  // At once is too far from everything else.
  const first = curve[1];
  const last = curve.at(-1);
  if (first === undefined || last === undefined || last.wait <= first.wait) return [];
  const decades = decadesBetween(first.wait, last.wait);
  const perDecade = Math.floor(Math.min(widest, width - labelWidth - 1 - timeWidth) / decades);
  const columns = Array.from({ length: perDecade * decades + 1 }, (_, column) => {
    return levelAt(curve, first.wait * pow(10, column / perDecade));
  });
  const floor = floors.findLast((one) => one <= Math.min(...columns)) ?? 0;
  return [
    ...Array.from({ length: rows }, (_, row) => rowOf(columns, row, floor)),
    ' '.repeat(labelWidth + 1) + axis(first.wait, decades, perDecade),
  ];
}

function decadesBetween(first: Duration, last: Duration): number {
  let decades = 0;
  for (let end = first; end < last; end *= 10) decades += 1;
  return decades;
}

/** Straight between two points. */
function levelAt(curve: readonly CurvePoint[], wait: Duration): number {
  const place = curve.findIndex((point) => point.wait >= wait);
  const [before, after] = [curve[place - 1], curve[place]];
  if (after === undefined) return curve.at(-1)?.level ?? 0;
  if (before === undefined) return after.level;
  const part = (wait - before.wait) / (after.wait - before.wait);
  return before.level + part * (after.level - before.level);
}

/** One row, from the top; a full block reaches the share before it. */
function rowOf(columns: readonly number[], row: number, floor: number): string {
  const step = (1 - floor) / rows;
  const top = 1 - row * step;
  const cells = columns.map((level) => {
    const filled = Math.min(1, Math.max(0, (level - (top - step)) / step));
    // Rounded down, so that nothing looks complete that is not; a hair more, as differences of shares are not exact.
    return heights.charAt(Math.floor(filled * (heights.length - 1) + 1e-9));
  });
  const label = `${Number((top * 100).toFixed(1))} %`;
  return `${label.padStart(labelWidth)}│${cells.join('')}`.trimEnd();
}

/** A time at each power of ten, where there is room. */
function axis(first: Duration, decades: number, perDecade: number): string {
  let line = '';
  for (let decade = 0; decade <= decades; decade += 1) {
    const label = lengthOfTime(inMilliseconds(first * pow(10, decade)));
    if (line.length <= decade * perDecade) line = line.padEnd(decade * perDecade) + `${label} `;
  }
  return line.trimEnd();
}
