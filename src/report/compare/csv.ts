/** A comparison as CSV: one row for each variant and metric, with every number that the JSON has. */
import type { Comparison } from '../../experiments/compare/comparison.js';
import { csvRow } from '../csv.js';

const columns = [
  ...[
    'variant',
    'metric',
    'unit',
    'runs',
    'mean',
    'low',
    'high',
    'min',
    'p50',
    'p90',
    'p99',
    'max',
  ],
  ...['difference', 'differenceLow', 'differenceHigh', 'isReal'],
];

/** All rows, each with its line end; the first one names the columns. What is not known is empty. */
export function comparisonCsv({ metrics, variants }: Comparison): string {
  const rows = variants.flatMap(({ name, numbers, pacelc }) => [
    ...numbers.map(
      ({ path, count, mean, meanInterval, min, p50, p90, p99, max, difference }, place) => [
        ...[name, path, metrics[place]?.unit ?? ''],
        ...[count, mean, meanInterval?.low, meanInterval?.high, min, p50, p90, p99, max].map(cell),
        ...[difference?.mean, difference?.interval?.low, difference?.interval?.high].map(cell),
        cell(difference?.isReal),
      ],
    ),
    ...(pacelc === null
      ? []
      : [[name, 'pacelc', '', '', pacelc.whole, ...columns.slice(5).map(() => '')]]),
  ]);
  return [columns, ...rows].map(csvRow).join('');
}

function cell(value: number | boolean | null | undefined): string {
  return String(value ?? '');
}
