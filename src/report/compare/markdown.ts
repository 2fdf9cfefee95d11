/** A comparison as a table in Markdown. What really differs from the baseline is bold and has an arrow. */
import type { Comparison } from '../../experiments/compare/comparison.js';
import type { Cell } from './format.js';
import { gridOf } from './grid.js';
import { headline, legend, type Surroundings } from './text.js';

/** More variants than these stand below each other. */
const mostColumns = 6;

/** The table, what one must know to read it, and the command, ending in a line break. */
export function comparisonMarkdown(comparison: Comparison, around: Surroundings): string {
  const names = comparison.variants.map(({ name }) => escaped(name));
  const rows = gridOf(comparison, { ...around, spread: true });
  const table =
    names.length <= mostColumns
      ? [['', ...names], ...rows.map(({ label, cells }) => [escaped(label), ...cells.map(marked)])]
      : [
          ['', ...rows.map(({ label }) => escaped(label))],
          ...names.map((name, variant) => [
            name,
            ...rows.flatMap(({ cells }) => cells.slice(variant, variant + 1).map(marked)),
          ]),
        ];
  const [head = [], ...body] = table;
  const lines = [
    line(head),
    line(head.map(() => '---')),
    ...body.map(line),
    '',
    `${headline(comparison)}. ${legend(comparison, true).join(' ')}`,
    '',
    ...around.axes.map(({ path, values }) => `- \`${path}\`: ${values.map(code).join(', ')}`),
    ...(around.axes.length === 0 ? [] : ['']),
    `    ${around.command}`,
  ];
  return `${lines.join('\n')}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function marked({ text, mark }: Cell): string {
  return mark === null ? escaped(text) : `**${escaped(text)}** ${mark.symbol}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A bar would end the cell. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
