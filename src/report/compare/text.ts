/**
 * A comparison as a table for the terminal: variants as columns, or as rows where that fits better, without
 * the intervals where nothing else does, and at last in several tables.
 */
import type { Axis } from '../../experiments/compare/axis.js';
import type { Comparison } from '../../experiments/compare/comparison.js';
import { printable } from '../../scenario/frame.js';
import { withSymbols, type Paint, type Style } from '../style.js';
import { clip, counted, hanging, wrap } from '../text/layout.js';
import type { Cell } from './format.js';
import { gridOf, type GridOptions, type GridRow } from './grid.js';

/** What stands around the table. */
export interface Surroundings extends Omit<GridOptions, 'spread'> {
  readonly axes: readonly Axis[];
  /** The command that makes the same table. */
  readonly command: string;
}

/** Names of variants are broken so that columns stay narrow, and clipped where they stand at the left. */
const columnName = 20;
const rowName = 40;

/** The table and what one must know to read it, ending in a line break. */
export function comparisonText(comparison: Comparison, around: Surroundings, style: Style): string {
  const { paint } = style;
  const { lines, hasSpread } = fitting(comparison, around, style);
  const text = [
    paint.strong(headline(comparison)),
    '',
    ...lines,
    '',
    ...legend(comparison, hasSpread).flatMap((line) => hanging('', line, style.width)),
    ...axisLines(around.axes, style.width),
    around.command,
  ];
  return withSymbols(`${text.join('\n')}\n`, style);
}

/** `4 variants, seeds 1..5`. */
export function headline({ variants, seeds, runs, stopped }: Comparison): string {
  const cut = stopped === null ? '' : `; stopped (${stopped}) after ${counted(runs, 'seed')}`;
  return `${counted(variants.length, 'variant')}, seeds ${seeds}${cut}`;
}

/** What marks and intervals mean. */
export function legend({ baseline, runs }: Comparison, hasSpread: boolean): readonly string[] {
  if (runs === 0) return ['No seed was run to its end.'];
  if (runs < 2)
    return [`One seed: nobody can say what differs from ${printable(baseline)} by luck.`];
  const spread = hasSpread ? ' ± is half of the interval.' : '';
  return [
    `Means over ${runs} seeds. ▲ ▼ really more or less than ${printable(baseline)}, seed by seed, ` +
      `at 95% confidence.${spread}`,
  ];
}

interface Table {
  readonly lines: readonly string[];
  readonly width: number;
}

function fitting(
  comparison: Comparison,
  options: Omit<GridOptions, 'spread'>,
  { width, paint }: Style,
): { readonly lines: readonly string[]; readonly hasSpread: boolean } {
  const names = comparison.variants.map(({ name }) => printable(name));
  const bare = gridOf(comparison, { ...options, spread: false });
  const spread = gridOf(comparison, { ...options, spread: true });
  for (const rows of [spread, bare]) {
    for (const set of [asColumns, asRows]) {
      const table = set(names, rows, paint);
      if (table.width <= width) return { lines: table.lines, hasSpread: rows === spread };
    }
  }
  return { lines: severalTables(names, bare, width, paint), hasSpread: false };
}

/** As many variants beside each other as fit, then the next ones below. */
function severalTables(
  names: readonly string[],
  rows: readonly GridRow[],
  width: number,
  paint: Paint,
): readonly string[] {
  const lines: string[] = [];
  for (let begin = 0; begin < names.length;) {
    let end = begin + 1;
    let table = part(begin, end);
    while (end < names.length && part(begin, end + 1).width <= width) {
      end += 1;
      table = part(begin, end);
    }
    lines.push(...(begin === 0 ? [] : ['']), ...table.lines);
    begin = end;
  }
  return lines;

  function part(from: number, to: number): Table {
    const own = rows.map(({ label, cells }) => ({ label, cells: cells.slice(from, to) }));
    return asColumns(names.slice(from, to), own, paint);
  }
}

function asColumns(names: readonly string[], rows: readonly GridRow[], paint: Paint): Table {
  const broken = names.map((name) => wrap(name, columnName, ''));
  const height = broken.reduce((most, { length }) => Math.max(most, length), 0);
  const heads = Array.from({ length: height }, (_, line) =>
    ['', ...broken.map((lines) => lines[line] ?? '')].map(title),
  );
  return set(
    heads,
    rows.map(({ label, cells }) => [title(label), ...cells]),
    paint,
  );
}

function asRows(names: readonly string[], rows: readonly GridRow[], paint: Paint): Table {
  const head = ['', ...rows.map(({ label }) => label)].map(title);
  const lines = names.map((name, variant) => [
    title(clip(name, rowName)),
    ...rows.flatMap(({ cells }) => cells[variant] ?? []),
  ]);
  return set([head], lines, paint);
}

function title(text: string): Cell {
  return { text, mark: null };
}

/** Cells in columns; the heads and the first column are dim. */
function set(
  heads: readonly (readonly Cell[])[],
  body: readonly (readonly Cell[])[],
  paint: Paint,
): Table {
  const widths: number[] = [];
  for (const row of [...heads, ...body]) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, shown(cell).length);
    });
  }
  const line = (row: readonly Cell[], isHead: boolean): string => {
    const cells = row.map((cell, column) => {
      const space = ' '.repeat((widths[column] ?? 0) - shown(cell).length);
      return (isHead || column === 0 ? paint.dim(cell.text) : painted(cell, paint)) + space;
    });
    return cells.join('  ').trimEnd();
  };
  const lines = [...heads.map((row) => line(row, true)), ...body.map((row) => line(row, false))];
  return { lines, width: widths.reduce((sum, one) => sum + one + 2, -2) };
}

function shown({ text, mark }: Cell): string {
  return mark === null ? text : `${text} ${mark.symbol}`;
}

function painted(cell: Cell, paint: Paint): string {
  const { mark } = cell;
  if (mark === null) return cell.text;
  if (mark.welcome === null) return paint.accent(shown(cell));
  return (mark.welcome ? paint.good : paint.bad)(shown(cell));
}

/** One line an axis: what was varied. */
function axisLines(axes: readonly Axis[], width: number): readonly string[] {
  return axes.flatMap(({ path, values }) =>
    hanging(`${printable(path)}: `, printable(values.join(' | ')), width),
  );
}
