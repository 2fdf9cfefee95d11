/** The table of a comparison before it is set: a row for each metric, a cell for each variant. */
import type { Comparison } from '../../experiments/compare/comparison.js';
import { cellOf, type Cell } from './format.js';

export interface GridRow {
  readonly label: string;
  /** By variant. */
  readonly cells: readonly Cell[];
}

export interface GridOptions {
  /** Rows of what is nowhere, or nowhere but 0, as well. */
  readonly empty: boolean;
  /** Verdicts that somebody asked for. */
  readonly verdicts: readonly string[];
  /** With half of the interval behind each mean. */
  readonly spread: boolean;
}

/** The rows that have something to tell: numbers, then verdicts, then what is given up. */
export function gridOf(comparison: Comparison, options: GridOptions): readonly GridRow[] {
  const { variants } = comparison;
  return [
    ...numberRows(comparison, options),
    ...options.verdicts.map((name) => ({
      label: name,
      cells: variants.map(({ verdicts }) => {
        const runs = verdicts.find((one) => one.name === name)?.runs;
        return plain(runs === undefined ? '-' : verdictCell(runs));
      }),
    })),
    ...(variants.some(({ pacelc }) => pacelc !== null)
      ? [{ label: 'PACELC', cells: variants.map(({ pacelc }) => plain(pacelc?.whole ?? '-')) }]
      : []),
  ];
}

function numberRows(comparison: Comparison, { empty, spread }: GridOptions): readonly GridRow[] {
  const { metrics, variants } = comparison;
  return metrics.flatMap((metric, place): GridRow[] => {
    const numbers = variants.flatMap((variant) => variant.numbers[place] ?? []);
    const isTold = numbers.some(({ min, max }) => (min ?? 0) !== 0 || (max ?? 0) !== 0);
    if (!isTold && !empty) return [];
    const cells = numbers.map((number) => cellOf(number, metric, comparison, spread));
    return [{ label: metric.label, cells }];
  });
}

/** `valid`, or in how many of the runs it was what. */
function verdictCell(runs: Readonly<Record<'valid' | 'invalid' | 'unknown', number>>): string {
  const ways = (['invalid', 'unknown', 'valid'] as const).filter((way) => runs[way] > 0);
  const [only = 'unknown'] = ways;
  return ways.length < 2 ? only : ways.map((way) => `${runs[way]} ${way}`).join(', ');
}

function plain(text: string): Cell {
  return { text, mark: null };
}
