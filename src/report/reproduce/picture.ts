/**
 * A small picture of curves: for each series a line, in which time runs to the right, ten times as much in twenty columns,
 * and the height is the share of trials that are through.
 */
import type { Curve } from '../../experiments/reproduce/curve.js';
import { counted } from '../text/layout.js';

/** From 10 ms to 10 s. */
const first = 10;
const decades = ['10 ms', '100 ms', '1 s', '10 s'] as const;
const columnsOfDecade = 16;
/** The sixteenth root of 10. */
const step = 1.1547819846894583;

const heights = ' ▁▂▃▄▅▆▇█';

/** Lines without a break at their end; none without curves. */
export function pictureOf(curves: readonly Curve[]): readonly string[] {
  if (curves.length === 0) return [];
  const names = Math.max(...curves.map(({ series }) => series.length));
  const rows = curves.map((curve) =>
    `${curve.series.padEnd(names)} │${lineOf(curve)}│ ${endOf(curve)}`.trimEnd(),
  );
  const axis = decades.map((time) => time.padEnd(columnsOfDecade)).join('');
  return [...rows, `${' '.repeat(names)}  ${axis}`.trimEnd()];
}

function lineOf(curve: Curve): string {
  let line = '';
  let time = first;
  for (let column = 0; column <= columnsOfDecade * (decades.length - 1); column += 1) {
    line += heights.charAt(Math.floor(shareBy(curve, time) * (heights.length - 1)));
    time *= step;
  }
  return line;
}

/** What the picture cannot show: how many never are. */
function endOf({ values }: Curve): string {
  const never = values.filter((value) => value === Infinity).length;
  return never === 0 ? '' : `${counted(never, 'trial')} never`;
}

/** The share of values that are not later. */
function shareBy({ values }: Curve, time: number): number {
  const through = values.filter((value) => value <= time).length;
  return values.length === 0 ? 0 : through / values.length;
}
