/** Numbers of a comparison as people read them: in the unit that suits them, with the interval behind. */
import type {
  ComparedNumber,
  Comparison,
  Difference,
} from '../../experiments/compare/comparison.js';
import type { Metric, MetricUnit } from '../../experiments/compare/metrics.js';
import { percent } from '../sweep/numbers.js';
import { decimalsOf, grouped, unitOfTime } from '../text/layout.js';

/** A cell of the table. */
export interface Cell {
  readonly text: string;
  /** Whether it is really higher or lower than the baseline, and whether that is welcome. */
  readonly mark: Mark | null;
}

export interface Mark {
  readonly symbol: '▲' | '▼';
  readonly welcome: boolean | null;
}

/** The cell of a number; `spread` adds half of the interval. */
export function cellOf(
  { count, mean, meanInterval, difference }: ComparedNumber,
  { unit, better }: Metric,
  { runs }: Comparison,
  spread: boolean,
): Cell {
  if (mean === null) return { text: '-', mark: null };
  const half = spread && meanInterval !== null ? (meanInterval.high - meanInterval.low) / 2 : 0;
  const some = count < runs ? ` (${count} of ${runs})` : '';
  return { text: amount(mean, half, unit) + some, mark: markOf(difference, better) };
}

function markOf(difference: Difference | null, better: Metric['better']): Mark | null {
  if (difference?.isReal !== true) return null;
  const isHigher = difference.mean > 0;
  const welcome = better === null ? null : isHigher === (better === 'higher');
  return { symbol: isHigher ? '▲' : '▼', welcome };
}

/** `3.21 ms ±0.02`, `99.2%`, `1,234`. The interval is told with the digits of the number, or left out. */
function amount(mean: number, half: number, unit: MetricUnit): string {
  const { size, behind } = scaleOf(mean, unit);
  const number = mean / size;
  const decimals =
    unit === 'share' ? Math.max(1, decimalsIn(percent(mean))) : decimalsOf(Math.abs(number));
  const around = rounded(half / size, decimals);
  return `${rounded(number, decimals)}${behind}${around === '0' ? '' : ` ±${around}`}`;
}

function rounded(number: number, decimals: number): string {
  const text = String(Number(number.toFixed(decimals)));
  return Math.abs(number) >= 1000 ? grouped(Number(text)) : text;
}

function decimalsIn(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}

function scaleOf(
  mean: number,
  unit: MetricUnit,
): { readonly size: number; readonly behind: string } {
  switch (unit) {
    case 'ms': {
      const { unit: name, size } = unitOfTime(mean);
      return { size, behind: ` ${name}` };
    }
    case 'share':
      return { size: 0.01, behind: '%' };
    case 'rate':
      return { size: 1, behind: '/s' };
    case 'count':
      return { size: 1, behind: '' };
  }
}
